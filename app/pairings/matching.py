"""Ranking volunteers for a child: candidates in, ranked and explained out. Pure.

Nearest first (same village, township, county), then expertise that meets the child's needs, then
what both sides wish for, then places free: 双向自愿、就近就便、发挥专长 (R71, R72). Every point is
said in words; nothing is a hidden score.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import lazy_gettext as _l

from app.core.regioncode import Level, nearness

NEARNESS = {
    Level.VILLAGE: _l("same village"),
    Level.TOWNSHIP: _l("same township"),
    Level.COUNTY: _l("same county"),
    Level.CITY: _l("same city"),
    Level.PROVINCE: _l("same province"),
    Level.COUNTRY: _l("another province"),
}
AGES = {
    "0-5": _l("under 6"),
    "6-11": _l("6 to 11"),
    "12-14": _l("12 to 14"),
    "15-17": _l("15 to 17"),
}
DAYS = {
    "workday": _l("working days"),
    "evening": _l("evenings"),
    "weekend": _l("weekends"),
    "holiday": _l("school holidays"),
}


def age_band(age: int) -> str:
    """The code of the band; both its ends belong to it."""
    for code in AGES:
        low, high = code.split("-")
        if int(low) <= age <= int(high):
            return code
    return "15-17"


@dataclass(frozen=True)
class Candidate:
    volunteer_id: int
    region_code: str
    skills: frozenset[str]
    capacity: int
    running: int
    name_key: str
    ages: frozenset[str] = frozenset()
    """Bands she wishes for; none: any."""
    days: frozenset[str] = frozenset()

    @property
    def free(self) -> int:
        return max(0, self.capacity - self.running)


@dataclass(frozen=True)
class Wanted:
    """The child: where, and which skills would meet which need (need label → skill codes)."""

    region_code: str
    helpful: Mapping[str, frozenset[str]]
    age: str = ""
    days: frozenset[str] = frozenset()
    skill_labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Suggestion:
    candidate: Candidate
    near: Level
    met_needs: tuple[str, ...]
    reasons: tuple[Any, ...]
    wishes: int = 0
    """Wishes that fit, less those that do not."""

    @property
    def fit(self) -> tuple[int, int, int]:
        """How well the two fit, whoever else there is: nearness, needs, wishes."""
        return (int(self.near), len(self.met_needs), self.wishes)


def rank(wanted: Wanted, candidates: Iterable[Candidate]) -> Sequence[Suggestion]:
    """Best first; the order is total, so that it never changes by chance."""
    made = [suggest(wanted, candidate) for candidate in candidates]
    return sorted(made, key=_order)


def _order(one: Suggestion) -> tuple[Any, ...]:
    candidate = one.candidate
    full = candidate.free == 0
    return (
        full,
        -one.near,
        -len(one.met_needs),
        -one.wishes,
        -candidate.free,
        candidate.name_key,
        candidate.volunteer_id,
    )


def suggest(wanted: Wanted, candidate: Candidate) -> Suggestion:
    near = nearness(wanted.region_code, candidate.region_code)
    met = tuple(need for need, skills in wanted.helpful.items() if skills & candidate.skills)
    reasons = [NEARNESS[near]]
    reasons += [_helps(wanted, candidate, need) for need in met]
    wishes, said = _wishes(wanted, candidate)
    reasons += said
    reasons.append(
        _l("%(free)s of %(places)s places free", free=candidate.free, places=candidate.capacity)
        if candidate.free
        else _l("no place free")
    )
    return Suggestion(candidate, near, met, tuple(reasons), wishes)


def _helps(wanted: Wanted, candidate: Candidate, need: str) -> Any:
    """By which of her skills; the child needs it."""
    codes = sorted(wanted.helpful[need] & candidate.skills)
    by = "、".join(wanted.skill_labels.get(code, code) for code in codes)
    return _l("%(skills)s: the child needs %(need)s", skills=by, need=need)


def _wishes(wanted: Wanted, candidate: Candidate) -> tuple[int, list[Any]]:
    points, said = 0, []
    if candidate.ages and wanted.age:
        fits = wanted.age in candidate.ages
        points += 1 if fits else -1
        said.append(_l("wishes for a child of this age") if fits else _l("wishes for another age"))
    if candidate.days and wanted.days:
        shared = [label for code, label in DAYS.items() if code in candidate.days & wanted.days]
        points += 1 if shared else -1
        said.append(
            _l("both have time: %(days)s", days="、".join(str(day) for day in shared))
            if shared
            else _l("has time on other days than the family")
        )
    return points, said
