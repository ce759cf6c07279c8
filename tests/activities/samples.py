"""Activities and people in them, made up."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from typing import Any

from app.activities.models import Activity
from app.activities.services import planning
from app.children.models import Child
from app.core.access.actors import Actor, Grant
from app.core.clock import now, today
from app.core.db import session, transaction
from app.pairings.models import Pairing
from app.policy import Role
from app.volunteers.models import Volunteer
from tests.people import (
    PINGJIANG,
    XIEJIANG,
    grant_consent,
    make_actor,
    make_child,
    make_user,
    make_volunteer,
)

_numbers = count(1)


def a_plan(*, in_days: float = 7, hours: float = 2, **values: Any) -> planning.Plan:
    starts_at = (now() + timedelta(days=in_days)).replace(microsecond=0)
    chosen = {"title": "读书会", "kind": "reading", "place": "村活动室", **values}
    return planning.Plan(starts_at=starts_at, ends_at=starts_at + timedelta(hours=hours), **chosen)


def make_activity(
    *,
    actor: Actor | None = None,
    region: str = PINGJIANG,
    published: bool = True,
    in_days: float = 7,
    **values: Any,
) -> Activity:
    """Published and open, unless told otherwise; `in_days` below 0: it has been."""
    actor = actor or make_actor(Role.STAFF)
    plan = a_plan(in_days=max(in_days, 1), **{"sign_up": "volunteers", **values})
    activity = planning.create_activity(actor=actor, region_code=region, plan=plan)
    if published:
        planning.publish_activity(actor=actor, activity_id=activity.id)
    return activity


def pass_by(activity: Activity, *, days: float = 1) -> None:
    """As if it had taken place so many days ago."""
    with transaction():
        length = activity.ends_at - activity.starts_at
        starts_at = now() - timedelta(days=days)
        activity.starts_at, activity.ends_at = starts_at, starts_at + length
        activity.occasion.starts_at = starts_at
        activity.occasion.ends_at = starts_at + length


def make_member(name: str = "王芳", **values: Any) -> tuple[Actor, Volunteer]:
    """A volunteer with an account."""
    user = make_user(f"volunteer-{next(_numbers)}", (Role.VOLUNTEER, XIEJIANG), name=name)
    volunteer = make_volunteer(name, user_id=user.id, **values)
    return Actor(user.id, name, (Grant(Role.VOLUNTEER, XIEJIANG),), True), volunteer


def make_pair(volunteer: Volunteer, *, consented: bool = True, **values: Any) -> Child:
    """A child paired with her, whose guardian consents to activities."""
    child = make_child(**values)
    if consented:
        grant_consent(child, child.guardians[0], "activity")
    with transaction():
        pairing = Pairing(
            child=child,
            volunteer=volunteer,
            region_code=child.region_code,
            state="active",
            role="lead",
            placement="local",
            starts_on=today(),
        )
        session().add(pairing)
    return child
