"""On the day and afterwards: who came, who took the child home, minutes, hours."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from flask_babel import lazy_gettext as _l

from app.activities import arriving, rules
from app.activities.models import Activity, HeadCount
from app.activities.services.joining import CHILD, VOLUNTEER
from app.activities.services.permission import slip_of
from app.activities.states import ACTIVITY
from app.core.access.actors import Actor
from app.core.access.scope import get_visible, lock
from app.core.clock import now
from app.core.db import session, transaction
from app.core.enrolment import attendance, queries
from app.core.enrolment.models import Participant
from app.core.enrolment.rules import Person
from app.core.errors import Conflict, InvalidInput, NotFound, Problem
from app.core.workflow import advance
from app.hours.services import record_hours
from app.policy import P
from app.volunteers.queries import own


def check_in(*, actor: Actor, activity_id: int, participant_ids: Collection[int]) -> int:
    with transaction():
        activity = _manage(actor, activity_id)
        return attendance.check_in(
            actor=actor, occasion_id=activity.occasion_id, participant_ids=participant_ids
        )


def arrive(*, actor: Actor, activity_id: int, code: str) -> Activity:
    """A volunteer checks herself in, and the child who came with her, by the code at the door.

    Scanned again, the first time stays.
    """
    with transaction():
        activity: Activity = get_visible(Activity, actor, activity_id, P.JOIN_ACTIVITY)
        if not arriving.is_door_code(activity.id, code):
            raise NotFound(Problem("not_found", ""))
        if not arriving.is_open(activity, now()):
            text = _l("Check-in by phone is open from an hour before until the end.")
            raise Conflict(Problem("not_now", text, _l("Ask the station on the spot.")))
        volunteer = own(actor)
        person = Person(VOLUNTEER, volunteer.id if volunteer else 0)
        running = queries.running_of(person, occasion_id=activity.occasion_id)
        seated = [one for one in running if one.state == "enrolled"]
        if not seated:
            text = _l("You have no place here.")
            raise Conflict(Problem("no_place", text, _l("Ask the station on the spot.")))
        attendance.check_in(
            actor=actor,
            occasion_id=activity.occasion_id,
            participant_ids=[one.id for one in seated[0].people],
        )
    return activity


def undo(*, actor: Actor, activity_id: int, participant_ids: Collection[int]) -> int:
    with transaction():
        activity = _manage(actor, activity_id)
        return attendance.undo(
            actor=actor, occasion_id=activity.occasion_id, participant_ids=participant_ids
        )


def check_out(
    *,
    actor: Actor,
    activity_id: int,
    participant_id: int,
    collected_by: str,
    agreed_by_phone: bool = False,
) -> None:
    """A child goes home only with somebody who is named: by the guardian, or after a call."""
    with transaction():
        activity = _manage(actor, activity_id)
        person = session().get(Participant, participant_id)
        if person is None or person.occasion_id != activity.occasion_id:
            raise NotFound(Problem("not_found", ""))
        if person.kind == CHILD:
            slip = slip_of(activity.id, person.ref)
            named = (slip.collectors if slip else "") or ""
            if problems := rules.problems_of_collecting(collected_by, named, agreed_by_phone):
                raise InvalidInput(*problems)
        attendance.check_out(
            actor=actor,
            occasion_id=activity.occasion_id,
            participant_id=person.id,
            collected_by=collected_by.strip(),
        )


def finish_activity(
    *,
    actor: Actor,
    activity_id: int,
    minutes: str,
    goods: str,
    heads: Mapping[str, tuple[int, int]],
) -> Activity:
    """Close it: whoever was not checked in did not come; volunteers who came get their hours.

    `heads`: region code → children and adults who were counted without names.
    """
    with transaction():
        activity: Activity = lock(get_visible(Activity, actor, activity_id, P.MANAGE_ACTIVITY))
        if activity.ends_at > now():
            raise Conflict(Problem("not_over", _l("It has not ended yet.")))
        activity.minutes, activity.goods = minutes, goods
        activity.heads = [
            HeadCount(region_code=code, children=children, adults=adults)
            for code, (children, adults) in heads.items()
            if children or adults
        ]
        attendance.close(actor=actor, occasion_id=activity.occasion_id)
        advance(ACTIVITY, "finish", actor=actor, row=activity)
        activity.occasion.is_open = False
        session().flush()
        _credit(actor, activity)
    return activity


def _credit(actor: Actor, activity: Activity) -> None:
    for person in queries.roster(activity.occasion_id):
        if person.kind == VOLUNTEER and person.attended:
            served = rules.credited_minutes(
                activity.starts_at, activity.ends_at, person.arrived_at, person.left_at
            )
            record_hours(
                actor=actor,
                volunteer_id=person.ref,
                source="activity",
                source_id=activity.id,
                title=activity.title,
                day=activity.day,
                minutes=served,
                region_code=activity.region_code,
            )


def _manage(actor: Actor, activity_id: int) -> Activity:
    activity: Activity = get_visible(Activity, actor, activity_id, P.MANAGE_ACTIVITY)
    if activity.state != "published":
        raise Conflict(Problem("state", _l("The list is closed.")))
    return activity
