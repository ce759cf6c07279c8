"""The page on which a federation edits its rules: numbers, lists one a line, texts, a first day."""

from __future__ import annotations

from typing import Any, cast

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Regexp
from wtforms.widgets import CheckboxInput, ListWidget

from app.core.web.forms import BaseForm, strip
from app.policy import ROLE_LABELS, Role
from app.programmes import changes, presets
from app.programmes.rules import ProgrammeRules

SHIPPED = presets.load(presets.DEFAULT).raw
VETTING = ("references", "interviewers", "min_score", "appeal_days", "appeal_answer_days")
ONE_A_LINE = _l("One a line")
DAYS = _l("Write whole numbers of days, one a line.")


def _number(label: Any, low: int, high: int) -> IntegerField:
    text = _l("Write a number from %(low)s to %(high)s.", low=low, high=high)
    return IntegerField(label, [InputRequired(text), NumberRange(low, high, text)])


def _lines(label: Any) -> TextAreaField:
    return TextAreaField(
        label,
        [DataRequired(_l("Write at least one line.")), Length(max=6000)],
        filters=[strip],
        description=ONE_A_LINE,
    )


def _text(label: Any) -> TextAreaField:
    return TextAreaField(
        label, [DataRequired(_l("Write the text.")), Length(max=2000)], filters=[strip]
    )


class RulesForm(BaseForm):
    region = HiddenField()
    valid_from = DateField(_l("In force from"), [DataRequired(_l("Write the day."))])
    title = StringField(
        _l("Name of the programme"),
        [DataRequired(_l("Write a name.")), Length(max=120)],
        filters=[strip],
    )
    basis = StringField(_l("Document it rests on"), [Length(max=120)], filters=[strip])
    min_age = _number(_l("Youngest age"), 16, 80)
    max_age = _number(_l("Oldest age"), 18, 90)
    warn_age = _number(_l("Warn from the age of"), 18, 90)
    age_label = StringField(
        _l("The ages in words"),
        [DataRequired(_l("Write the text.")), Length(max=60)],
        filters=[strip],
    )
    requirements = _lines(_l("What is expected"))
    kinds = _lines(_l("Kinds of volunteers"))
    checks = _lines(_l("Checks that are required"))
    exclusions = _lines(_l("Who cannot serve, without exception"))
    deciders = SelectMultipleField(
        _l("Who approves and refuses"),
        choices=[
            SelectChoice(value=str(role), label=ROLE_LABELS[role])
            for role in (Role.CHAIR, Role.REVIEWER)
        ],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    references = _number(_l("References needed"), 0, 9)
    interviewers = _number(_l("Interviewers needed"), 1, 9)
    questions = _lines(_l("What the talk is scored by"))
    min_score = _number(_l("Lowest mean score of the talk (1 to 5; 0: none)"), 0, 5)
    appeal_days = _number(_l("Days for an appeal after a refusal"), 1, 180)
    appeal_answer_days = _number(_l("Days for the answer to an appeal"), 1, 180)
    refusals = _lines(_l("Reasons for a refusal"))
    leaving = _lines(_l("Reasons for leaving"))
    channels = _lines(_l("How volunteers come to us"))
    service_years = _number(_l("Years of service"), 1, 20)
    pledge_months = _number(_l("Months of a pledge"), 1, 60)
    renewal_days = _number(_l("Days before its end from which a pledge is renewed"), 1, 365)
    reminder_days = TextAreaField(
        _l("Days before the end of a pledge on which its volunteer is reminded"),
        [
            DataRequired(_l("Write at least one line.")),
            Regexp(r"^\s*[1-9]\d{0,2}(\s+[1-9]\d{0,2}){0,9}\s*$", message=DAYS),
        ],
        filters=[strip],
        description=ONE_A_LINE,
    )
    capacity_default = _number(_l("Children for one volunteer, as a rule"), 1, 99)
    capacity_max = _number(_l("Children for one volunteer, at most"), 1, 99)
    consent_months = _number(_l("Months of a guardian’s consent"), 1, 60)
    retention_months = _number(_l("Months a file is kept after leaving or refusal"), 1, 360)
    sealed_roster_required = BooleanField(
        _l("Pair only children who stand on a sealed roster of their village")
    )
    recheck_every_months = _number(_l("Months between two re-checks of a roster"), 1, 12)
    recheck_days = _number(_l("Day of the month by which a re-check is done"), 1, 28)
    found_days = _number(_l("Days allowed from found to enrolled"), 0, 365)
    pair_days = _number(_l("Days allowed from enrolled to paired"), 0, 365)
    meet_days = _number(_l("Days allowed from paired to the first meeting"), 0, 365)
    many_files = _number(_l("Children’s files in an hour from which it is unusual"), 2, 500)
    night_from = _number(_l("Reading is unusual from this hour in the evening"), 0, 23)
    night_to = _number(_l("until this hour in the morning (the same hour: never)"), 0, 23)
    asks = _lines(_l("What is asked, on the notice and the poster"))
    preamble = _text(_l("Pledge: beginning"))
    clauses = _lines(_l("Pledge: clauses"))
    closing = _text(_l("Pledge: end"))

    @classmethod
    def made_for(cls, rules: ProgrammeRules) -> Any:
        """With a number for each check's months and each kind of team's least members."""
        extra: dict[str, Any] = {}
        for check in rules.checks:
            label = _l("Months for which “%(check)s” counts (0: for ever)", check=check.label)
            extra[f"validity_{check.code}"] = _number(label, 0, 120)
        for kind in rules.team_types:
            label = _l("Fewest members: %(kind)s", kind=kind.label)
            extra[f"team_{kind.code}"] = _number(label, 1, 500)
        form = cast(type[RulesForm], type(cls.__name__, (cls,), extra))()
        form.rules = rules
        return form

    rules: ProgrammeRules

    @property
    def validity_fields(self) -> list[Any]:
        return [self[f"validity_{check.code}"] for check in self.rules.checks]

    @property
    def team_fields(self) -> list[Any]:
        return [self[f"team_{kind.code}"] for kind in self.rules.team_types]

    def fill(self) -> None:
        raw = self.rules.raw
        for name, path in changes.NUMBERS.items():
            # What a version from before a number existed says nothing of is what ships.
            self[name].data = changes.get(raw, path, changes.get(SHIPPED, path))
        for name, path in changes.FLAGS.items():
            self[name].data = bool(changes.get(raw, path))
        self.retention_months.data = self.rules.retention_months
        for name in ("many_files", "night_from", "night_to"):
            self[name].data = getattr(self.rules.reading, name)
        for name in VETTING:
            self[name].data = getattr(self.rules.vetting, name)
        for name, path in changes.TEXTS.items():
            self[name].data = changes.get(raw, path, "")
        for name, path in changes.LINES.items():
            self[name].data = "\n".join(map(str, changes.get(raw, path, ())))
        if not self.reminder_days.data:
            self.reminder_days.data = "\n".join(map(str, self.rules.reminder_days))
        for name, path in changes.TABLES.items():
            self[name].data = "\n".join(changes.labels(raw, path))
        self.deciders.data = list(self.rules.vetting.deciders)
        for check in self.rules.checks:
            self[f"validity_{check.code}"].data = check.valid_months or 0
        for kind in self.rules.team_types:
            self[f"team_{kind.code}"].data = kind.min_members

    def values(self) -> dict[str, Any]:
        plain = (*changes.NUMBERS, *changes.FLAGS, *changes.TEXTS)
        made = {name: self[name].data for name in plain}
        for name in (*changes.LINES, *changes.TABLES):
            lines = (line.strip() for line in (self[name].data or "").splitlines())
            made[name] = list(dict.fromkeys(line for line in lines if line))
        made["deciders"] = self.deciders.data or []
        made["validity"] = {
            check.code: self[f"validity_{check.code}"].data for check in self.rules.checks
        }
        made["team_sizes"] = {
            kind.code: self[f"team_{kind.code}"].data for kind in self.rules.team_types
        }
        return made


class AdoptForm(BaseForm):
    region = HiddenField()
    preset = SelectField(_l("Programme"))
    valid_from = DateField(_l("In force from"), [DataRequired(_l("Write the day."))])
