"""When a course is complete, what the gate counts, when a refresher is due. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import lazy_gettext as _l

from app.core.clock import add_months
from app.core.errors import Problem
from app.programmes.rules import TrainingRules
from app.training.kinds import SELF_STUDY


@dataclass(frozen=True)
class Demands:
    """What a course asks for."""

    minutes: int
    share: int
    pass_mark: int
    has_quiz: bool
    self_study: bool
    rule: str = "minutes"
    parts: int = 1


@dataclass(frozen=True)
class Effort:
    """What one volunteer has done of it since she last completed it."""

    minutes: int
    best_score: int | None
    parts: frozenset[int] = frozenset()
    """Parts that she attended, in whichever session."""


@dataclass(frozen=True)
class Verdict:
    is_complete: bool
    minutes: int = 0
    by_self_study: bool = False
    lacks: Sequence[Problem] = ()


def needed(of: int, share: int) -> int:
    """Rounded up, so that a share never asks for less than it says."""
    return -(-of * share // 100)


def judge(demands: Demands, effort: Effort) -> Verdict:
    """Complete by attending as the course's rule says and passing the quiz; or by the quiz alone
    where that is enough."""
    quiz_alone = demands.self_study or demands.rule == "pass"
    passed = effort.best_score is not None and effort.best_score >= demands.pass_mark
    absence = _absence(demands, effort)
    if not absence and (passed or not demands.has_quiz):
        return Verdict(True, min(effort.minutes, demands.minutes))
    if quiz_alone and demands.has_quiz and passed:
        return Verdict(True, demands.minutes, by_self_study=effort.minutes < demands.minutes)
    lacks = [] if quiz_alone and demands.has_quiz else absence
    if demands.has_quiz and not passed:
        lacks = [*lacks, Problem("quiz", _l("The quiz has not been passed."))]
    return Verdict(False, effort.minutes, lacks=lacks)


def _absence(demands: Demands, effort: Effort) -> list[Problem]:
    """What is missing of attendance; caught up in any later session of the course."""
    if demands.rule == "pass":
        return [Problem("no_quiz", _l("The course is completed by its quiz."))]
    if demands.rule == "minutes":
        left = needed(demands.minutes, demands.share) - effort.minutes
        if left <= 0:
            return []
        return [Problem("minutes", _l("%(minutes)s minutes are missing.", minutes=left))]
    wanted = {
        "any": 1,
        "all": demands.parts,
        "share": needed(demands.parts, demands.share),
    }[demands.rule]
    missing = sorted(set(range(1, demands.parts + 1)) - effort.parts)
    left = wanted - (demands.parts - len(missing))
    if left <= 0:
        return []
    if left < len(missing):
        text = _l("%(count)s of the parts %(parts)s are missing.", count=left, parts=_list(missing))
    else:
        text = _l("Parts that are missing: %(parts)s", parts=_list(missing))
    return [Problem("parts", text)]


def _list(numbers: Iterable[int]) -> str:
    return "、".join(map(str, numbers))


def score_of(answers: Mapping[int, Collection[int]], right: Mapping[int, Collection[int]]) -> int:
    """Percent of questions answered exactly right, rounded down."""
    if not right:
        return 0
    hits = sum(set(answers.get(key, ())) == set(wanted) for key, wanted in right.items())
    return hits * 100 // len(right)


def attended_minutes(
    starts_at: datetime, ends_at: datetime, arrived_at: datetime | None, left_at: datetime | None
) -> int:
    """Minutes between coming and going, inside the planned time."""
    begin = max(starts_at, arrived_at) if arrived_at else starts_at
    # Who is ticked off the list afterwards came when it began.
    begin = starts_at if begin >= ends_at else begin
    end = min(ends_at, left_at) if left_at else ends_at
    return max(0, int((end - begin).total_seconds() // 60))


@dataclass(frozen=True)
class Held:
    """A confirmed completion."""

    course_id: int
    duty: str
    how: str
    minutes: int
    completed_on: date
    valid_until: date | None

    def holds(self, day: date) -> bool:
        return self.completed_on <= day and (self.valid_until is None or day <= self.valid_until)


def initial_minutes(held: Iterable[Held], rules: TrainingRules, day: date) -> int:
    """Minutes that count before the first pairing: each course once, only what holds that day."""
    best: dict[int, Held] = {}
    for one in held:
        known = best.get(one.course_id)
        if one.duty == "initial" and one.holds(day) and (not known or one.minutes > known.minutes):
            best[one.course_id] = one
    alone = sum(one.minutes for one in best.values() if one.how == SELF_STUDY)
    taught = sum(one.minutes for one in best.values() if one.how != SELF_STUDY)
    return taught + min(alone, rules.self_study_minutes)


def refresher_due(held: Iterable[Held], rules: TrainingRules) -> date | None:
    """The day by which she trains again; None while she has had no training at all."""
    days = [one.completed_on for one in held]
    if not days or not rules.refresher_months:
        return None
    return add_months(max(days), rules.refresher_months)


def valid_until(completed_on: date, months: int | None) -> date | None:
    """The last day."""
    if months is None:
        return None
    return add_months(completed_on, months) - date.resolution


@dataclass(frozen=True)
class Plan:
    mode: str
    starts_at: datetime
    ends_at: datetime
    place: str
    link: str


def problems_to_publish(plan: Plan, now: datetime) -> list[Problem]:
    found = problems_of_times(plan.starts_at, plan.ends_at)
    if plan.mode == "onsite" and not plan.place:
        found.append(Problem("place", _l("Say where it takes place."), field="place"))
    if plan.mode == "online" and not plan.link:
        found.append(Problem("link", _l("Give the address of the meeting."), field="link"))
    if plan.ends_at <= now:
        found.append(Problem("past", _l("It lies in the past."), field="starts_at"))
    return found


def problems_of_times(starts_at: datetime, ends_at: datetime) -> list[Problem]:
    if ends_at <= starts_at:
        text = _l("The end lies before the beginning.")
        return [Problem("times", text, field="ends_at")]
    return []
