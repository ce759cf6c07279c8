"""A programme's numbers and wording for pairs: reviews, notice, priority, rings. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.core.clock import add_months
from app.programmes import presets
from app.programmes.rules import ProgrammeRules, fill_in


@dataclass(frozen=True)
class Ring:
    """Children who are reached in the same way (R48); `goal` in the programme's words."""

    code: str
    label: str
    goal: str
    categories: tuple[str, ...]


@dataclass(frozen=True)
class PairingTerms:
    review_months: tuple[int, ...]
    review_every_months: int
    notice_days: int
    cool_off_days: int
    priority: tuple[str, ...]
    cadence: tuple[str, ...]
    ground_rules: tuple[str, ...]
    closing_rules: tuple[str, ...]
    rings: tuple[Ring, ...]
    max_volunteers: int
    reach_months: int
    """For so long a group activity counts as having reached the child."""

    def place_in_queue(self, category: str) -> int:
        """0 is taken first; what the programme does not name comes last (R37)."""
        return self.priority.index(category) if category in self.priority else len(self.priority)

    def ring_of(self, category: str) -> Ring | None:
        return next((ring for ring in self.rings if category in ring.categories), None)


def terms_of(rules: ProgrammeRules) -> PairingTerms:
    """What an older version of a programme does not say is taken from the shipped preset."""
    shipped = presets.load("yueyang").raw
    given: Mapping[str, Any] = {**shipped["pairing"], **rules.raw.get("pairing", {})}
    places = {"notice_days": given["notice_days"], "cool_off_days": given["cool_off_days"]}
    return PairingTerms(
        review_months=tuple(given["review_months"]),
        review_every_months=given["review_every_months"],
        notice_days=given["notice_days"],
        cool_off_days=given["cool_off_days"],
        priority=tuple(given["priority"]),
        cadence=tuple(fill_in(line, places) for line in given["cadence"]),
        ground_rules=tuple(fill_in(line, places) for line in given["ground_rules"]),
        closing_rules=tuple(fill_in(line, places) for line in given["closing_rules"]),
        rings=tuple(
            Ring(one["code"], one["label"], one["goal"], tuple(one["categories"]))
            for one in given["rings"]
        ),
        reach_months=given["reach_months"],
        max_volunteers=rules.raw.get("capacity", {}).get("max_volunteers_per_child", 4),
    )


def next_review(started_on: date, held_on: date | None, terms: PairingTerms) -> date:
    """The first review day of the calendar that lies after the last review."""
    after = held_on or started_on
    for months in terms.review_months:
        if (day := add_months(started_on, months)) > after:
            return day
    months = terms.review_every_months
    while (day := add_months(started_on, months)) <= after:
        months += terms.review_every_months
    return day
