from __future__ import annotations

from collections.abc import Collection
from datetime import date

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app.core import audit
from app.core.access.actors import Actor
from app.core.access.scope import get_visible, lock
from app.core.clock import now
from app.core.db import session, transaction
from app.core.errors import Conflict, InvalidInput, Problem
from app.core.workflow import advance, begin
from app.hours.models import ServiceHours
from app.hours.states import HOURS
from app.policy import P

MOST = 24 * 60


def record_hours(
    *,
    actor: Actor,
    volunteer_id: int,
    source: str,
    source_id: int,
    title: str,
    day: date,
    minutes: int,
    region_code: str,
) -> ServiceHours:
    """Credit an attendance; said again, the entry that there is. The caller has asked who may."""
    with transaction() as current:
        known = current.scalar(
            select(ServiceHours).where(
                ServiceHours.volunteer_id == volunteer_id,
                ServiceHours.source == source,
                ServiceHours.source_id == source_id,
            )
        )
        if known is not None:
            return known
        entry = ServiceHours(
            volunteer_id=volunteer_id,
            region_code=region_code,
            state=HOURS.initial,
            source=source,
            source_id=source_id,
            title=title,
            day=day,
            minutes=minutes,
        )
        current.add(entry)
        current.flush()
        begin(HOURS, actor=actor, row=entry)
    return entry


def confirm_hours(*, actor: Actor, ids: Collection[int]) -> int:
    """Confirm many; those confirmed already stay as they are. Nobody confirms her own."""
    with transaction():
        done = 0
        for entry_id in sorted(set(ids)):
            entry = lock(get_visible(ServiceHours, actor, entry_id, P.CONFIRM_HOURS))
            if entry.state == "confirmed":
                continue
            _not_own(actor, entry)
            _stamp(actor, entry)
            advance(HOURS, "confirm", actor=actor, row=entry)
            done += 1
    return done


def dispute_hours(*, actor: Actor, entry_id: int, reason: str) -> ServiceHours:
    with transaction():
        entry: ServiceHours = lock(get_visible(ServiceHours, actor, entry_id, P.DISPUTE_HOURS))
        advance(HOURS, "dispute", actor=actor, row=entry, reason=reason)
    return entry


def settle_dispute(*, actor: Actor, entry_id: int, minutes: int, reason: str) -> ServiceHours:
    """Set what counts, with the reason, and confirm it."""
    if not 0 <= minutes <= MOST:
        raise InvalidInput(Problem("minutes", _l("Between 0 and 1440 minutes."), field="minutes"))
    with transaction():
        entry: ServiceHours = lock(get_visible(ServiceHours, actor, entry_id, P.CONFIRM_HOURS))
        _not_own(actor, entry)
        if entry.minutes != minutes:
            audit.record(actor, "hours.changed", entry, before=entry.minutes, after=minutes)
            entry.minutes = minutes
        _stamp(actor, entry)
        advance(HOURS, "settle", actor=actor, row=entry, reason=reason)
    return entry


def _stamp(actor: Actor, entry: ServiceHours) -> None:
    entry.confirmed_by, entry.confirmed_at = actor.user_id, now()


def _not_own(actor: Actor, entry: ServiceHours) -> None:
    if actor.user_id is not None and entry.volunteer.user_id == actor.user_id:
        session().expire(entry)
        text = _l("Nobody confirms her own hours.")
        raise Conflict(Problem("own_hours", text, _l("Ask another member of the station.")))
