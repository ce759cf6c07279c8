"""A guardian's answer: recorded by the station from paper, or given with the code on it."""

from __future__ import annotations

from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app.activities import permission, rules
from app.activities.models import Activity, PermissionSlip
from app.activities.services.joining import CHILD, guest_of
from app.children.models import Child
from app.core import audit
from app.core.access.actors import SYSTEM, Actor
from app.core.access.policy import demand
from app.core.access.scope import get_visible
from app.core.clock import now, today
from app.core.db import session, transaction
from app.core.enrolment import queries, services
from app.core.enrolment.models import Enrolment
from app.core.enrolment.rules import Person
from app.core.errors import Conflict, InvalidInput, Problem
from app.policy import P


def record_slip(
    *,
    actor: Actor,
    activity_id: int,
    child_id: int,
    returned_on: date,
    permits: bool = True,
    collectors: str = "",
    health: str = "",
) -> PermissionSlip:
    """What the paper says. Written again, the later one counts."""
    if returned_on > today():
        problem = Problem("future", _l("This day is yet to come."), field="returned_on")
        raise InvalidInput(problem)
    with transaction():
        activity = get_visible(Activity, actor, activity_id, P.MANAGE_ACTIVITY)
        child = get_visible(Child, actor, child_id)
        demand(actor, P.READ_CHILD, child)
        if activity.state != "published":
            raise Conflict(Problem("state", _l("The list is closed.")))
        return _answer(actor, activity, child, returned_on, permits, collectors, health)


def answer_by_code(
    *, activity_id: int, child_id: int, permits: bool, collectors: str = "", health: str = ""
) -> PermissionSlip:
    """By the guardian, whose paper the caller has checked. Raises Conflict with the reason."""
    with transaction() as current:
        activity = current.get_one(Activity, activity_id)
        child = current.get_one(Child, child_id)
        if not permission.is_open(activity, now()):
            text = _l("The time to answer is over.")
            raise Conflict(Problem("over", text, _l("Please ask the station.")))
        return _answer(SYSTEM, activity, child, today(), permits, collectors, health)


def _answer(
    actor: Actor,
    activity: Activity,
    child: Child,
    on: date,
    permits: bool,
    collectors: str,
    health: str,
) -> PermissionSlip:
    slip = slip_of(activity.id, child.id) or PermissionSlip(activity_id=activity.id, child=child)
    slip.permits, slip.by_code, slip.returned_on = permits, actor is SYSTEM, on
    slip.recorded_by = actor.user_id
    slip.collectors, slip.health = collectors or None, health or None
    session().add(slip)
    session().flush()
    yes = "activity.permitted" if slip.by_code else "activity.slip_returned"
    act = yes if permits else "activity.not_permitted"
    audit.record(actor, act, slip, child=child.id, activity=activity.id)
    if permits:
        _put_on_list(actor, activity, child)
    else:
        _take_off_list(actor, activity, child)
    return slip


def _put_on_list(actor: Actor, activity: Activity, child: Child) -> None:
    if enrolment_of(activity, child.id) is not None:
        return
    if problems := rules.problems_of_child(guest_of(child, activity, paired=True)):
        raise Conflict(*problems)
    services.enrol(
        actor=actor,
        occasion_id=activity.occasion_id,
        people=[Person(CHILD, child.id)],
        group=child.township_code,
        by_staff=True,
    )


def _take_off_list(actor: Actor, activity: Activity, child: Child) -> None:
    enrolment = enrolment_of(activity, child.id)
    if enrolment is not None:
        reason = _("The guardian does not permit it.")
        services.remove(actor=actor, enrolment_id=enrolment.id, reason=reason)


def slip_of(activity_id: int, child_id: int) -> PermissionSlip | None:
    query = select(PermissionSlip).where(
        PermissionSlip.activity_id == activity_id, PermissionSlip.child_id == child_id
    )
    return session().scalar(query)


def enrolment_of(activity: Activity, child_id: int) -> Enrolment | None:
    running = queries.running_of(Person(CHILD, child_id), occasion_id=activity.occasion_id)
    return running[0] if running else None
