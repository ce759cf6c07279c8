"""Reads about reading: rights, requests, who has opened a file, counts for the upper levels."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select

from app.accounts.models import User
from app.children.access import rules, sections
from app.children.access.models import EXPORT, FILE, AccessRequest, ExportedChild, ReadingFlag
from app.children.access.rules import Reach
from app.children.models import Child
from app.core import audit, regioncode
from app.core.access.actors import Actor
from app.core.access.policy import Rule, may, rule_of
from app.core.access.scope import LEVEL_COLUMNS, relation_clauses, visible, within
from app.core.audit.models import AuditEvent
from app.core.clock import now
from app.core.db import session
from app.core.errors import Forbidden, Problem
from app.core.regioncode import Level
from app.policy import P

READING = (
    "child.opened",
    "child.revealed",
    "child.printed",
    "child.copied",
    "child.readers_printed",
    "child.roster_printed",
    "consent.form_printed",
    "consent.form_shown",
    "consent.scan_opened",
)
"""Acts by which somebody got to see what is in a file."""


def is_own_request(actor: Actor) -> ColumnElement[bool]:
    return AccessRequest.asked_by == actor.user_id


def is_passed(actor: Actor) -> ColumnElement[bool]:
    """Of a child: the actor holds a pass to the file that is still valid."""
    return exists().where(AccessRequest.child_id == Child.id, *_valid(actor)).correlate(Child)


def _valid(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    return (
        AccessRequest.kind == FILE,
        AccessRequest.asked_by == actor.user_id,
        AccessRequest.state == "approved",
        AccessRequest.valid_until > now(),
    )


def pass_to(actor: Actor, child_id: int) -> AccessRequest | None:
    query = select(AccessRequest).where(AccessRequest.child_id == child_id, *_valid(actor))
    return session().scalars(query.order_by(AccessRequest.id.desc())).first()


def reach_of(actor: Actor, child: Child) -> Reach | None:
    """By what right the actor opens this file now, None for none."""
    rule = rule_of(P.REVEAL_CHILD)
    if rule.second_factor and not actor.second_factor:
        return None
    if any(regioncode.covers(code, child.region_code) for code in rule.regions_of(actor)):
        return Reach.STATION
    by_pairing = Rule(relations=frozenset({"paired"}), related_roles=frozenset({"volunteer"}))
    for clause in relation_clauses(Child, actor, by_pairing):
        if session().scalar(select(Child.id).where(Child.id == child.id, clause)):
            return Reach.PAIRED
    return Reach.PASSED if pass_to(actor, child.id) else None


def sections_open_to(actor: Actor, child: Child) -> frozenset[str]:
    reach = reach_of(actor, child)
    return sections.seen(reach) if reach else frozenset()


def opens_for_purpose(actor: Actor, child: Child) -> bool:
    """A reviewer of the township itself says why, and needs nobody's leave."""
    return actor.has_role("reviewer") and any(
        grant.role == "reviewer"
        and regioncode.level_of(grant.region_code) >= Level.TOWNSHIP
        and regioncode.covers(grant.region_code, child.region_code)
        for grant in actor.grants
    )


def may_decide(actor: Actor, request: AccessRequest) -> bool:
    """Never one's own: the second person is another one."""
    permission = P.DECIDE_CHILD_EXPORT if request.kind == EXPORT else P.DECIDE_CHILD_ACCESS
    return (
        request.asked_by != actor.user_id
        and request.state == "asked"
        and (request.kind == EXPORT or request.child_id is not None)
        and may(actor, permission, request.region_code)
    )


def to_decide(actor: Actor) -> Select[Any]:
    """Requests that wait for this actor's decision."""
    rights = (
        ((AccessRequest.kind == FILE) & AccessRequest.child_id.is_not(None), P.DECIDE_CHILD_ACCESS),
        (AccessRequest.kind == EXPORT, P.DECIDE_CHILD_EXPORT),
    )
    clauses = [
        and_(of_kind, within(AccessRequest, region))
        for of_kind, permission in rights
        if may(actor, permission)
        for region in rule_of(permission).regions_of(actor)
    ]
    query = select(AccessRequest).where(
        AccessRequest.state == "asked", AccessRequest.asked_by != actor.user_id
    )
    return query.where(or_(AccessRequest.id < 0, *clauses))


def own_requests(actor: Actor) -> Sequence[AccessRequest]:
    query = select(AccessRequest).where(AccessRequest.asked_by == actor.user_id)
    return session().scalars(query.order_by(AccessRequest.id.desc()).limit(50)).all()


def requests_about(child: Child) -> Sequence[AccessRequest]:
    """To open this file: whose they were, what for, what became of them. The newest first."""
    query = select(AccessRequest).where(
        AccessRequest.kind == FILE, AccessRequest.child_id == child.id
    )
    return session().scalars(query.order_by(AccessRequest.id.desc())).all()


def names_of(user_ids: set[int | None]) -> dict[int, str]:
    known = select(User).where(User.id.in_({one for one in user_ids if one}))
    return {user.id: user.name for user in session().scalars(known)}


def files_in_hour(actor: Actor, child: Child, at: datetime) -> int:
    """Different files that the actor read in the last hour, this one among them."""
    before = select(func.count(AuditEvent.object_id.distinct())).where(
        AuditEvent.actor_id == actor.user_id,
        AuditEvent.at > at - timedelta(hours=1),
        AuditEvent.act.in_(("child.opened", "child.revealed", "child.printed")),
        AuditEvent.object_type == "child",
        AuditEvent.object_id != child.id,
    )
    return (session().scalar(before) or 0) + 1


@dataclass(frozen=True)
class Reading:
    at: datetime
    act: str
    who: str
    purpose: str
    fields: tuple[str, ...]
    reach: str = ""
    """By what right, where no purpose was asked for."""


def readings_of(child: Child) -> list[Reading]:
    """Everybody who got to see something of the file, or took it away on a list, newest first."""
    of_child = and_(AuditEvent.object_type == "child", AuditEvent.object_id == child.id)
    consents = [consent.id for consent in child.consents]
    of_paper = and_(AuditEvent.object_type == "consent", AuditEvent.object_id.in_(consents))
    lists = select(ExportedChild.request_id).where(ExportedChild.child_id == child.id)
    of_list = and_(
        AuditEvent.object_type == AccessRequest.__tablename__,
        AuditEvent.object_id.in_(lists),
        AuditEvent.act == "child.exported",
    )
    seen = and_(AuditEvent.act.in_(READING), or_(of_child, of_paper))
    query = select(AuditEvent).where(or_(seen, of_list)).order_by(AuditEvent.seq.desc())
    events = session().scalars(query).all()
    names = names_of({event.actor_id for event in events})
    return [
        Reading(
            at=event.at,
            act=event.act,
            who=names.get(event.actor_id or 0, ""),
            purpose=audit.chain.reason_of(event),
            fields=tuple(event.detail.get("fields", ())),
            reach=event.detail.get("reach", ""),
        )
        for event in events
    ]


def open_flags(actor: Actor) -> Select[Any]:
    return visible(ReadingFlag, actor).where(ReadingFlag.seen_at.is_(None))


@dataclass(frozen=True)
class Counts:
    """`cells`: as `rules.suppress` gives them, the last row and column being the totals."""

    divisions: tuple[str, ...]
    columns: tuple[str, ...]
    cells: list[list[int | None]]


BY = {"category": Child.category, "state": Child.state, "sex": Child.sex}


def counts(actor: Actor, region: str, by: str) -> Counts:
    """Children by the divisions below `region`. Raises Forbidden outside the actor's region."""
    if not may(actor, P.COUNT_CHILDREN, region):
        raise Forbidden(Problem("not_permitted", ""))
    level = Level(min(Level.VILLAGE, regioncode.level_of(region) + 1))
    below: Any = (
        getattr(Child, LEVEL_COLUMNS[level]) if level in LEVEL_COLUMNS else Child.region_code
    )
    found: dict[str, dict[str, int]] = defaultdict(dict)
    query = select(below, BY[by], func.count()).where(within(Child, region))
    if by != "state":
        query = query.where(Child.state == "enrolled")
    for division, value, number in session().execute(query.group_by(below, BY[by])):
        found[regioncode.pad(division)][value] = number
    divisions = tuple(sorted(found))
    columns = tuple(sorted({value for row in found.values() for value in row}))
    table = [[found[one].get(value, 0) for value in columns] for one in divisions]
    return Counts(divisions, columns, rules.suppress(table) if table else [])
