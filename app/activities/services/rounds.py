"""A round of visits: the families of a village, ticked one by one on the way."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app.activities import kinds
from app.activities.models import Activity, RoundStop
from app.children.models import Child
from app.children.queries import in_force
from app.core import audit
from app.core.access.actors import Actor
from app.core.access.scope import get_visible, lock, visible, within
from app.core.clock import now
from app.core.db import session, transaction
from app.core.errors import Conflict, InvalidInput, NotFound, Problem
from app.policy import P

CONSENT = "home_visit"


def add_families(*, actor: Actor, activity_id: int, region_code: str) -> int:
    """Put the children of a place on the list, whose guardians have consented to visits.

    The number of new ones; said again, none.
    """
    with transaction() as current:
        activity = _round(actor, activity_id)
        known = select(RoundStop.child_id).where(RoundStop.activity_id == activity.id)
        query = visible(Child, actor).where(
            Child.state == "enrolled",
            within(Child, region_code),
            in_force(CONSENT, activity.day),
            Child.id.not_in(known),
        )
        found = current.scalars(query.order_by(Child.region_code, Child.roster_number)).all()
        current.add_all(RoundStop(activity_id=activity.id, child_id=one.id) for one in found)
        current.flush()
        audit.record(actor, "round.families_added", activity, children=len(found))
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
        get_visible(Child, actor, stop.child_id)
        if lock(stop).result != result:
            stop.result = result
            stop.visited_at = stop.visited_at or now()
            stop.visited_by = actor.user_id
            audit.record(actor, "round.family_ticked", stop, activity=activity.id)
    return stop


def stops_of(actor: Actor, activity_id: int) -> list[RoundStop]:
    """Of children whom the actor may see, by village."""
    mine = visible(Child, actor).with_only_columns(Child.id)
    query = select(RoundStop).where(
        RoundStop.activity_id == activity_id, RoundStop.child_id.in_(mine)
    )
    found = session().scalars(query).all()
    return sorted(found, key=lambda one: (one.child.region_code, one.child.roster_number))


def _round(actor: Actor, activity_id: int) -> Activity:
    activity: Activity = get_visible(Activity, actor, activity_id, P.MANAGE_ACTIVITY)
    if activity.kind != kinds.ROUND or activity.state != "published":
        text = _l("Families are ticked on a published round of visits, until it is closed.")
        raise Conflict(Problem("no_round", text))
    return activity
