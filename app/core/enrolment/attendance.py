"""Who came. Every act may be sent twice: over a bad line the answer is lost, not the deed."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select, update

from app.core import audit
from app.core.access.actors import Actor
from app.core.clock import now
from app.core.db import session, transaction
from app.core.enrolment.models import Enrolment, Occasion, Participant


def check_in(
    *,
    actor: Actor,
    occasion_id: int,
    participant_ids: Collection[int],
    at: datetime | None = None,
) -> int:
    """Mark these as present; the number that were not yet. The first arrival time stays."""
    fresh = or_(Participant.attended.is_(None), Participant.attended.is_(False))
    return _mark(actor, occasion_id, participant_ids, "checked_in", fresh, True, at or now())


def mark_absent(*, actor: Actor, occasion_id: int, participant_ids: Collection[int]) -> int:
    fresh = or_(Participant.attended.is_(None), Participant.attended.is_(True))
    return _mark(actor, occasion_id, participant_ids, "absent", fresh, False, None)


def undo(*, actor: Actor, occasion_id: int, participant_ids: Collection[int]) -> int:
    """As if nothing had been said."""
    known = Participant.attended.is_not(None)
    return _mark(actor, occasion_id, participant_ids, "undone", known, None, None)


def _mark(
    actor: Actor,
    occasion_id: int,
    participant_ids: Collection[int],
    act: str,
    fresh: ColumnElement[bool],
    attended: bool | None,
    arrived_at: datetime | None,
) -> int:
    with transaction() as current:
        change = (
            update(Participant)
            .where(
                Participant.occasion_id == occasion_id,
                Participant.id.in_(participant_ids),
                Participant.enrolment_id.in_(_with_a_seat(occasion_id)),
                fresh,
            )
            .values(attended=attended, arrived_at=arrived_at)
            .execution_options(synchronize_session="fetch")
        )
        changed = int(current.execute(change).rowcount)  # type: ignore[attr-defined]
        if changed:
            occasion = current.get_one(Occasion, occasion_id)
            audit.record(actor, f"attendance.{act}", occasion, people=changed)
    return changed


def check_out(
    *, actor: Actor, occasion_id: int, participant_id: int, collected_by: str = ""
) -> None:
    """Somebody goes home; of a child, with whom. Said again, the first time stays."""
    with transaction() as current:
        change = (
            update(Participant)
            .where(
                Participant.occasion_id == occasion_id,
                Participant.id == participant_id,
                Participant.attended.is_(True),
                Participant.left_at.is_(None),
            )
            .values(left_at=now(), collected_by=collected_by)
            .execution_options(synchronize_session="fetch")
        )
        if current.execute(change).rowcount:  # type: ignore[attr-defined]
            occasion = current.get_one(Occasion, occasion_id)
            audit.record(actor, "attendance.checked_out", occasion, participant=participant_id)


def close(*, actor: Actor, occasion_id: int) -> int:
    """Whoever had a seat and was not checked in did not come; the number of those."""
    unsaid = select(Participant.id).where(
        Participant.enrolment_id.in_(_with_a_seat(occasion_id)), Participant.attended.is_(None)
    )
    ids = list(session().scalars(unsaid))
    return mark_absent(actor=actor, occasion_id=occasion_id, participant_ids=ids)


def _with_a_seat(occasion_id: int) -> Select[Any]:
    return select(Enrolment.id).where(
        Enrolment.occasion_id == occasion_id, Enrolment.state == "enrolled"
    )
