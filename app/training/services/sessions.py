"""Plan, publish, call off and close sessions; sign people up by core's enrolment engine."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count
from typing import Any

from flask_babel import lazy_gettext as _l

from app.core.access.actors import Actor
from app.core.access.policy import demand
from app.core.access.scope import get_visible, lock
from app.core.calendar.series import Repeat, beginnings
from app.core.clock import now
from app.core.db import session, transaction
from app.core.enrolment import attendance
from app.core.enrolment import queries as lists
from app.core.enrolment import services as enrolment
from app.core.enrolment.models import Occasion, Quota
from app.core.errors import Conflict, InvalidInput, Problem
from app.core.workflow import advance, begin
from app.policy import P
from app.training import rules
from app.training.models import (
    Attendance,
    Course,
    TrainingSeries,
    TrainingSession,
)
from app.training.queries import (
    series_of,
    volunteers_by_id,
)
from app.training.services.completion import settle_completion
from app.training.states import SESSION

FIELDS = (
    "mode",
    "starts_at",
    "ends_at",
    "place",
    "link",
    "trainer",
    "co_host",
    "co_hosts",
    "part",
)


@dataclass(frozen=True)
class SessionValues:
    mode: str
    starts_at: datetime
    ends_at: datetime
    place: str = ""
    link: str = ""
    trainer: str = ""
    co_hosts: str = ""
    co_host: str = ""
    """See hosts.py."""
    part: int = 1
    capacity: int | None = None
    closes_at: datetime | None = None
    quotas: Mapping[str, int] | None = None
    """Seats of a township, by the first nine digits of its code."""

    @property
    def of_session(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in FIELDS}

    def moved(self, starts_at: datetime, part: int) -> SessionValues:
        by = starts_at - self.starts_at
        closes_at = self.closes_at + by if self.closes_at else None
        return replace(
            self, starts_at=starts_at, ends_at=self.ends_at + by, closes_at=closes_at, part=part
        )


def plan_session(
    *,
    actor: Actor,
    course_id: int,
    region_code: str,
    values: SessionValues,
    repeat: Repeat | None = None,
) -> TrainingSession:
    """One, or one for each occurrence of the rule: part after part, and from the first again.
    The first of them."""
    if problems := rules.problems_of_times(values.starts_at, values.ends_at):
        raise InvalidInput(*problems)
    with transaction() as current:
        course = get_visible(Course, actor, course_id)
        demand(actor, P.MANAGE_TRAINING, region_code)
        _demand_part(course, values.part)
        series = None
        if repeat is not None:
            days = [day.isoformat() for day in repeat.except_days]
            series = TrainingSeries(rule=repeat.rule, except_days=days, starts_at=values.starts_at)
            current.add(series)
            current.flush()
        made = [
            _plan_one(actor, course, region_code, series, values.moved(starts_at, part))
            for starts_at, part in zip(
                beginnings(repeat, values.starts_at), _parts(course, values.part), strict=False
            )
        ]
    return made[0]


def _parts(course: Course, first: int) -> Iterator[int]:
    return (number % course.parts + 1 for number in count(first - 1))


def _plan_one(
    actor: Actor,
    course: Course,
    region_code: str,
    series: TrainingSeries | None,
    values: SessionValues,
) -> TrainingSession:
    occasion = Occasion(
        title="",
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
        series_id=series.id if series else None,
        occasion=occasion,
        **values.of_session,
    )
    occasion.title = planned.title
    session().add(planned)
    session().flush()
    occasion.link = f"/training/sessions/{planned.id}"
    begin(SESSION, actor=actor, row=planned)
    return planned


def _demand_part(course: Course, part: int) -> None:
    if part > course.parts:
        text = _l("The course has %(count)s parts.", count=course.parts)
        raise InvalidInput(Problem("part", text, field="part"))


def change_session(*, actor: Actor, session_id: int, values: SessionValues) -> TrainingSession:
    """Whoever signed up is told when time or place is another."""
    if problems := rules.problems_of_times(values.starts_at, values.ends_at):
        raise InvalidInput(*problems)
    with transaction():
        found = to_manage(actor, session_id, "planned", "published")
        _demand_part(found.course, values.part)
        before = (found.starts_at, found.ends_at, found.place, found.link)
        for name, value in values.of_session.items():
            setattr(found, name, value)
        found.occasion.closes_at = values.closes_at
        found.occasion.title = found.title
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


def publish_session(
    *, actor: Actor, session_id: int, whole_series: bool = False
) -> TrainingSession:
    with transaction():
        found = to_manage(actor, session_id, "planned")
        for one in _from_on(actor, found) if whole_series else [found]:
            if one.state == "planned":
                _demand_publishable(one)
                one.occasion.is_open = True
                advance(SESSION, "publish", actor=actor, row=one)
    return found


def call_off_session(
    *, actor: Actor, session_id: int, reason: str, whole_series: bool = False
) -> TrainingSession:
    with transaction():
        found = to_manage(actor, session_id, "planned", "published")
        for one in _from_on(actor, found) if whole_series else [found]:
            if one.state in ("planned", "published"):
                advance(SESSION, "cancel", actor=actor, row=one, reason=reason)
                key = one.occasion_id
                enrolment.call_off(actor=actor, occasion_id=key, reason=reason.strip())
    return found


def _from_on(actor: Actor, found: TrainingSession) -> list[TrainingSession]:
    """It and those of its series that come after it."""
    later = [one for one in series_of(actor, found) if one.starts_at > found.starts_at]
    return [found, *(lock(one) for one in later)]


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


def _demand_publishable(found: TrainingSession) -> None:
    plan = rules.Plan(found.mode, found.starts_at, found.ends_at, found.place, found.link)
    if problems := rules.problems_to_publish(plan, now()):
        raise Conflict(*problems)
