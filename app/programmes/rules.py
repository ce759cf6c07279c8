"""A programme's rules as plain values: every age, term, list and text that a region decides."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Choice:
    """An entry of a programme's code table."""

    code: str
    label: str
    synonyms: tuple[str, ...] = ()

    def is_called(self, text: str) -> bool:
        return text in (self.code, self.label, *self.synonyms)


@dataclass(frozen=True)
class Skill(Choice):
    """What a volunteer can do; `meets` are the codes of the needs that it answers."""

    meets: tuple[str, ...] = ()


@dataclass(frozen=True)
class VolunteerKind(Choice):
    may_pair_alone: bool = True
    sexes: tuple[str, ...] = ()


@dataclass(frozen=True)
class CheckKind:
    """A check that vetting requires; `valid_months` None: once is enough."""

    code: str
    label: str
    valid_months: int | None = None


@dataclass(frozen=True)
class Eligibility:
    min_age: int
    max_age: int
    """Both in whole years, both ages themselves admitted."""
    warn_age: int
    sexes: tuple[str, ...]
    age_label: str
    requirements: tuple[str, ...]
    exclusions: tuple[Choice, ...]
    """Whoever declares one of these cannot serve; nobody can override it."""
    kinds: tuple[VolunteerKind, ...]


@dataclass(frozen=True)
class ConsentScope:
    code: str
    label: str
    text: str
    refusal: str
    """What follows when the guardian does not agree."""
    needed_for_pairing: bool


@dataclass(frozen=True)
class DutyItem:
    label: str
    text: str


@dataclass(frozen=True)
class Duties:
    heading: str
    summary: str
    items: tuple[DutyItem, ...]


@dataclass(frozen=True)
class PledgeText:
    """The wording; places such as {volunteer_name} are filled in when a pledge is issued."""

    version: str
    title: str
    subtitle: str
    preamble: str
    duty_clause: str
    clauses: tuple[str, ...]
    closing: str
    duties: Mapping[str, Duties]
    """By placement: local, remote, professional."""


@dataclass(frozen=True)
class LeavingReason(Choice):
    by_station: bool = False
    """Only the station can say so: nobody gives notice that she was dismissed, or has died."""


@dataclass(frozen=True)
class TeamType(Choice):
    min_members: int = 1


@dataclass(frozen=True)
class Vetting:
    """How many references and interviewers, who decides, and the reasons of a refusal."""

    references: int = 2
    interviewers: int = 2
    questions: tuple[Choice, ...] = ()
    """What the talk is scored by, each from 1 to 5."""
    min_score: int = 0
    deciders: tuple[str, ...] = ("chair", "reviewer")
    refusals: tuple[Choice, ...] = ()
    appeal_days: int = 15
    """How long after a refusal she may appeal to the next level."""
    appeal_answer_days: int = 30
    """How long the next level has for its answer."""


@dataclass(frozen=True)
class TrainingRules:
    initial_minutes: int = 0
    """Minutes of training before the first pairing; 0: the gate does not ask."""
    self_study_minutes: int = 0
    """How many of them may be self-study."""
    refresher_months: int = 0
    """How long after the last training the next one is due; 0: never."""


@dataclass(frozen=True)
class ReadingRules:
    """Which reading of children's files is unusual and goes before the auditor."""

    many_files: int = 20
    """So many different files within an hour."""
    night_from: int = 22
    night_to: int = 6
    """Hours of the day; the same hour twice: no night."""


@dataclass(frozen=True)
class ProgrammeRules:
    programme_id: int | None
    name: str
    preset: str
    version: int
    valid_from: date | None
    eligibility: Eligibility
    checks: tuple[CheckKind, ...]
    service_years: int
    hotline: str
    pledge_months: int
    renewal_days: int
    """How many days before its end a pledge is listed for renewal."""
    reminder_days: tuple[int, ...]
    """Days before the end of a pledge on which its volunteer is reminded, the earliest first."""
    pledge: PledgeText
    child_max_age: int
    categories: tuple[Choice, ...]
    needs: tuple[Choice, ...]
    skills: tuple[Skill, ...]
    capacity_default: int
    capacity_max: int
    consent_scopes: tuple[ConsentScope, ...]
    consent_months: int
    consent_version: str
    training: TrainingRules
    raw: Mapping[str, Any]
    sealed_roster_required: bool = False
    """R113: pair only children who stand on a sealed roster."""
    vetting: Vetting = Vetting()
    team_types: tuple[TeamType, ...] = ()
    channels: tuple[Choice, ...] = ()
    leaving: tuple[LeavingReason, ...] = ()
    retention_months: int = 36
    """How long the file of somebody who left or was refused is kept."""
    reading: ReadingRules = ReadingRules()

    def category(self, text: str) -> Choice | None:
        return find(self.categories, text)

    def kind(self, code: str) -> VolunteerKind | None:
        return next((kind for kind in self.eligibility.kinds if kind.code == code), None)

    def skills_for(self, need: str) -> frozenset[str]:
        """The codes of the skills that meet a need."""
        return frozenset(skill.code for skill in self.skills if need in skill.meets)

    def need(self, text: str) -> Choice | None:
        return find(self.needs, text)


def fill_in(text: str, places: Mapping[str, object]) -> str:
    """Put values into the places {so_named} of a programme's text.

    Nothing else is understood, so that whoever words a text cannot reach into the program.
    Raises KeyError for a place that nobody fills.
    """
    return re.sub(r"\{([a-z_]+)\}", lambda found: str(places[found[1]]), text)


def find(choices: Sequence[Choice], text: str) -> Choice | None:
    return next((choice for choice in choices if choice.is_called(text)), None)
