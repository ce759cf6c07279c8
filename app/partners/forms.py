from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import DateField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, Regexp

from app.core.clock import today
from app.core.regioncode import Level
from app.core.web.forms import BaseForm, strip
from app.partners.rules import KINDS
from app.regions.forms import PicksRegion, RegionField

PLACES = (Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE)


def text(label: Any, most: int, **options: Any) -> Any:
    return StringField(
        label, filters=[strip], validators=[InputRequired(), Length(max=most)], **options
    )


class OrganisationForm(PicksRegion, BaseForm):
    name = text(_l("Name of the organisation"), 80)
    kind = RadioField(
        _l("Kind"),
        choices=[SelectChoice(code, label) for code, label in KINDS.items()],
        validators=[InputRequired(_l("Choose one."))],
    )
    region = RegionField(_l("Where it serves"), [InputRequired()], levels=PLACES)
    contact_name = text(_l("Contact"), 64)
    phone = StringField(
        _l("Phone of the contact"),
        filters=[strip],
        validators=[
            InputRequired(),
            Regexp(r"^[0-9+ \-]{7,20}$", message=_l("Write the number in digits.")),
        ],
        render_kw={"inputmode": "tel"},
    )
    credit_code = StringField(
        _l("Unified social credit code"),
        filters=[strip, lambda value: (value or "").upper()],
        validators=[
            Optional(),
            Regexp(r"^[0-9A-Z]{18}$", message=_l("The code has 18 digits and letters.")),
        ],
        description=_l("18 digits and letters, as on the licence"),
    )
    offer = TextAreaField(
        _l("What it offers"), filters=[strip], validators=[Optional(), Length(max=300)]
    )


class AgreementForm(BaseForm):
    agreed_on = DateField(_l("Agreed from"), validators=[InputRequired()], default=today)
    agreed_until = DateField(_l("Last day of the agreement"), validators=[InputRequired()])
    scan = FileField(
        _l("Scan or photo of the signed agreement"),
        validators=[Optional()],
        description=_l("JPG, PNG or PDF, at most 10 MB"),
    )


class ReasonForm(BaseForm):
    reason = TextAreaField(
        _l("Reason"), filters=[strip], validators=[InputRequired(), Length(max=500)]
    )


class PersonForm(BaseForm):
    volunteer = RadioField(
        _l("Volunteer"), coerce=int, validators=[InputRequired(_l("Choose one."))]
    )


class PartnershipForm(PicksRegion, BaseForm):
    other_code = RegionField(_l("The other county"), [InputRequired()], levels=(Level.COUNTY,))
    starts_on = DateField(_l("From"), validators=[InputRequired()], default=today)
    ends_on = DateField(_l("Last day"), validators=[InputRequired()])
    terms = TextAreaField(
        _l("What was agreed"), filters=[strip], validators=[Optional(), Length(max=300)]
    )


class TeamPairForm(PicksRegion, BaseForm):
    team = SelectField(
        _l("Team that helps"), coerce=int, validators=[InputRequired(_l("Choose a team."))]
    )
    region = RegionField(
        _l("Village"),
        [InputRequired(_l("Choose the place from the list."))],
        levels=(Level.VILLAGE,),
    )
    starts_on = DateField(_l("From"), validators=[InputRequired()], default=today)
    purpose = TextAreaField(
        _l("What the team does there"),
        filters=[strip],
        validators=[InputRequired(), Length(max=300)],
        description=_l("Activities, goods, money, projects; no child is named here"),
    )
