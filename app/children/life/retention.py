"""Kept no longer than the programme says: what has been closed for its term becomes anonymous.

A file that an area still needs (a running pairing, a report to the police), or about which the
family has asked something that is not answered, stays until that is over.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select

from app.children.desk import queries as desk
from app.children.desk.models import FamilyRequest
from app.children.desk.services import shred
from app.children.models import Child
from app.children.states import LIFECYCLE
from app.core import audit, workflow
from app.core.access.actors import SYSTEM, Actor
from app.core.access.policy import rule_of
from app.core.access.scope import clause
from app.core.audit.models import AuditEvent
from app.core.clock import local, today
from app.core.db import session, transaction
from app.core.regioncode import covers
from app.core.workflow import StateChange
from app.policy import P

SOON_DAYS = 60
REASON = "保存期限届满"


def forget_due(day: date | None = None) -> int:
    """Nightly. Returns how many files became anonymous."""
    day, done = day or today(), 0
    for child_id, last in _closed():
        with transaction() as current:
            child = current.get_one(Child, child_id, with_for_update={"of": Child})
            ends = desk.kept_until(child, last)
            if child.state not in desk.PAST or ends >= day or why_kept(child):
                continue
            workflow.take(LIFECYCLE, "delete", actor=SYSTEM, row=child, reason=REASON)
            shred(child)
            current.flush()
            audit.record(SYSTEM, "child.forgotten", child)
            done += 1
    return done


def why_kept(child: Child) -> bool:
    asked = select(FamilyRequest.id).where(
        FamilyRequest.child_id == child.id, FamilyRequest.state == "open"
    )
    return bool(desk.blockers(child)) or session().scalars(asked).first() is not None


def _closed() -> list[tuple[int, date]]:
    """Closed files, and the day on which each was closed."""
    query = (
        select(Child.id, func.max(StateChange.at))
        .join(
            StateChange, (StateChange.object_type == "child") & (StateChange.object_id == Child.id)
        )
        .where(Child.state.in_(desk.PAST))
        .group_by(Child.id)
        .order_by(Child.id)
    )
    return [(child_id, local(at).date()) for child_id, at in session().execute(query)]


@dataclass(frozen=True)
class Due:
    child: Child
    on: date
    is_held: bool
    """Somebody still needs the file."""


@dataclass(frozen=True)
class Report:
    due: list[Due]
    """Files that become anonymous within 60 days."""
    forgotten: dict[str, int]
    """How many became anonymous, by month, the newest first."""


def report(actor: Actor) -> Report:
    """Of the actor's region."""
    limit = today() + timedelta(days=SOON_DAYS)
    mine = set(session().scalars(select(Child.id).where(clause(Child, actor, P.DELETE_CHILD))))
    due = []
    for child_id, last in _closed():
        if child_id not in mine:
            continue
        child = session().get_one(Child, child_id)
        if (ends := desk.kept_until(child, last)) <= limit:
            due.append(Due(child, ends, why_kept(child)))
    regions = rule_of(P.DELETE_CHILD).regions_of(actor)
    events = session().execute(
        select(AuditEvent.at, AuditEvent.region_code).where(AuditEvent.act == "child.forgotten")
    )
    months = Counter(
        f"{local(at):%Y-%m}"
        for at, place in events
        if place and any(covers(region, place) for region in regions)
    )
    return Report(sorted(due, key=lambda one: one.on), dict(sorted(months.items(), reverse=True)))
