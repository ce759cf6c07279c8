"""People into an activity: a volunteer, she and her child, or a child brought by the station."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app.activities import rules
from app.activities.models import Activity
from app.children.models import Child
from app.children.queries import consent_in_force
from app.core.access.actors import Actor
from app.core.access.policy import demand
from app.core.access.scope import get_visible
from app.core.clock import now, today
from app.core.db import session, transaction
from app.core.enrolment import queries, services
from app.core.enrolment.models import Enrolment, Participant
from app.core.enrolment.rules import Person, why_not
from app.core.errors import Conflict, InvalidInput, NotFound, Problem
from app.pairings.models import Pairing
from app.policy import P
from app.volunteers.models import Volunteer
from app.volunteers.queries import own, problems_to_serve

VOLUNTEER, CHILD = "volunteer", "child"
CONSENT = "activity"
MOST_ADULTS = 4


def join(*, actor: Actor, activity_id: int, child_id: int | None = None) -> Enrolment:
    """Sign oneself up, alone or with a paired child. Raises Conflict with each reason why not."""
    with transaction():
        activity = get_visible(Activity, actor, activity_id, P.JOIN_ACTIVITY)
        volunteer = own(actor)
        if volunteer is None:
            raise NotFound(Problem("not_found", ""))
        child = _paired_child(volunteer, child_id) if child_id is not None else None
        if problems := problems_to_join(activity, volunteer, child):
            raise Conflict(*problems)
        return services.enrol(
            actor=actor,
            occasion_id=activity.occasion_id,
            people=people_of(volunteer, child),
            contact_id=actor.user_id,
            group=volunteer.township_code,
        )


def problems_to_join(
    activity: Activity, volunteer: Volunteer, child: Child | None = None
) -> list[Problem]:
    """All that speaks against it now, seats apart: a full activity has a waiting list."""
    found = []
    if activity.state != "published":
        found.append(Problem("state", _l("It takes no sign-ups now.")))
    if activity.sign_up == "none":
        found.append(Problem("no_sign_up", _l("Nobody signs up here: just come.")))
    if activity.sign_up == "pairs" and child is None:
        text = _l("This is for volunteers together with their paired child.")
        found.append(Problem("needs_child", text, _l("Choose the child below.")))
    if activity.sign_up == "volunteers" and child is not None:
        found.append(Problem("no_child", _l("This is for volunteers alone.")))
    found += problems_to_serve(volunteer)
    if child is not None:
        found += rules.problems_of_child(guest_of(child, activity, paired=True))
    people = people_of(volunteer, child)
    asked = queries.asked_for(
        activity.occasion, people, seats=len(people), group=volunteer.township_code
    )
    return found + ([] if found and asked.is_in_already else why_not(asked))


def people_of(volunteer: Volunteer, child: Child | None) -> list[Person]:
    with_child = [Person(CHILD, child.id)] if child else []
    return [Person(VOLUNTEER, volunteer.id), *with_child]


def guest_of(child: Child, activity: Activity, *, paired: bool) -> rules.Guest:
    return rules.Guest(
        is_enrolled=child.state == "enrolled",
        has_consent=consent_in_force(child, CONSENT, max(today(), activity.day)) is not None,
        is_paired_with_her=paired,
    )


def _paired_child(volunteer: Volunteer, child_id: int) -> Child:
    query = (
        select(Child)
        .join(Pairing, Pairing.child_id == Child.id)
        .where(
            Child.id == child_id,
            Pairing.volunteer_id == volunteer.id,
            Pairing.state == "active",
        )
    )
    child = session().scalar(query)
    if child is None:
        raise NotFound(Problem("not_found", ""))
    return child


def own_enrolment(actor: Actor, enrolment_id: int) -> Enrolment:
    """A sign-up that the actor is part of; for anybody else there is none."""
    volunteer = own(actor)
    found = session().get(Enrolment, enrolment_id)
    mine = (
        found is not None
        and volunteer is not None
        and any(one.kind == VOLUNTEER and one.ref == volunteer.id for one in found.people)
    )
    if found is None or not mine:
        raise NotFound(Problem("not_found", ""))
    return found


def leave(*, actor: Actor, enrolment_id: int) -> Enrolment:
    with transaction():
        enrolment = own_enrolment(actor, enrolment_id)
        if enrolment.occasion.starts_at <= now():
            text = _l("It has begun.")
            raise Conflict(Problem("begun", text, _l("Tell the station that you cannot come.")))
        return services.withdraw(actor=actor, enrolment_id=enrolment.id)


def answer_offer(*, actor: Actor, enrolment_id: int, takes: bool) -> Enrolment:
    with transaction():
        enrolment = own_enrolment(actor, enrolment_id)
        act = services.accept if takes else services.decline
        return act(actor=actor, enrolment_id=enrolment.id)


def add_volunteer(*, actor: Actor, activity_id: int, volunteer_id: int) -> Enrolment:
    with transaction():
        activity = _manage(actor, activity_id)
        volunteer = get_visible(Volunteer, actor, volunteer_id)
        if problems := problems_to_serve(volunteer):
            raise Conflict(*problems)
        return services.enrol(
            actor=actor,
            occasion_id=activity.occasion_id,
            people=[Person(VOLUNTEER, volunteer.id)],
            contact_id=volunteer.user_id,
            group=volunteer.township_code,
            by_staff=True,
        )


def add_child(
    *, actor: Actor, activity_id: int, child_id: int, adults: int = 0, siblings: bool = False
) -> Enrolment:
    """Sign up a child of the roster, whose guardian has consented to activities.

    `adults` of the family come along, and with `siblings` its brothers and sisters for whom the
    guardian has consented as well: they get their seats together, or wait together.
    """
    with transaction():
        activity = _manage(actor, activity_id)
        child = get_visible(Child, actor, child_id)
        demand(actor, P.READ_CHILD, child)
        if not 0 <= adults <= MOST_ADULTS:
            text = _l("At most %(most)s adults come with a family.", most=MOST_ADULTS)
            raise InvalidInput(Problem("adults", text, field="adults"))
        if problems := rules.problems_of_child(guest_of(child, activity, paired=True)):
            raise Conflict(*problems)
        coming = [child, *(_siblings(child, activity) if siblings else ())]
        return services.enrol(
            actor=actor,
            occasion_id=activity.occasion_id,
            people=[Person(CHILD, one.id) for one in coming],
            group=child.township_code,
            by_staff=True,
            companions=adults,
        )


def _siblings(child: Child, activity: Activity) -> list[Child]:
    """Those who may come and are not on the list yet."""
    query = select(Child).where(Child.family_id == child.family_id, Child.id != child.id)
    return [
        one
        for one in session().scalars(query.order_by(Child.id))
        if not rules.problems_of_child(guest_of(one, activity, paired=True))
        and not queries.running_of(Person(CHILD, one.id), occasion_id=activity.occasion_id)
    ]


def remove_people(*, actor: Actor, activity_id: int, enrolment_id: int, reason: str) -> Enrolment:
    with transaction():
        activity = _manage(actor, activity_id)
        query = select(Participant.enrolment_id).where(
            Participant.enrolment_id == enrolment_id,
            Participant.occasion_id == activity.occasion_id,
        )
        if session().scalar(query.limit(1)) is None:
            raise NotFound(Problem("not_found", ""))
        return services.remove(actor=actor, enrolment_id=enrolment_id, reason=reason)


def _manage(actor: Actor, activity_id: int) -> Activity:
    activity: Activity = get_visible(Activity, actor, activity_id, P.MANAGE_ACTIVITY)
    if activity.state != "published":
        text = _l("People are signed up once it is published, until it is closed.")
        raise Conflict(Problem("state", text))
    return activity
