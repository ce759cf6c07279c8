"""Who had a place and did not come, and where she can catch up."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Select, select

from app.core.access.actors import Actor
from app.core.access.scope import visible
from app.core.clock import now, today
from app.core.db import session
from app.core.enrolment.models import Enrolment, Occasion, Participant
from app.core.enrolment.rules import RUNNING
from app.training.models import Attendance, Completion, TrainingSession
from app.volunteers.models import Volunteer

LOOKED_BACK = timedelta(days=365)
MOST = 1000


@dataclass(frozen=True)
class Absence:
    volunteer: Volunteer
    missed: TrainingSession
    next: TrainingSession | None
    """The next session in which the same is taught."""


Taught = tuple[int, int, int]
"""Volunteer, course, part."""


def absences(
    actor: Actor, volunteers: Select[tuple[Volunteer]], permission: str
) -> Sequence[Absence]:
    """Of these volunteers, the latest first, as long as it is not caught up nor signed up for
    again; `permission` on the sessions that are offered."""
    missed = _missed(volunteers)
    if not missed:
        return []
    ids = sorted({key[0] for key in missed})
    courses = {key[1] for key in missed}
    done = _done(ids, courses)
    coming = _coming(actor, permission, courses)
    in_already = _signed_up(ids, courses)
    people = {
        one.id: one for one in session().scalars(select(Volunteer).where(Volunteer.id.in_(ids)))
    }
    found = []
    for key, held in missed.items():
        volunteer_id, course_id, part = key
        caught_up = max(done.get(key, held.day), done.get((volunteer_id, course_id, 0), held.day))
        if caught_up > held.day or key in in_already:
            continue
        found.append(Absence(people[volunteer_id], held, coming.get((course_id, part))))
    return sorted(found, key=lambda one: (-one.missed.day.toordinal(), one.volunteer.name_key))


def _missed(volunteers: Select[tuple[Volunteer]]) -> Mapping[Taught, TrainingSession]:
    """The last time that each one missed each part."""
    query = (
        select(Participant.ref, TrainingSession)
        .join(TrainingSession, TrainingSession.occasion_id == Participant.occasion_id)
        .where(
            Participant.kind == "volunteer",
            Participant.attended.is_(False),
            Participant.ref.in_(volunteers.with_only_columns(Volunteer.id)),
            TrainingSession.state == "done",
            TrainingSession.day >= today() - LOOKED_BACK,
        )
        .order_by(TrainingSession.starts_at.desc())
        .limit(MOST)
    )
    found: dict[Taught, TrainingSession] = {}
    for volunteer_id, held in session().execute(query):
        found.setdefault((volunteer_id, held.course_id, held.part), held)
    return found


def _done(ids: Collection[int], courses: Collection[int]) -> dict[Taught, date]:
    """The last day on which each attended a part, or (part 0) completed the course."""
    found: dict[Taught, date] = {}
    attended = (
        select(
            Attendance.volunteer_id,
            TrainingSession.course_id,
            TrainingSession.part,
            TrainingSession.day,
        )
        .join(TrainingSession, TrainingSession.id == Attendance.session_id)
        .where(Attendance.volunteer_id.in_(ids), TrainingSession.course_id.in_(courses))
        .order_by(TrainingSession.day)
    )
    for volunteer_id, course_id, part, day in session().execute(attended):
        found[volunteer_id, course_id, part] = day
    completed = (
        select(Completion.volunteer_id, Completion.course_id, Completion.completed_on)
        .where(
            Completion.volunteer_id.in_(ids),
            Completion.course_id.in_(courses),
            Completion.state != "refused",
        )
        .order_by(Completion.completed_on)
    )
    for volunteer_id, course_id, day in session().execute(completed):
        found[volunteer_id, course_id, 0] = day
    return found


def _coming(
    actor: Actor, permission: str, courses: Collection[int]
) -> dict[tuple[int, int], TrainingSession]:
    query = (
        visible(TrainingSession, actor, permission)
        .where(
            TrainingSession.course_id.in_(courses),
            TrainingSession.state == "published",
            TrainingSession.starts_at > now(),
        )
        .order_by(TrainingSession.starts_at)
    )
    found: dict[tuple[int, int], TrainingSession] = {}
    for one in session().scalars(query):
        found.setdefault((one.course_id, one.part), one)
    return found


def _signed_up(ids: Collection[int], courses: Collection[int]) -> set[Taught]:
    query = (
        select(Participant.ref, TrainingSession.course_id, TrainingSession.part)
        .join(Enrolment, Enrolment.id == Participant.enrolment_id)
        .join(Occasion, Occasion.id == Participant.occasion_id)
        .join(TrainingSession, TrainingSession.occasion_id == Occasion.id)
        .where(
            Participant.kind == "volunteer",
            Participant.ref.in_(ids),
            TrainingSession.course_id.in_(courses),
            Enrolment.state.in_(RUNNING),
            Occasion.starts_at > now(),
        )
    )
    return {(ref, course_id, part) for ref, course_id, part in session().execute(query)}
