"""Reads of leaving: her notice, and what has to be done before and after her last day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select

from app.core.access.actors import Actor
from app.core.access.scope import visible
from app.core.db import session
from app.policy import P
from app.programmes.rules import LeavingReason
from app.volunteers import queries
from app.volunteers.models import LeavingNotice, Volunteer


def notice_of(volunteer: Volunteer) -> LeavingNotice | None:
    query = select(LeavingNotice).where(
        LeavingNotice.volunteer_id == volunteer.id, LeavingNotice.taken_back_on.is_(None)
    )
    return session().scalar(query.order_by(LeavingNotice.id.desc()).limit(1))


def running(actor: Actor) -> Select[Any]:
    """Notices of volunteers who have not left yet, by their last day."""
    return (
        visible(Volunteer, actor, P.REGISTER_VOLUNTEER)
        .join(LeavingNotice, LeavingNotice.volunteer_id == Volunteer.id)
        .where(
            LeavingNotice.taken_back_on.is_(None), Volunteer.state.in_(("approved", "suspended"))
        )
        .add_columns(LeavingNotice)
        .order_by(LeavingNotice.last_day, LeavingNotice.id)
    )


def reasons(volunteer: Volunteer, *, herself: bool) -> list[LeavingReason]:
    """Those of the programme that may be given: by herself, or by the station for her."""
    known = queries.rules_of(volunteer).leaving
    return [one for one in known if not (herself and one.by_station)]


def rows(actor: Actor, limit: int) -> Sequence[Any]:
    return session().execute(running(actor).limit(limit)).all()
