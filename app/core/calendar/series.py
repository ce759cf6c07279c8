"""What is repeated by a rule, for every area that plans on the calendar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    DateField,
    SelectField,
    SelectMultipleField,
    StringField,
    ValidationError,
    widgets,
)
from wtforms.fields import SelectChoice
from wtforms.validators import Length, Optional, StopValidation

from app.core.calendar.recurrence import BadRule, monthly, occurrences, weekly
from app.core.clock import ZONE, local
from app.core.errors import InvalidInput, Problem
from app.core.web.forms import strip

REPEATS = [
    ("", _l("Once")),
    ("weekly", _l("Every week")),
    ("fortnightly", _l("Every two weeks")),
    ("monthly", _l("Every month, on the same weekday")),
]

WEEKDAYS = [
    ("0", _l("Monday")),
    ("1", _l("Tuesday")),
    ("2", _l("Wednesday")),
    ("3", _l("Thursday")),
    ("4", _l("Friday")),
    ("5", _l("Saturday")),
    ("6", _l("Sunday")),
]


@dataclass(frozen=True)
class Repeat:
    rule: str
    """Value of an RRULE, in wall time."""
    except_days: tuple[date, ...] = ()


def beginnings(repeat: Repeat | None, first: datetime) -> Sequence[datetime]:
    """When each one of the series begins; without a rule it is one. Raises InvalidInput."""
    if repeat is None:
        return [first]
    try:
        starts = occurrences(
            repeat.rule, local(first).replace(tzinfo=None), except_days=repeat.except_days
        )
    except BadRule as error:
        text = _l("This repetition has no end, or gives more than 400 days.")
        raise InvalidInput(Problem("rule", text, field="until")) from error
    if not starts:
        text = _l("No day is left of this repetition.")
        raise InvalidInput(Problem("rule", text, field="until"))
    return [start.replace(tzinfo=ZONE) for start in starts]


def parse_days(text: str) -> list[date]:
    """Days typed into one field, in any usual writing of year-month-day. Raises ValueError."""
    words = text.replace("，", " ").replace("、", " ").replace(",", " ").replace("/", "-").split()
    try:
        return sorted({date(*(int(part) for part in word.split("-", 2))) for word in words})
    except OverflowError as error:
        raise ValueError(text) from error


class IfRepeated(Optional):
    """Empty only where nothing is repeated. After Optional a check of the form is not asked."""

    def __call__(self, form: Any, field: Any) -> None:
        if form.repeat.data and not (field.raw_data and self.string_check(field.raw_data[0])):
            field.errors = []
            raise StopValidation(_l("Say until when it is repeated."))
        super().__call__(form, field)


class RepeatFields:
    """Fields of a form for something that may be repeated."""

    repeat = SelectField(
        _l("Repeated"),
        choices=[SelectChoice(value=code, label=label) for code, label in REPEATS],
        default="",
    )
    weekdays = SelectMultipleField(
        _l("On which weekdays"),
        choices=[SelectChoice(value=number, label=label) for number, label in WEEKDAYS],
        widget=widgets.ListWidget(prefix_label=False),
        option_widget=widgets.CheckboxInput(),
    )
    until = DateField(_l("Repeated until"), validators=[IfRepeated()])
    except_days = StringField(
        _l("Not on these days"),
        filters=[strip],
        validators=[Length(max=400)],
        description=_l("Year-month-day, with a space between: 2026-10-01"),
    )

    def validate_except_days(self, field: StringField) -> None:
        try:
            parse_days(field.data or "")
        except ValueError as error:
            raise ValidationError(_l("Year-month-day, with a space between.")) from error

    def repetition_from(self, day: date | None) -> Repeat | None:
        until: Any = self.until.data
        if not self.repeat.data or day is None or until is None:
            return None
        if self.repeat.data == "monthly":
            rule = monthly(day, until=until)
        else:
            interval = 2 if self.repeat.data == "fortnightly" else 1
            weekdays = [int(one) for one in self.weekdays.data or ()] or [day.weekday()]
            rule = weekly(weekdays, until=until, interval=interval)
        return Repeat(rule, tuple(parse_days(self.except_days.data or "")))
