"""Plan, publish, call off and close sessions; sign people up by core's enrolment engine."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app.core.access.actors import Actor
from app.core.access.policy import demand
from app.core.access.scope import get_visible, lock
from app.core.clock import now
from app.core.db import session, transaction
from app.core.enrolment import attendance
from app.core.enrolment import queries as lists
from app.core.enrolment import services as enrolment
from app.core.enrolment.models import Enrolment, Occasion, Quota
from app.core.errors import Conflict, Forbidden, InvalidInput, Problem
from app.core.workflow import advance, begin
from app.policy import P
from app.training import rules
from app.training.models import Attendance, Course, SessionFeedback, TrainingSession
from app.training.queries import own_enrolment, own_feedback, person, volunteers_by_id
from app.training.services.completion import settle_completion
from app.training.states import SESSION
from app.volunteers.models import Volunteer


@dataclass(frozen=True)
class SessionValues:
    mode: str
    starts_at: datetime
    ends_at: datetime
    place: str = ""
    link: str = ""
    trainer: str = ""
    co_hosts: str = ""
    capacity: int | None = None
    closes_at: datetime | None = None
    quotas: Mapping[str, int] | None = None
    """Seats of a township, by the first nine digits of its code."""

    @property
    def of_session(self) -> dict[str, Any]:
        names = ("mode", "starts_at", "ends_at", "place", "link", "trainer", "co_hosts")
        return {name: getattr(self, name) for name in names}


def plan_session(
    *, actor: Actor, course_id: int, region_code: str, values: SessionValues
) -> TrainingSession:
    if problems := rules.problems_of_times(values.starts_at, values.ends_at):
        raise InvalidInput(*problems)
    with transaction() as current:
        course = get_visible(Course, actor, course_id)
        demand(actor, P.MANAGE_TRAINING, region_code)
        occasion = Occasion(
            title=course.title,
            starts_at=values.starts_at,
            ends_at=values.ends_at,
            capacity=values.capacity,
            closes_at=values.closes_at,
            quotas=[Quota(group_key=k, seats=n) for k, n in (values.quotas or {}).items()],
        )
        planned = TrainingSession(
            course=course,
            region_code=region_code,
            state=SESSION.initial,
            occasion=occasion,
            **values.of_session,
        )
        current.add(planned)
        current.flush()
        occasion.link = f"/training/sessions/{planned.id}"
        begin(SESSION, actor=actor, row=planned)
    return planned


def change_session(*, actor: Actor, session_id: int, values: SessionValues) -> TrainingSession:
    """Whoever signed up is told when time or place is another."""
    if problems := rules.problems_of_times(values.starts_at, values.ends_at):
        raise InvalidInput(*problems)
    with transaction():
        found = to_manage(actor, session_id, "planned", "published")
        before = (found.starts_at, found.ends_at, found.place, found.link)
        for name, value in values.of_session.items():
            setattr(found, name, value)
        found.occasion.closes_at = values.closes_at
        key = found.occasion_id
        enrolment.reschedule(
            actor=actor, occasion_id=key, starts_at=values.starts_at, ends_at=values.ends_at
        )
        enrolment.set_capacity(
            actor=actor,
            occasion_id=key,
            capacity=values.capacity,
            quotas=dict(values.quotas or {}),
        )
        if found.state == "published":
            _demand_publishable(found)
            if before != (found.starts_at, found.ends_at, found.place, found.link):
                enrolment.tell_everybody(occasion_id=key, kind="enrolment.changed")
    return found


def publish_session(*, actor: Actor, session_id: int) -> TrainingSession:
    with transaction():
        found = to_manage(actor, session_id, "planned")
        _demand_publishable(found)
        found.occasion.is_open = True
        advance(SESSION, "publish", actor=actor, row=found)
    return found


def call_off_session(*, actor: Actor, session_id: int, reason: str) -> TrainingSession:
    with transaction():
        found = to_manage(actor, session_id, "planned", "published")
        advance(SESSION, "cancel", actor=actor, row=found, reason=reason)
        enrolment.call_off(actor=actor, occasion_id=found.occasion_id, reason=reason.strip())
    return found


def join(*, actor: Actor, session_id: int) -> Enrolment:
    """The volunteer signs herself up."""
    with transaction():
        found = get_visible(TrainingSession, actor, session_id, P.JOIN_TRAINING)
        volunteer = _herself(actor)
        _demand_published(found)
        demand_for("volunteers", found)
        if volunteer.state not in ("applied", "checking", "approved"):
            raise Conflict(Problem("not_serving", _l("Only applicants and volunteers can join.")))
        return enrolment.enrol(
            actor=actor,
            occasion_id=found.occasion_id,
            people=[person(volunteer.id)],
            contact_id=actor.user_id,
            group=volunteer.township_code,
        )


def leave(*, actor: Actor, session_id: int) -> None:
    with transaction():
        found = get_visible(TrainingSession, actor, session_id, P.JOIN_TRAINING)
        own = own_enrolment(found, _herself(actor).id)
        if own is None:
            raise Conflict(Problem("not_in", _l("You are not signed up.")))
        enrolment.withdraw(actor=actor, enrolment_id=own.id)


def take_offer(*, actor: Actor, session_id: int) -> None:
    with transaction():
        found = get_visible(TrainingSession, actor, session_id, P.JOIN_TRAINING)
        own = own_enrolment(found, _herself(actor).id)
        if own is None:
            raise Conflict(Problem("not_in", _l("You are not signed up.")))
        enrolment.accept(actor=actor, enrolment_id=own.id)


def check_in(*, actor: Actor, session_id: int, participant_ids: Collection[int]) -> int:
    with transaction():
        found = to_manage(actor, session_id, "published")
        return attendance.check_in(
            actor=actor, occasion_id=found.occasion_id, participant_ids=participant_ids
        )


def close_list(
    *, actor: Actor, session_id: int, minutes: Mapping[int, int | None]
) -> TrainingSession:
    """Settle who attended how long (None: absent), and who has thereby completed the course.

    `minutes` by volunteer; who is not named keeps what check-in says.
    """
    with transaction() as current:
        found = to_manage(actor, session_id, "published")
        if found.starts_at > now():
            raise Conflict(Problem("not_begun", _l("It has not begun yet.")))
        seats = lists.roster(found.occasion_id)
        absent = [one.id for one in seats if minutes.get(one.ref, 0) is None]
        came = [one.id for one in seats if minutes.get(one.ref) is not None]
        attendance.check_in(actor=actor, occasion_id=found.occasion_id, participant_ids=came)
        attendance.mark_absent(actor=actor, occasion_id=found.occasion_id, participant_ids=absent)
        attendance.close(actor=actor, occasion_id=found.occasion_id)
        advance(SESSION, "close", actor=actor, row=found)
        found.occasion.is_open = False
        if found.course.audience != "volunteers":
            return found
        most = int((found.ends_at - found.starts_at).total_seconds() // 60)
        for one in lists.roster(found.occasion_id):
            if not one.attended:
                continue
            usual = rules.attended_minutes(
                found.starts_at, found.ends_at, one.arrived_at, one.left_at
            )
            given = minutes.get(one.ref)
            counted = min(most, usual if given is None else max(0, given))
            current.add(Attendance(session=found, volunteer_id=one.ref, minutes=counted))
        current.flush()
        for volunteer in volunteers_by_id([one.ref for one in seats]).values():
            settle_completion(actor=actor, course=found.course, volunteer=volunteer, held_in=found)
    return found


def give_feedback(
    *, actor: Actor, session_id: int, content: int, teacher: int, remark: str
) -> SessionFeedback:
    """Once, by somebody who attended."""
    with transaction() as current:
        found = get_visible(TrainingSession, actor, session_id, P.JOIN_TRAINING)
        volunteer = _herself(actor)
        was_there = current.scalar(
            select(Attendance.id).where(
                Attendance.session_id == found.id, Attendance.volunteer_id == volunteer.id
            )
        )
        if was_there is None:
            raise Conflict(Problem("not_there", _l("Only people who attended give feedback.")))
        if own_feedback(found.id, volunteer.id) is not None:
            raise Conflict(Problem("given", _l("You have given your feedback already.")))
        answer = SessionFeedback(
            session_id=found.id,
            volunteer_id=volunteer.id,
            content=content,
            teacher=teacher,
            remark=remark,
        )
        current.add(answer)
    return answer


def _herself(actor: Actor) -> Volunteer:
    query = select(Volunteer).where(Volunteer.user_id == actor.user_id)
    volunteer = session().scalar(query) if actor.user_id is not None else None
    if volunteer is None:
        raise Forbidden(Problem("no_volunteer", _l("This is for volunteers.")))
    return volunteer


def to_manage(actor: Actor, session_id: int, *states: str) -> TrainingSession:
    found: TrainingSession = lock(get_visible(TrainingSession, actor, session_id))
    demand(actor, P.MANAGE_TRAINING, found)
    if found.state not in states:
        label = SESSION.state(found.state).label
        text = _l("This has already changed: it is now “%(state)s”.", state=label)
        raise Conflict(Problem("wrong_state", text))
    return found


def demand_for(audience: str, found: TrainingSession) -> None:
    if found.course.audience == audience:
        return
    if audience == "volunteers":
        raise Conflict(Problem("guardians", _l("This course is for guardians.")))
    raise Conflict(Problem("volunteers", _l("This course is for volunteers.")))


def _demand_published(found: TrainingSession) -> None:
    if found.state != "published":
        raise Conflict(Problem("not_open", _l("Sign-up is not open."), _l("Ask the station.")))


def _demand_publishable(found: TrainingSession) -> None:
    plan = rules.Plan(found.mode, found.starts_at, found.ends_at, found.place, found.link)
    if problems := rules.problems_to_publish(plan, now()):
        raise Conflict(*problems)
