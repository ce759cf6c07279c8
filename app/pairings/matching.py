"""Ranking volunteers for a child: candidates in, ranked and explained out. Pure.

Nearest first (same village, township, county), then expertise that meets the child's needs, then
places free: 就近就便、发挥专长 (R72). Every point is said in words; nothing is a hidden score.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Candidate:
    volunteer_id: int
    region_code: str
    skills: frozenset[str]
    capacity: int
    running: int
    name_key: str

    @property
    def free(self) -> int:
        return max(0, self.capacity - self.running)


@dataclass(frozen=True)
class Wanted:
    """The child: where, and which skills would meet which need (need label → skill codes)."""

    region_code: str
    helpful: Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class Suggestion:
    candidate: Candidate
    near: Level
    met_needs: tuple[str, ...]
    reasons: tuple[Any, ...]


def rank(wanted: Wanted, candidates: Iterable[Candidate]) -> Sequence[Suggestion]:
    """Best first; the order is total, so that it never changes by chance."""
    made = [_suggest(wanted, candidate) for candidate in candidates]
    return sorted(made, key=_order)


def _order(one: Suggestion) -> tuple[Any, ...]:
    candidate = one.candidate
    full = candidate.free == 0
    return (
        full,
        -one.near,
        -len(one.met_needs),
        -candidate.free,
        candidate.name_key,
        candidate.volunteer_id,
    )


def _suggest(wanted: Wanted, candidate: Candidate) -> Suggestion:
    near = nearness(wanted.region_code, candidate.region_code)
    met = tuple(need for need, skills in wanted.helpful.items() if skills & candidate.skills)
    reasons = [NEARNESS[near]]
    reasons += [_l("can help with: %(need)s", need=need) for need in met]
    reasons.append(
        _l("%(free)s of %(places)s places free", free=candidate.free, places=candidate.capacity)
        if candidate.free
        else _l("no place free")
    )
    return Suggestion(candidate, near, met, tuple(reasons))
