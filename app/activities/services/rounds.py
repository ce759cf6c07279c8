"""A round of visits: the families of a place, ticked one by one on the way.

A family stands on the list once, however many of its children are on the roster.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.activities import kinds
from app.activities.models import Activity, RoundStop
from app.children.families.states import BY_CODE
from app.children.models import Child, Family
from app.children.queries import in_force
from app.core import audit
from app.core.access.actors import Actor
from app.core.access.policy import may
from app.core.access.scope import get_visible, lock, visible, within
from app.core.clock import now
from app.core.db import session, transaction
from app.core.errors import Conflict, InvalidInput, NotFound, Problem
from app.policy import P

CONSENT = "home_visit"


def add_families(*, actor: Actor, activity_id: int, region_code: str, colour: str = "") -> int:
    """Put the families of a place on the list, whose guardians have consented to visits.

    The number of new ones; said again, none.
    """
    with transaction() as current:
        activity = _round(actor, activity_id)
        known = select(RoundStop.family_id).where(RoundStop.activity_id == activity.id)
        agreed = visible(Child, actor).where(
            Child.state == "enrolled", in_force(CONSENT, activity.day)
        )
        query = select(Family.id).where(
            within(Family, region_code),
            Family.id.in_(agreed.with_only_columns(Child.family_id)),
            Family.id.not_in(known),
        )
        if colour in BY_CODE and may(actor, P.EDIT_CHILD, activity):
            query = query.where(Family.colour == colour)
        found = current.scalars(query.order_by(Family.region_code, Family.id)).all()
        current.add_all(RoundStop(activity_id=activity.id, family_id=one) for one in found)
        current.flush()
        audit.record(actor, "round.families_added", activity, families=len(found))
    return len(found)


def tick_family(*, actor: Actor, activity_id: int, stop_id: int, result: str) -> RoundStop:
    """What was found there. Said again, the first moment stays; the finding may be corrected."""
    if result not in kinds.FOUND:
        raise InvalidInput(Problem("result", _l("Choose one from the list."), field="result"))
    with transaction():
        activity = _round(actor, activity_id)
        stop = session().get(RoundStop, stop_id)
        if stop is None or stop.activity_id != activity.id:
            raise NotFound(Problem("not_found", ""))
        get_visible(Family, actor, stop.family_id)
        if lock(stop).result != result:
            stop.result = result
            stop.visited_at = stop.visited_at or now()
            stop.visited_by = actor.user_id
            audit.record(actor, "round.family_ticked", stop, activity=activity.id)
    return stop


def stops_of(actor: Actor, activity_id: int) -> Select[Any]:
    """Of families whom the actor may see, with their children."""
    family = joinedload(RoundStop.family, innerjoin=True)
    query = select(RoundStop).where(*_seen(actor, activity_id))
    return query.options(family.options(selectinload(Family.children)))


def on_paper(actor: Actor, activity_id: int, most: int) -> Sequence[RoundStop]:
    query = (
        select(RoundStop)
        .join(RoundStop.family)
        .where(*_seen(actor, activity_id))
        .options(
            contains_eager(RoundStop.family).options(
                selectinload(Family.children), selectinload(Family.guardians)
            )
        )
    )
    found = session().scalars(query.order_by(Family.region_code, Family.id).limit(most)).all()
    with transaction():
        activity = session().get_one(Activity, activity_id)
        audit.record(actor, "round.sheet_printed", activity, families=len(found))
    return found


def count_of(actor: Actor, activity_id: int) -> int:
    return session().scalar(select(func.count()).where(*_seen(actor, activity_id))) or 0


def seen_of(actor: Actor, activity_id: int) -> int:
    """How many of them somebody has been to."""
    query = select(func.count()).where(*_seen(actor, activity_id), RoundStop.result != "")
    return session().scalar(query) or 0


def _seen(actor: Actor, activity_id: int) -> list[ColumnElement[bool]]:
    mine = visible(Family, actor).with_only_columns(Family.id)
    return [RoundStop.activity_id == activity_id, RoundStop.family_id.in_(mine)]


def children_of(stop: RoundStop) -> list[Child]:
    """Those on the roster."""
    return [one for one in stop.family.children if one.state == "enrolled"]


def follow_family(old_id: int, new_id: int) -> None:
    """Two families turned out to be one: it stands on a list once, and what was found stays."""
    current = session()
    old = current.scalars(select(RoundStop).where(RoundStop.family_id == old_id)).all()
    query = select(RoundStop).where(RoundStop.family_id == new_id)
    new = {one.activity_id: one for one in current.scalars(query)}
    for stop in old:
        other = new.get(stop.activity_id)
        if other is None:
            stop.family_id = new_id
            continue
        if not other.result:
            other.result, other.visited_at = stop.result, stop.visited_at
            other.visited_by = stop.visited_by
        current.delete(stop)
    current.flush()


def _round(actor: Actor, activity_id: int) -> Activity:
    activity: Activity = get_visible(Activity, actor, activity_id, P.MANAGE_ACTIVITY)
    if activity.kind != kinds.ROUND or activity.state != "published":
        text = _l("Families are ticked on a published round of visits, until it is closed.")
        raise Conflict(Problem("no_round", text))
    return activity
