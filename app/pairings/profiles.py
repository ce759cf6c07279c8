"""The reduced profiles that both sides see before they say yes or no."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from app.children.models import Child
from app.core.clock import age_on, today
from app.pairings.matching import AGES, DAYS, age_band
from app.pairings.models import FamilyWish
from app.programmes.rules import Choice, ProgrammeRules
from app.regions.stations import short_name
from app.volunteers.models import Volunteer

Facts = list[tuple[Any, Any]]


def of_child(child: Child, wish: FamilyWish | None, rules: ProgrammeRules) -> Facts:
    """Alias, age band, village, needs; no name, birth date, address, school or category."""
    return [
        (_l("Called here"), child.alias),
        (_l("Age"), AGES[age_band(age_on(child.born_on, today()))]),
        (_l("Village"), short_name(child.region_code)),
        (_l("Needs"), _labels(rules.needs, child.needs)),
        (_l("When it suits the family"), _days(wish.days if wish else [])),
    ]


def of_volunteer(volunteer: Volunteer, rules: ProgrammeRules) -> Facts:
    """Name, experience, skills; no number, phone, address or birth date."""
    years = 0
    if volunteer.service_from:
        years = age_on(volunteer.service_from, today())
    kind = rules.kind(volunteer.kind)
    return [
        (_l("Name"), volunteer.name),
        (_l("Kind"), kind.label if kind else volunteer.kind),
        (_l("Occupation"), volunteer.occupation),
        (_l("Skills"), _labels(rules.skills, volunteer.skills)),
        (_l("Experience"), _l("%(years)s full years of service", years=years)),
        (_l("Team"), volunteer.team.name if volunteer.team else ""),
    ]


def _labels(choices: tuple[Choice, ...], codes: list[str]) -> str:
    known = {choice.code: choice.label for choice in choices}
    return "、".join(known.get(code, code) for code in codes)


def _days(codes: list[str]) -> str:
    return "、".join(str(DAYS[code]) for code in codes if code in DAYS)
