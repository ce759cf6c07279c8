from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import (
    DateField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app.core.clock import today
from app.core.web.forms import BaseForm, strip
from app.pairings.closing import HAND_OVER, OUTCOMES, WAYS
from app.pairings.matching import AGES, DAYS
from app.pairings.services import OUTCOMES as REVIEW_OUTCOMES
from app.pairings.services import PRESENT, ROLES


def choices(labels: Mapping[str, Any]) -> list[SelectChoice]:
    return [SelectChoice(code, label) for code, label in labels.items()]


class TicksField(SelectMultipleField):
    """Several of a few: boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class PairForm(BaseForm):
    role = RadioField(
        _l("The part she takes"),
        choices=choices(ROLES),
        default="lead",
        validators=[InputRequired()],
    )
    organisation = SelectField(_l("Whom she goes for"), coerce=int, validators=[Optional()])


class RoleForm(PairForm):
    reason = TextAreaField(
        _l("Reason"), filters=[strip], validators=[InputRequired(), Length(max=500)]
    )


class ReasonForm(BaseForm):
    reason = TextAreaField(
        _l("Reason"), filters=[strip], validators=[InputRequired(), Length(max=500)]
    )


class PauseForm(ReasonForm):
    until = DateField(
        _l("Until"),
        validators=[Optional()],
        description=_l("Leave it empty if it is not known; then somebody resumes it."),
    )


class MeetingForm(BaseForm):
    met_on = DateField(_l("Day"), validators=[InputRequired()], default=today)
    place = StringField(_l("Place"), filters=[strip], validators=[Length(max=80)])
    present = TicksField(_l("Who was there"), choices=choices(PRESENT))
    staff_name = StringField(
        _l("Present for the station"), filters=[strip], validators=[InputRequired(), Length(max=64)]
    )
    note = TextAreaField(
        _l("What was agreed"), filters=[strip], validators=[Optional(), Length(max=1000)]
    )


class SignedForm(BaseForm):
    signed_on = DateField(_l("Signed on"), validators=[InputRequired()], default=today)
    scan = FileField(
        _l("Scan or photo of the signed paper"),
        validators=[FileRequired(_l("Attach the scan."))],
        description=_l("JPG, PNG or PDF, at most 10 MB"),
    )


class ReviewForm(BaseForm):
    held_on = DateField(_l("Day"), validators=[InputRequired()], default=today)
    heard = TicksField(_l("Who was heard"), choices=choices(PRESENT))
    outcome = RadioField(
        _l("How it goes on"),
        choices=choices(REVIEW_OUTCOMES),
        validators=[InputRequired(_l("Choose how it goes on."))],
    )
    note = TextAreaField(
        _l("What they said"), filters=[strip], validators=[InputRequired(), Length(max=2000)]
    )


class ClosureForm(BaseForm):
    way = RadioField(
        _l("How it ends"),
        choices=choices(WAYS),
        validators=[InputRequired(_l("Choose how it ends."))],
    )
    reason = TextAreaField(
        _l("Reason"),
        filters=[strip],
        validators=[InputRequired(), Length(max=500)],
        description=_l("For the file only; nobody is asked to justify herself."),
    )


class StepForm(BaseForm):
    outcome = RadioField(
        _l("How it went"),
        choices=choices(OUTCOMES),
        validators=[InputRequired(_l("Say how it went."))],
    )
    note = TextAreaField(
        _l("In a sentence"), filters=[strip], validators=[Optional(), Length(max=2000)]
    )


class HandOverForm(BaseForm):
    hand_over = RadioField(
        _l("The successor may see"),
        choices=choices(HAND_OVER),
        validators=[InputRequired(_l("Choose what the successor may see."))],
    )
    summary = TextAreaField(
        _l("Summary for the successor"),
        filters=[strip],
        validators=[Optional(), Length(max=2000)],
        description=_l("What the child likes, what helps, what comes next."),
    )


class OfferForm(BaseForm):
    ages = TicksField(
        _l("Age of the child"),
        choices=choices(AGES),
        description=_l("None ticked: any age"),
    )
    days = TicksField(_l("When she has time"), choices=choices(DAYS))


class FamilyWishForm(BaseForm):
    days = TicksField(_l("When it suits the family"), choices=choices(DAYS))
