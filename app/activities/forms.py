from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    Field,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
    widgets,
)
from wtforms.fields import HiddenField, SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from app.activities import kinds
from app.activities.rules import parse_quotas
from app.activities.services.planning import Plan
from app.core.calendar import recurrence
from app.core.calendar.series import WEEKDAYS, Repeat, RepeatFields
from app.core.clock import ZONE, local
from app.core.web.forms import BaseForm, strip
from app.regions.forms import PicksRegion, RegionField

PARTS: Sequence[tuple[Any, Sequence[str]]] = (
    ("", ("title", "kind", "region", "audience", "team_id", "day", "begins", "ends", "place")),
    (_l("Several days, or repeated"), ("last_day", "repeat", "weekdays", "until", "except_days")),
    (
        _l("What it is about, what to bring, who pays"),
        ("summary", "schedule", "directions", "bring", "co_hosts", "cost", "campaign"),
    ),
    (
        _l("Sign-up and seats"),
        ("sign_up", "capacity", "quotas", "closes_on", "offer_hours", "limit_per_person"),
    ),
    (_l("Helpers and safety"), ("min_helpers", "helper_skills", "safety")),
    ("", ("change_note",)),
)


def options(pairs: Iterable[tuple[str, Any]], group: Any = None) -> list[SelectChoice]:
    return [SelectChoice(value=value, label=label, optgroup=group) for value, label in pairs]


class TickField(SelectMultipleField):
    widget = widgets.ListWidget(prefix_label=False)
    option_widget = widgets.CheckboxInput()


def _text(label: Any, most: int, hint: Any = "", rows: int = 3) -> TextAreaField:
    return TextAreaField(
        label,
        filters=[strip],
        validators=[Length(max=most)],
        description=hint,
        render_kw={"rows": rows},
    )


def _line(label: Any, most: int, hint: Any = "", required: bool = False) -> StringField:
    checks: list[Any] = [Length(max=most)]
    if required:
        checks.insert(0, InputRequired())
    return StringField(label, filters=[strip], validators=checks, description=hint)


class ActivityForm(PicksRegion, RepeatFields, BaseForm):
    version = HiddenField()
    title = _line(_l("Title"), 80, required=True)
    kind = SelectField(_l("Kind"), validators=[InputRequired()])
    region = RegionField(_l("For which place"), validators=[InputRequired()])
    audience = RadioField(
        _l("Who sees it"), choices=options(kinds.AUDIENCES.items()), default="public"
    )
    team_id = SelectField(_l("Team"), validators=[Optional()], default="")
    day = DateField(_l("Day"), validators=[InputRequired()])
    begins = TimeField(_l("From"), validators=[InputRequired()], default=time(9))
    last_day = DateField(
        _l("Last day"), validators=[Optional()], description=_l("Only if it lasts several days")
    )
    ends = TimeField(_l("Until"), validators=[InputRequired()], default=time(11))
    place = _line(_l("Where"), 120)
    directions = _text(_l("How to get there"), 500, _l("In words, from a place everybody knows"))
    summary = _text(_l("What it is about"), 2000, rows=5)
    schedule = _text(_l("Programme of the day"), 2000, _l("A line each: 09:00 arrive"), rows=5)
    bring = _text(_l("What to bring"), 500)
    co_hosts = _line(_l("Held together with"), 200)
    cost = _line(_l("What it costs and who pays"), 200)
    campaign = StringField(
        _l("Campaign"),
        filters=[strip],
        validators=[Length(max=40)],
        description=_l("For example: %(names)s", names="、".join(kinds.CAMPAIGNS)),
    )
    sign_up = RadioField(
        _l("Who signs up by themselves"), choices=options(kinds.SIGN_UPS.items()), default="none"
    )
    capacity = IntegerField(
        _l("Seats"),
        validators=[Optional(), NumberRange(1, 20000)],
        description=_l("Empty: as many as come. A volunteer with a child takes two."),
    )
    quotas = _text(_l("Seats for townships"), 2000, _l("A line each: township and number, at most"))
    closes_on = DateField(_l("Sign-up until (day included)"), validators=[Optional()])
    offer_hours = IntegerField(
        _l("Hours to answer when a place becomes free"),
        validators=[Optional(), NumberRange(0, 240)],
        default=0,
        description=_l("0: the next in line is in at once"),
    )
    limit_per_person = IntegerField(
        _l("At most so many of this campaign for each person"),
        validators=[Optional(), NumberRange(1, 99)],
    )
    min_helpers = IntegerField(
        _l("Helpers needed at least"), validators=[Optional(), NumberRange(0, 999)], default=0
    )
    helper_skills = _text(
        _l("Of them with a skill"), 400, _l("A line each: skill and number, for example 急救 1")
    )
    safety = TickField(_l("Safety, gone through"), choices=options(kinds.SAFETY.items()))
    change_note = _line(_l("What has changed, for those who signed up"), 200)

    def __init__(
        self,
        *args: Any,
        teams: Sequence[tuple[str, str]] = (),
        skills: Mapping[str, str] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = [
            choice for group, pairs in kinds.choices().items() for choice in options(pairs, group)
        ]
        self.team_id.choices = options([("", "—"), *teams])
        self.skills = skills or {}
        if isinstance(self.helper_skills.data, dict):
            self.helper_skills.data = skills_as_text(self.helper_skills.data, self.skills)

    def validate_helper_skills(self, field: TextAreaField) -> None:
        try:
            asked = parse_quotas(field.data or "")
        except ValueError as error:
            raise ValidationError(
                _l("A line each: skill and number, for example 急救 1")
            ) from error
        known = {name: code for code, name in self.skills.items()}
        if unknown := [name for name in asked if name not in known]:
            text = _l(
                "Unknown skill: %(names)s. There are: %(all)s",
                names="、".join(unknown),
                all="、".join(known),
            )
            raise ValidationError(text)

    def _skills_asked(self) -> dict[str, int]:
        known = {name: code for code, name in self.skills.items()}
        return {known[name]: n for name, n in parse_quotas(self.helper_skills.data or "").items()}

    def parts(self) -> list[tuple[Any, list[Field]]]:
        """The fields, those that most activities do without folded away under a heading."""
        return [(label, [self[name] for name in names if name in self]) for label, names in PARTS]

    def is_used(self, fields: Sequence[Field]) -> bool:
        """Something is in the fold, or wrong in it."""
        return any(one.errors or (one.data or None) != (one.default or None) for one in fields)

    def plan(self) -> Plan:
        day: date = self.day.data
        closes = self.closes_on.data
        return Plan(
            title=self.title.data or "",
            kind=self.kind.data,
            starts_at=_at(day, self.begins.data),
            ends_at=_at(self.last_day.data or day, self.ends.data),
            audience=self.audience.data,
            team_id=int(self.team_id.data) if self.team_id.data else None,
            place=self.place.data or "",
            directions=self.directions.data or "",
            summary=self.summary.data or "",
            schedule=self.schedule.data or "",
            bring=self.bring.data or "",
            co_hosts=self.co_hosts.data or "",
            cost=self.cost.data or "",
            campaign=self.campaign.data or "",
            min_helpers=self.min_helpers.data or 0,
            helper_skills=self._skills_asked(),
            safety=tuple(self.safety.data or ()),
            sign_up=self.sign_up.data,
            capacity=self.capacity.data,
            closes_at=_at(closes, time(23, 59)) if closes else None,
            offer_hours=self.offer_hours.data or 0,
            limit_per_person=self.limit_per_person.data,
            quotas=self.quotas.data or "",
        )

    def repetition(self) -> Repeat | None:
        return self.repetition_from(self.day.data)


def skills_as_text(asked: Mapping[str, int], labels: Mapping[str, str]) -> str:
    return "\n".join(f"{labels.get(code, code)} {number}" for code, number in asked.items())


def values_of(plan: Plan) -> dict[str, Any]:
    """A plan as the form shows it."""
    begin, end = local(plan.starts_at), local(plan.ends_at)
    values = {name: getattr(plan, name) for name in plan.__dataclass_fields__}
    return values | {
        "team_id": str(plan.team_id or ""),
        "day": begin.date(),
        "begins": begin.time(),
        "last_day": end.date() if end.date() != begin.date() else None,
        "ends": end.time(),
        "closes_on": local(plan.closes_at).date() if plan.closes_at else None,
    }


def form_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """Of a template: times are kept as text."""
    times = {
        name: time.fromisoformat(values[name]) for name in ("begins", "ends") if name in values
    }
    return {**values, **times}


def _at(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, ZONE)


class ReasonForm(BaseForm):
    reason = TextAreaField(
        _l("Reason"), filters=[strip], validators=[InputRequired(), Length(max=300)]
    )


class CloseForm(BaseForm):
    minutes = TextAreaField(
        _l("Minutes"),
        filters=[strip],
        validators=[InputRequired(), Length(max=8000)],
        description=_l("What was done, what was decided; children by alias only."),
        render_kw={"rows": 8},
    )
    goods = _text(_l("Goods handed out"), 2000, _l("What, how many, from whom"))
    children = IntegerField(
        _l("Children counted without names"),
        validators=[Optional(), NumberRange(0, 100000)],
        default=0,
    )
    adults = IntegerField(
        _l("Adults counted without names"),
        validators=[Optional(), NumberRange(0, 100000)],
        default=0,
    )


SCORES = [
    ("5", _l("5 – very good")),
    ("4", _l("4 – good")),
    ("3", _l("3 – middling")),
    ("2", _l("2 – poor")),
    ("1", _l("1 – bad")),
]


class FeedbackForm(BaseForm):
    score = RadioField(_l("How was it?"), choices=options(SCORES), validators=[InputRequired()])
    remark = _text(_l("What could be better?"), 500, _l("Please name no child."))


class CollectForm(BaseForm):
    collected_by = _line(_l("Taken home by"), 64)
    agreed = BooleanField(_l("The guardian agrees by phone"))


class HolidayForm(BaseForm):
    """Beside SchoolPeriodForm on one page: their fields have different names."""

    day = DateField(_l("Day"), validators=[InputRequired()])
    day_kind = SelectField(
        _l("What it is"),
        choices=options(
            [
                ("off", _l("Public holiday")),
                ("work", _l("Working weekend")),
                ("plain", _l("An ordinary day")),
            ]
        ),
    )
    day_name = _line(_l("Name"), 40)


class SchoolPeriodForm(PicksRegion, BaseForm):
    region = RegionField(_l("Schools of which place"), validators=[InputRequired()])
    kind = SelectField(
        _l("What it is"),
        choices=options([("holiday", _l("School holidays")), ("term", _l("School term"))]),
    )
    name = _line(_l("Name"), 40, required=True)
    starts_on = DateField(_l("First day"), validators=[InputRequired()])
    ends_on = DateField(_l("Last day"), validators=[InputRequired()])


class ShiftsForm(PicksRegion, BaseForm):
    region = RegionField(_l("Station of which place"), validators=[InputRequired()])
    days = TickField(_l("On which days"), choices=options(WEEKDAYS), validators=[InputRequired()])
    first = DateField(_l("First day"), validators=[InputRequired()])
    until = DateField(_l("Last day"), validators=[InputRequired()])
    begins = TimeField(_l("From"), validators=[InputRequired()], default=time(8, 30))
    ends = TimeField(_l("Until"), validators=[InputRequired()], default=time(17))

    def rule(self) -> str:
        until: date = self.until.data
        return recurrence.weekly([int(day) for day in self.days.data or ()], until=until)

    def starts_at(self) -> datetime:
        return _at(self.first.data, self.begins.data)


class NoteForm(BaseForm):
    note = TextAreaField(
        _l("Hand-over note"),
        filters=[strip],
        validators=[InputRequired(), Length(max=2000)],
        description=_l("What the next on duty must know; children by alias only."),
        render_kw={"rows": 6},
    )
