"""When an activity may be published, what may be repeated, who may come. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l

from app.core.errors import Problem

LONGEST = timedelta(days=40)
A_YEAR = timedelta(weeks=52)
"""So far is a copy moved: to the same weekday about a year later."""
WITH_SAFETY = frozenset({"outing", "camp", "holiday_care", "after_school"})
"""Kinds that are not published before the checklist has been gone through."""


@dataclass(frozen=True)
class Plan:
    """What must be right before anybody is invited."""

    kind: str
    place: str
    starts_at: datetime
    ends_at: datetime
    sign_up: str
    closes_at: datetime | None
    safety: Collection[str]
    audience: str
    has_team: bool


def problems_of_times(starts_at: datetime, ends_at: datetime) -> list[Problem]:
    if ends_at <= starts_at:
        return [_p("times", _l("The end lies before the beginning."), field="ends_at")]
    if ends_at - starts_at > LONGEST:
        return [_p("long", _l("At most 40 days; plan a series instead."), field="ends_at")]
    return []


def problems_to_publish(plan: Plan, now: datetime, points: Mapping[str, Any]) -> list[Problem]:
    found = problems_of_times(plan.starts_at, plan.ends_at)
    if not plan.place:
        found.append(_p("place", _l("Say where it takes place."), field="place"))
    if plan.ends_at <= now:
        found.append(_p("past", _l("It lies in the past."), field="starts_at"))
    if plan.audience == "team" and not plan.has_team:
        found.append(_p("team", _l("Choose the team that it is for."), field="team_id"))
    if plan.closes_at is not None and plan.closes_at > plan.ends_at:
        found.append(_p("closes", _l("Sign-up closes after the end."), field="closes_at"))
    if plan.kind in WITH_SAFETY:
        missing = [str(label) for code, label in points.items() if code not in plan.safety]
        if missing:
            text = _l("Safety points not ticked: %(points)s", points="、".join(missing))
            found.append(_p("safety", text, field="safety"))
    return found


def credited_minutes(
    starts_at: datetime, ends_at: datetime, arrived_at: datetime | None, left_at: datetime | None
) -> int:
    """Minutes of service inside the planned time, a day at most ten hours."""
    begin = max(starts_at, arrived_at) if arrived_at else starts_at
    # Who is ticked off the list afterwards arrived when it began.
    begin = starts_at if begin >= ends_at else begin
    end = min(ends_at, left_at) if left_at else ends_at
    minutes = max(0, int((end - begin).total_seconds() // 60))
    days = (ends_at - starts_at).days + 1
    return min(minutes, days * 600)


@dataclass(frozen=True)
class Guest:
    """A child on the way to an activity."""

    is_enrolled: bool
    has_consent: bool
    is_paired_with_her: bool = True


def problems_of_child(guest: Guest) -> list[Problem]:
    if not guest.is_enrolled:
        return [_p("left", _l("The child is no longer on the roster."))]
    if not guest.is_paired_with_her:
        return [_p("not_paired", _l("She comes with a child that is paired with her."))]
    if not guest.has_consent:
        return [
            Problem(
                "consent",
                _l("The guardian has not consented to activities."),
                _l("Ask the guardian and record the answer."),
            )
        ]
    return []


def helpers_missing(
    least: int, wanted: Mapping[str, int], helpers: Collection[Collection[str]]
) -> dict[str, int]:
    """By skill, "" for helpers at all; `helpers` are the skills of each who has a place."""
    short = {code: n - sum(code in one for one in helpers) for code, n in wanted.items()}
    return {code: n for code, n in {"": least - len(helpers), **short}.items() if n > 0}


def problems_of_collecting(collected_by: str, named: str, agreed_by_phone: bool) -> list[Problem]:
    """Whoever takes a child home is on the guardian's paper, or the guardian was asked just now."""
    who = collected_by.strip()
    if not who:
        return [_p("collected_by", _l("Say who takes the child home."), field="collected_by")]
    if named and who not in named and not agreed_by_phone:
        text = _l("The guardian named: %(names)s", names=named)
        mend = _l("Call the guardian, and tick that she agrees.")
        return [Problem("not_named", text, mend, field="collected_by")]
    return []


def parse_quotas(text: str) -> dict[str, int]:
    """Lines "name number". Raises ValueError."""
    quotas: dict[str, int] = {}
    for line in text.splitlines():
        if not line.strip():
            continue
        name, _, number = line.strip().replace("\u3000", " ").rpartition(" ")
        if not name or int(number) < 0:
            raise ValueError(line)
        quotas[name.strip()] = int(number)
    return quotas


def _p(code: str, message: Any, field: str = "") -> Problem:
    return Problem(code, message, field=field)
