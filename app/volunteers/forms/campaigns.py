"""Calls for volunteers."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import (
    DateField,
    IntegerField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from app.core.regioncode import Level
from app.core.web.forms import BaseForm
from app.regions.forms import PicksRegion, RegionField
from app.volunteers.forms.fields import plain


class CampaignForm(PicksRegion, BaseForm):
    title = StringField(
        _l("Title"), [DataRequired(_l("Write a title.")), Length(max=60)], filters=[plain]
    )
    text = TextAreaField(
        _l("Text of the notice"),
        [DataRequired(_l("Write the text.")), Length(max=1000)],
        filters=[plain],
        description=_l("Stands on the page, on the poster and in the call letter"),
    )
    region = RegionField(
        _l("Where volunteers are wanted"),
        [DataRequired(_l("Choose the place from the list."))],
        levels=(Level.CITY, Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE),
    )
    place = StringField(
        _l("Where to apply in person"),
        [Length(max=80)],
        filters=[plain],
        description=_l("May stay empty: then the address of the station"),
    )
    quota = IntegerField(
        _l("How many volunteers are wanted"),
        [InputRequired(_l("Write a number.")), NumberRange(1, 99999, _l("Write a number."))],
    )
    opens_on = DateField(_l("First day"), [DataRequired(_l("Write the day."))])
    closes_on = DateField(_l("Last day"), [DataRequired(_l("Write the day."))])

    def validate_closes_on(self, field: DateField) -> None:
        if field.data and self.opens_on.data and field.data < self.opens_on.data:
            raise ValidationError(_l("The last day lies before the first."))
