"""Forms of requests and offers."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.activities import kinds
from app.activities.forms import options
from app.activities.services.supplies import Terms
from app.core.web.forms import BaseForm, strip
from app.regions.forms import PicksRegion, RegionField


class SupplyForm(PicksRegion, BaseForm):
    side = RadioField(
        _l("Do you ask or offer?"), choices=options(kinds.SIDES.items()), default="request"
    )
    kind = SelectField(_l("What it is"), choices=options(kinds.SUPPLIES.items()))
    title = StringField(
        _l("In a few words"),
        filters=[strip],
        validators=[InputRequired(), Length(max=80)],
        description=_l("For example: a psychologist for a summer class"),
    )
    region = RegionField(_l("Of which place"), validators=[InputRequired()])
    unit = StringField(
        _l("Unit"),
        filters=[strip],
        validators=[Length(max=80)],
        description=_l("If it is not the station itself: a school, a company, a court"),
    )
    detail = TextAreaField(
        _l("More about it"),
        filters=[strip],
        validators=[Length(max=2000)],
        description=_l("Please name no child."),
        render_kw={"rows": 4},
    )
    amount = IntegerField(_l("How many"), validators=[Optional(), NumberRange(1, 100000)])
    first_day = DateField(_l("From"), validators=[Optional()])
    last_day = DateField(_l("Until"), validators=[Optional()])

    def terms(self) -> Terms:
        return Terms(
            side=self.side.data,
            kind=self.kind.data,
            title=self.title.data or "",
            detail=self.detail.data or "",
            amount=self.amount.data,
            first_day=self.first_day.data,
            last_day=self.last_day.data,
            unit=self.unit.data or "",
        )


class SupplyAnswerForm(BaseForm):
    text = TextAreaField(
        _l("What we can do"),
        filters=[strip],
        validators=[InputRequired(), Length(max=1000)],
        description=_l("What, when, how many, and how to reach you"),
        render_kw={"rows": 3},
    )
