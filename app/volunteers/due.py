"""Who must be vetted anew: in service, with a check that ends within 60 days or has ended."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import Select, func, select

from app.core.access.actors import Actor
from app.core.clock import today
from app.volunteers import queries
from app.volunteers.models import VettingCheck, Volunteer
from app.volunteers.rules import EXPIRING_DAYS, CheckLine


def find(actor: Actor, words: str = "", kind: str = "") -> Select[Any]:
    query = queries.expiring(actor)
    if kind:
        newest = (
            select(func.max(VettingCheck.id))
            .where(VettingCheck.kind == kind)
            .group_by(VettingCheck.volunteer_id)
        )
        limit = today() + timedelta(days=EXPIRING_DAYS)
        of_kind = select(VettingCheck.volunteer_id).where(
            VettingCheck.id.in_(newest.scalar_subquery()), VettingCheck.valid_until <= limit
        )
        query = query.where(Volunteer.id.in_(of_kind))
    return query.where(queries.matches(words)) if words.strip() else query


def lines(volunteer: Volunteer, kind: str = "") -> list[CheckLine]:
    """What of her checks has to be made anew, of one kind or of all."""
    return [
        line
        for line in queries.checklist(volunteer)
        if (line.is_expiring or not line.ok) and (not kind or line.kind.code == kind)
    ]
