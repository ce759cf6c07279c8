from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    DateField,
    DateTimeLocalField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
    widgets,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp

from app.core.calendar.series import Repeat, RepeatFields
from app.core.clock import ZONE, local
from app.core.web.forms import BaseForm, strip
from app.training import kinds
from app.training.models import Course, Question, TrainingSession
from app.training.services.sessions import FIELDS, SessionValues

MARKS = _l("Each line a paragraph; “# ” begins a heading, “- ” a point of a list, “> ” a note.")


def offer(pairs: Iterable[tuple[str, Any]]) -> list[SelectChoice]:
    return [SelectChoice(value=value, label=label) for value, label in pairs]


class TickField(SelectMultipleField):
    widget = widgets.ListWidget(prefix_label=False)
    option_widget = widgets.CheckboxInput()


def _line(label: Any, most: int, hint: Any = "", required: bool = False) -> StringField:
    checks: list[Any] = [InputRequired()] if required else []
    return StringField(
        label, filters=[strip], validators=[*checks, Length(max=most)], description=hint
    )


def _text(label: Any, most: int, hint: Any = "", rows: int = 4) -> TextAreaField:
    return TextAreaField(
        label,
        filters=[strip],
        validators=[Length(max=most)],
        description=hint,
        render_kw={"rows": rows},
    )


class CourseForm(BaseForm):
    title = _line(_l("Title"), 80, required=True)
    theme = SelectField(_l("Theme"), choices=offer(kinds.THEMES.items()))
    region_code = SelectField(_l("Offered by"))
    minutes = IntegerField(
        _l("Length in minutes"), [InputRequired(), NumberRange(5, 6000)], render_kw={"min": 5}
    )
    duty = RadioField(
        _l("Obligatory"),
        choices=offer(kinds.DUTIES.items()),
        default="free",
        description=_l("Courses before the first pairing count towards its minutes."),
    )
    audience = RadioField(
        _l("For whom"),
        choices=offer(kinds.AUDIENCES.items()),
        default="volunteers",
        description=_l("Guardians need no account: the station signs them up."),
    )
    ages = TickField(_l("For children of this age"), choices=offer(kinds.AGES.items()))
    topics = TickField(_l("Topics"), choices=offer(kinds.TOPICS.items()))
    summary = _text(_l("What it is about"), 2000)
    teacher = _line(_l("Teacher"), 60)
    rule = RadioField(
        _l("Completed by"),
        choices=offer(kinds.RULES.items()),
        default="minutes",
        description=_l("If the course has questions, the quiz has to be passed as well."),
    )
    parts = IntegerField(
        _l("Parts"),
        [InputRequired(), NumberRange(1, 30)],
        default=1,
        description=_l("How many sessions together are the course; 1: each session is all of it."),
    )
    share = IntegerField(
        _l("Percent that must be attended"),
        [InputRequired(), NumberRange(1, 100)],
        default=100,
        description=_l(
            "Of the minutes or of the parts, as chosen above; in any sessions taken together."
        ),
    )
    pass_mark = IntegerField(
        _l("Pass mark of the quiz, percent"),
        [InputRequired(), NumberRange(1, 100)],
        default=80,
        description=_l("Holds once the course has questions."),
    )
    self_study = BooleanField(_l("Reading and passing the quiz are enough (self-study)"))
    valid_months = IntegerField(
        _l("Holds for so many months"),
        [Optional(), NumberRange(1, 120)],
        description=_l("Empty: for ever."),
    )
    is_open = BooleanField(_l("Show it in the volunteers’ catalogue"))

    def offer_regions(self, regions: Sequence[tuple[str, str]]) -> None:
        self.region_code.choices = offer(regions)

    def fill_from(self, course: Course) -> None:
        for name in self.names():
            self[name].data = getattr(course, name)

    def values(self) -> dict[str, Any]:
        return {name: self[name].data for name in self.names()}

    @staticmethod
    def names() -> tuple[str, ...]:
        return (
            "title",
            "theme",
            "minutes",
            "duty",
            "audience",
            "ages",
            "topics",
            "summary",
            "teacher",
            "rule",
            "parts",
            "share",
            "pass_mark",
            "self_study",
            "valid_months",
            "is_open",
        )


class MaterialForm(BaseForm):
    title = _line(_l("Title"), 80, required=True)
    text = _text(_l("Text to read"), 20000, MARKS, rows=14)
    file = FileField(
        _l("File beside it"),
        description=_l("PDF or recording (MP3, M4A, OGG); its size is shown before it is fetched."),
    )


class QuestionForm(BaseForm):
    text = _line(_l("Question"), 300, required=True)
    choices = TextAreaField(
        _l("Answers, one a line"),
        filters=[strip],
        validators=[InputRequired(), Length(max=1500)],
        description=_l("Begin the right ones with *; there may be several."),
        render_kw={"rows": 5},
    )
    because = _line(_l("Why"), 300, _l("Shown after a wrong answer."))

    def answers(self) -> tuple[list[str], list[int]]:
        """The choices and the positions of the right ones."""
        lines = [line.strip() for line in (self.choices.data or "").splitlines() if line.strip()]
        right = [number for number, line in enumerate(lines) if line[0] in "*＊"]
        return [line.lstrip("*＊ ") for line in lines], right


class QuizForm(BaseForm):
    """One field for each question; made by `quiz_form`."""


def quiz_form(questions: Sequence[Question]) -> QuizForm:
    fields: dict[str, Any] = {}
    for question in questions:
        choices = offer((str(number), text) for number, text in enumerate(question.choices))
        many = len(question.right) > 1
        hint = _l("More than one answer may be right.") if many else ""
        make = TickField if many else RadioField
        fields[f"q{question.id}"] = make(
            question.text,
            choices=choices,
            description=hint,
            validators=[InputRequired(_l("Choose an answer."))],
        )
    form: QuizForm = type("QuizForm", (QuizForm,), fields)()
    return form


def quiz_answers(form: QuizForm, questions: Sequence[Question]) -> dict[int, list[int]]:
    given: dict[int, list[int]] = {}
    for question in questions:
        data = form[f"q{question.id}"].data
        chosen = data if isinstance(data, list) else [data]
        given[question.id] = [int(one) for one in chosen if one is not None]
    return given


class SessionForm(RepeatFields, BaseForm):
    mode = RadioField(_l("How"), choices=offer(kinds.MODES.items()), default="onsite")
    region_code = SelectField(_l("For which place"))
    starts_at = DateTimeLocalField(_l("From"), validators=[InputRequired()])
    ends_at = DateTimeLocalField(_l("Until"), validators=[InputRequired()])
    place = _line(_l("Where"), 120)
    link = StringField(
        _l("Address of the online meeting"),
        filters=[strip],
        validators=[
            Optional(),
            Length(max=300),
            Regexp(r"https://\S+$", message=_l("It begins with https://")),
        ],
        description=_l("Shown to those who have a place."),
    )
    trainer = _line(_l("Trainer"), 60)
    part = IntegerField(
        _l("Which part of the course"),
        [InputRequired(), NumberRange(1, 30)],
        default=1,
        description=_l("Where it is repeated, the next ones are the next parts."),
    )
    co_host = SelectField(
        _l("Held together with"),
        description=_l("Volunteers of a station that holds it with you see it and sign up too."),
    )
    co_hosts = _line(_l("Others that take part in holding it"), 120, _l("The health bureau …"))
    capacity = IntegerField(
        _l("Places"),
        [Optional(), NumberRange(1, 5000)],
        description=_l("Empty: as many as come. Whoever is too late waits in line."),
    )
    closes_at = DateField(
        _l("Last day to sign up"), [Optional()], description=_l("Empty: until it begins.")
    )
    quotas = _text(
        _l("Places of each township"),
        2000,
        _l("A line each: township, space, number. Empty: no limits."),
    )
    townships: Mapping[str, str]
    """Names → the first nine digits of the code."""

    def offer(
        self,
        regions: Sequence[tuple[str, str]],
        townships: Mapping[str, str],
        hosts: Mapping[Any, Sequence[tuple[str, str]]],
    ) -> None:
        self.region_code.choices = offer(regions)
        self.townships = townships
        self.co_host.choices = [
            SelectChoice(value="", label=_l("nobody")),
            *(
                SelectChoice(value=key, label=name, optgroup=label)
                for label, pairs in hosts.items()
                for key, name in pairs
            ),
        ]

    def repetition(self) -> Repeat | None:
        begins = self.starts_at.data
        return self.repetition_from(begins.date() if begins else None)

    def validate_quotas(self, field: TextAreaField) -> None:
        try:
            self.parsed_quotas()
        except (ValueError, KeyError) as problem:
            raise ValidationError(
                _l("Not a township of this place, or no number: %(line)s", line=problem.args[0])
            ) from problem

    def parsed_quotas(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for line in (self.quotas.data or "").replace("\u3000", " ").splitlines():
            if not line.strip():
                continue
            name, _, number = line.strip().rpartition(" ")
            if not number.isdigit():
                raise ValueError(line)
            if name.strip() not in self.townships:
                raise KeyError(line)
            found[self.townships[name.strip()]] = int(number)
        return found

    def values(self) -> SessionValues:
        closes = self.closes_at.data
        return SessionValues(
            mode=self.mode.data,
            starts_at=_aware(self.starts_at.data),
            ends_at=_aware(self.ends_at.data),
            place=self.place.data or "",
            link=self.link.data or "",
            trainer=self.trainer.data or "",
            part=self.part.data or 1,
            co_host=self.co_host.data or "",
            co_hosts=self.co_hosts.data or "",
            capacity=self.capacity.data,
            closes_at=datetime(closes.year, closes.month, closes.day, 23, 59, tzinfo=ZONE)
            if closes
            else None,
            quotas=self.parsed_quotas(),
        )

    def fill_from(self, found: TrainingSession) -> None:
        for name in ("region_code", *FIELDS):
            self[name].data = getattr(found, name)
        self.starts_at.data = local(found.starts_at).replace(tzinfo=None)
        self.ends_at.data = local(found.ends_at).replace(tzinfo=None)
        self.capacity.data = found.occasion.capacity
        closes = found.occasion.closes_at
        self.closes_at.data = local(closes).date() if closes else None
        names = {code: name for name, code in self.townships.items()}
        self.quotas.data = "\n".join(
            f"{names.get(one.group_key, one.group_key)} {one.seats}"
            for one in found.occasion.quotas
        )


def _aware(moment: datetime) -> datetime:
    return moment.replace(tzinfo=ZONE)


class CallOffForm(BaseForm):
    reason = TextAreaField(
        _l("Reason"), filters=[strip], validators=[InputRequired(), Length(max=300)]
    )
    whole_series = BooleanField(_l("All later sessions of the series, too"))


class ReasonForm(BaseForm):
    reason = TextAreaField(
        _l("Reason"), filters=[strip], validators=[InputRequired(), Length(max=300)]
    )


class PasteForm(BaseForm):
    lines = TextAreaField(
        _l("Names or phone numbers"),
        filters=[strip],
        validators=[InputRequired(), Length(max=20000)],
        description=_l("A line each, as copied out of a spreadsheet; both together is surest."),
        render_kw={"rows": 6},
    )


STARS = offer((str(number), str(number)) for number in range(5, 0, -1))


class FeedbackForm(BaseForm):
    content = RadioField(
        _l("Was it useful? (5: very)"), choices=STARS, validators=[InputRequired()]
    )
    teacher = RadioField(
        _l("Was it taught well? (5: very)"), choices=STARS, validators=[InputRequired()]
    )
    remark = _text(_l("What could be better?"), 500)
