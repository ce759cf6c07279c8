"""When an agreement between bodies holds. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l

from app.core.errors import Problem
from app.core.regioncode import Level, level_of

KINDS = {
    "office": _l("Office or public institution"),
    "company": _l("Company"),
    "school": _l("School"),
    "court": _l("Court or procuratorate"),
    "hospital": _l("Hospital"),
    "charity": _l("Social organisation"),
    "other": _l("Other"),
}


def gaps(
    *, state: str, agreed_on: date | None, agreed_until: date | None, is_member: bool, day: date
) -> Sequence[Any]:
    """Why the organisation cannot stand for a pair on that day; empty if it can."""
    found = []
    if state != "approved":
        found.append(_l("it is not approved, or is suspended"))
    if agreed_on is None or agreed_until is None or not agreed_on <= day <= agreed_until:
        found.append(_l("no agreement with it is in force"))
    if not is_member:
        found.append(_l("she is not one of its people"))
    return found


def holds(state: str, starts_on: date, ends_on: date, day: date) -> bool:
    return state == "running" and starts_on <= day <= ends_on


def period_problem(starts_on: date, ends_on: date, field: str) -> Problem | None:
    if ends_on < starts_on:
        return Problem("period", _l("The last day lies before the first."), field=field)
    return None


def county_problem(own: str, other: str) -> Problem | None:
    """Both are counties, and not the same one."""
    if level_of(own) is not Level.COUNTY or level_of(other) is not Level.COUNTY:
        return Problem("county", _l("Choose a county."), field="other_code")
    if own == other:
        message = _l("A county needs no agreement with itself.")
        return Problem("county", message, field="other_code")
    return None
