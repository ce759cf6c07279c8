"""A programme's numbers and words for rosters. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.programmes import presets
from app.programmes.rules import Choice, ProgrammeRules


@dataclass(frozen=True)
class RosterTerms:
    title: str
    seal: str
    """Whose seal stands in the box."""
    departments: tuple[Choice, ...]
    recheck_every_months: int
    recheck_days: int
    """By which day of the month a re-check is done."""
    found_days: int
    pair_days: int
    meet_days: int

    def department(self, code: str) -> str:
        return next((one.label for one in self.departments if one.code == code), code)


def terms_of(rules: ProgrammeRules) -> RosterTerms:
    """What an older version of a programme does not say is taken from the shipped preset."""
    shipped = presets.load(presets.DEFAULT).raw["roster"]
    given: Mapping[str, Any] = {**shipped, **rules.raw.get("roster", {})}
    return RosterTerms(
        title=given["title"],
        seal=given["seal"],
        departments=tuple(Choice(one["code"], one["label"]) for one in given["departments"]),
        recheck_every_months=given["recheck_every_months"],
        recheck_days=given["recheck_days"],
        found_days=given["found_days"],
        pair_days=given["pair_days"],
        meet_days=given["meet_days"],
    )
