from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select, true

from app.accounts.models import User
from app.accounts.rules import plain
from app.core import regioncode
from app.core.access.actors import Actor
from app.core.access.policy import demand, rule_of
from app.core.audit import AuditEvent
from app.core.clock import ZONE
from app.core.db import session
from app.policy import P


@dataclass(frozen=True)
class Filters:
    """`since` and `until` are days, both included; `q` a person's user name or name."""

    act: str = ""
    q: str = ""
    since: date | None = None
    until: date | None = None


def find(actor: Actor, filters: Filters) -> Select[Any]:
    """The acts in the auditor's region, and those that belong to no region (logins, accounts)."""
    demand(actor, P.READ_AUDIT)
    regions = actor.regions(rule_of(P.READ_AUDIT).roles)
    query = select(AuditEvent).where(
        or_(AuditEvent.region_code.is_(None), *(_inside(code) for code in regions))
    )
    if filters.act:
        query = query.where(AuditEvent.act == filters.act)
    if filters.since:
        query = query.where(AuditEvent.at >= _midnight(filters.since))
    if filters.until:
        query = query.where(AuditEvent.at < _midnight(filters.until + timedelta(days=1)))
    if words := filters.q.strip():
        query = query.where(AuditEvent.actor_id.in_(_people(words)))
    return query


def _inside(code: str) -> ColumnElement[bool]:
    stem = regioncode.prefix(code)
    if not stem:
        return true()
    return AuditEvent.region_code.between(regioncode.pad(stem), stem.ljust(regioncode.LENGTH, "9"))


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=ZONE)


def _people(words: str) -> Select[Any]:
    return select(User.id).where(
        or_(
            User.username.startswith(plain(words), autoescape=True),
            User.name.contains(words, autoescape=True),
        )
    )


def names_of(events: Iterable[AuditEvent]) -> dict[int, str]:
    """The names of those who acted, in one query."""
    ids = {event.actor_id for event in events if event.actor_id is not None}
    found = session().execute(select(User.id, User.name).where(User.id.in_(ids)))
    return {row.id: row.name for row in found}


def acts_on_record() -> Sequence[str]:
    return session().scalars(select(AuditEvent.act).distinct().order_by(AuditEvent.act)).all()


def count(query: Select[Any]) -> int:
    return session().scalar(select(func.count()).select_from(query.subquery())) or 0
