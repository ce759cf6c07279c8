"""A child's file goes to another village: it follows, access changes at once, both sides see it."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, false, or_, select

from app.children.families.changes import siblings, split_off
from app.children.files import demand_kept
from app.children.life.handing_on import hand_on
from app.children.life.models import ChildMove
from app.children.models import Child
from app.children.numbering import VillageBook
from app.core import audit
from app.core.access.actors import Actor
from app.core.access.policy import rule_of
from app.core.access.scope import get_visible, lock
from app.core.clock import now, today
from app.core.db import session, transaction
from app.core.errors import Conflict, InvalidInput, NotFound, Problem
from app.core.regioncode import LENGTH, Level, is_code, level_of, pad, prefix
from app.policy import P
from app.regions.queries import get_region

MOST = 200


def move_child(
    *,
    actor: Actor,
    child_id: int,
    village: str,
    with_family: bool,
    address: str,
    moved_on: date | None,
    reason: str,
) -> list[Child]:
    """To any village of the country. Whoever has no right there no longer sees the file.

    `with_family`: brothers and sisters move too; otherwise the child gets a family of its own.
    """
    problems = _problems(village, moved_on, reason)
    with transaction():
        child: Child = lock(get_visible(Child, actor, child_id, P.EDIT_CHILD))
        demand_kept(child)
        if village == child.region_code:
            problems.append(Problem("same", _l("The child lives there."), field="region_code"))
        if problems or moved_on is None:
            raise InvalidInput(*problems)
        others = siblings(child)
        if others and not with_family:
            split_off(child)
        goes = [child, *(others if with_family else ())]
        child.family.region_code = village
        child.family.address = address or None
        book = VillageBook([village])
        for one in goes:
            _go(actor, one, village, book, moved_on, reason.strip())
    return goes


def note_move(actor: Actor, child: Child, from_code: str, from_number: int) -> None:
    """A roster or a correction has put the child into another village."""
    _note(actor, child, from_code, from_number, today(), "")


def _go(actor: Actor, child: Child, village: str, book: VillageBook, on: date, reason: str) -> None:
    old, number = child.region_code, child.roster_number
    book.enter(child, village)
    session().flush()
    _note(actor, child, old, number, on, reason)


def _note(actor: Actor, child: Child, old: str, number: int, on: date, reason: str) -> None:
    move = ChildMove(
        child=child,
        from_code=old,
        from_number=number,
        to_code=child.region_code,
        moved_on=on,
        moved_by=actor.user_id,
    )
    move.reason = reason or None
    session().add(move)
    for follow in current_app.extensions.get("child_followers", ()):
        follow(child)
    session().flush()
    hand_on(actor, child)
    audit.record(
        actor,
        "child.moved",
        child,
        reason=reason,
        old=old,
        number=number,
        village=child.region_code,
    )


def _problems(village: str, moved_on: date | None, reason: str) -> list[Problem]:
    problems = []
    known = is_code(village) and level_of(village) is Level.VILLAGE and get_region(village)
    if not known:
        text = _l("Choose the village.")
        problems.append(Problem("village", text, field="region_code"))
    if moved_on is None or moved_on > today():
        text = _l("Enter the day, not one to come.")
        problems.append(Problem("moved_on", text, field="moved_on"))
    if len(reason.strip()) < 2:
        problems.append(Problem("reason_missing", _l("Give the reason."), field="reason"))
    return problems


def _inside(column: Any, actor: Actor) -> ColumnElement[bool]:
    regions = [prefix(code) for code in rule_of(P.EDIT_CHILD).regions_of(actor)]
    spans = [column.between(pad(one), one.ljust(LENGTH, "9")) for one in regions]
    return or_(false(), *spans)


def came(actor: Actor, *, unseen: bool = False) -> list[ChildMove]:
    """Children who moved to where the actor works, from elsewhere."""
    here = _inside(ChildMove.to_code, actor) & ~_inside(ChildMove.from_code, actor)
    query = select(ChildMove).where(here)
    if unseen:
        query = query.where(ChildMove.seen_at.is_(None))
    return list(session().scalars(query.order_by(ChildMove.id.desc()).limit(MOST)))


def went(actor: Actor) -> list[ChildMove]:
    """Those who moved away: the number they had, when, and whereto. The file is not opened."""
    away = _inside(ChildMove.from_code, actor) & ~_inside(ChildMove.to_code, actor)
    query = select(ChildMove).where(away).order_by(ChildMove.id.desc()).limit(MOST)
    return list(session().scalars(query))


def within(actor: Actor) -> list[ChildMove]:
    inside = _inside(ChildMove.from_code, actor) & _inside(ChildMove.to_code, actor)
    query = select(ChildMove).where(inside).order_by(ChildMove.id.desc()).limit(MOST)
    return list(session().scalars(query))


def take_note(*, actor: Actor, move_id: int) -> ChildMove:
    """The new station has read the file and goes on."""
    with transaction() as current:
        move = current.get(ChildMove, move_id)
        if move is None:
            raise NotFound(Problem("not_found", ""))
        get_visible(Child, actor, move.child_id, P.EDIT_CHILD)
        if move.seen_at is not None:
            raise Conflict(Problem("seen", _l("Somebody has taken note already.")))
        move.seen_by, move.seen_at = actor.user_id, now()
        audit.record(actor, "child.received", move.child, move=move.id)
    return move
