"""Holidays, working weekends and school terms, as staff enter them."""

from __future__ import annotations

from datetime import date

from flask_babel import lazy_gettext as _l

from app.core import audit
from app.core.access.actors import Actor
from app.core.access.policy import demand
from app.core.access.scope import get_visible
from app.core.calendar.models import Holiday, SchoolPeriod
from app.core.db import transaction
from app.core.errors import InvalidInput, Problem
from app.policy import P


def set_holiday(*, actor: Actor, day: date, kind: str, name: str) -> Holiday:
    """What a day is, whatever the shipped table says of it."""
    with transaction() as current:
        row = current.get(Holiday, day, with_for_update=True) or Holiday(day=day)
        row.kind, row.name = kind, name
        current.add(row)
        audit.record(actor, "holiday.set", None, day=day.isoformat(), kind=kind)
    return row


def forget_holiday(*, actor: Actor, day: date) -> None:
    """Back to what the shipped table says."""
    with transaction() as current:
        row = current.get(Holiday, day)
        if row is not None:
            current.delete(row)
            audit.record(actor, "holiday.forgotten", None, day=day.isoformat())


def add_period(
    *, actor: Actor, region_code: str, kind: str, name: str, starts_on: date, ends_on: date
) -> SchoolPeriod:
    if ends_on < starts_on:
        text = _l("The last day lies before the first.")
        raise InvalidInput(Problem("days", text, field="ends_on"))
    with transaction() as current:
        demand(actor, P.EDIT_CALENDAR, region_code)
        row = SchoolPeriod(
            region_code=region_code, kind=kind, name=name, starts_on=starts_on, ends_on=ends_on
        )
        current.add(row)
        current.flush()
        audit.record(actor, "school_period.added", row)
    return row


def remove_period(*, actor: Actor, period_id: int) -> None:
    with transaction() as current:
        row = get_visible(SchoolPeriod, actor, period_id)
        audit.record(actor, "school_period.removed", row)
        current.delete(row)
