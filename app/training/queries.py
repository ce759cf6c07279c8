from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext
from sqlalchemy import Select, func, select

from app.children.models import Child
from app.core.access.actors import Actor
from app.core.access.scope import visible
from app.core.clock import local
from app.core.db import session
from app.core.enrolment import queries as enrolment
from app.core.enrolment.models import Enrolment, Participant
from app.core.enrolment.rules import Person
from app.policy import P
from app.programmes.rules import ProgrammeRules
from app.training.models import (
    Attendance,
    Completion,
    Course,
    Question,
    QuizAttempt,
    SessionFeedback,
    TrainingSession,
)
from app.training.rules import Demands, Effort, Held, Verdict, initial_minutes, judge
from app.volunteers.models import Volunteer


def person(volunteer_id: int) -> Person:
    return Person("volunteer", volunteer_id)


def questions_of(course_id: int) -> Sequence[Question]:
    query = select(Question).where(Question.course_id == course_id, Question.removed_at.is_(None))
    return session().scalars(query.order_by(Question.id)).all()


def demands_of(course: Course) -> Demands:
    return Demands(
        minutes=course.minutes,
        share=course.share,
        pass_mark=course.pass_mark,
        has_quiz=bool(questions_of(course.id)),
        self_study=course.self_study,
        rule=course.rule,
        parts=course.parts,
    )


def completions_of(volunteer_id: int, *states: str) -> Sequence[Completion]:
    """The newest first."""
    query = select(Completion).where(Completion.volunteer_id == volunteer_id)
    if states:
        query = query.where(Completion.state.in_(states))
    ordered = query.order_by(Completion.completed_on.desc(), Completion.id.desc())
    return session().scalars(ordered).all()


def held_by(volunteer_id: int) -> list[Held]:
    return [as_held(one) for one in completions_of(volunteer_id, "confirmed")]


def as_held(one: Completion) -> Held:
    return Held(
        one.course_id,
        one.course.duty,
        one.how,
        one.minutes,
        one.completed_on,
        one.valid_until,
    )


def initial_training(volunteer_id: int, rules: ProgrammeRules, day: date) -> int:
    """Minutes of first training that hold on that day, for the gate of a pairing."""
    return initial_minutes(held_by(volunteer_id), rules.training, day)


def effort_of(course: Course, volunteer_id: int) -> Effort:
    """Minutes attended and quiz passed since the course was last completed."""
    last = session().scalar(
        select(func.max(Completion.completed_on)).where(
            Completion.volunteer_id == volunteer_id,
            Completion.course_id == course.id,
            Completion.state != "refused",
        )
    )
    attended = (
        select(TrainingSession.part, Attendance.minutes)
        .join(TrainingSession, TrainingSession.id == Attendance.session_id)
        .where(Attendance.volunteer_id == volunteer_id, TrainingSession.course_id == course.id)
    )
    attempts = select(QuizAttempt).where(
        QuizAttempt.volunteer_id == volunteer_id, QuizAttempt.course_id == course.id
    )
    if last is not None:
        attended = attended.where(TrainingSession.day > last)
    scores = [
        one.score
        for one in session().scalars(attempts)
        if last is None or local(one.at).date() > last
    ]
    rows = session().execute(attended).all()
    parts = frozenset(part for part, minutes in rows if minutes)
    return Effort(sum(minutes for _, minutes in rows), max(scores, default=None), parts)


def verdict_on(course: Course, volunteer_id: int) -> Verdict:
    return judge(demands_of(course), effort_of(course, volunteer_id))


def last_attempt(course_id: int, volunteer_id: int) -> QuizAttempt | None:
    query = select(QuizAttempt).where(
        QuizAttempt.course_id == course_id, QuizAttempt.volunteer_id == volunteer_id
    )
    return session().scalar(query.order_by(QuizAttempt.id.desc()).limit(1))


def own_enrolment(found: TrainingSession, volunteer_id: int) -> Enrolment | None:
    running = enrolment.running_of(person(volunteer_id), occasion_id=found.occasion_id)
    return running[0] if running else None


@dataclass(frozen=True)
class Guest:
    """A guardian, who is called by the alias of her child: her name is not needed here."""

    name: str


def people_of(found: TrainingSession) -> Mapping[int, Volunteer | Guest]:
    """Whoever has a seat or waits in line, by what the participants refer to."""
    running = enrolment.enrolments_of(found.occasion_id)
    return _people(found, [one.ref for sign_up in running for one in sign_up.people])


def names_of(found: TrainingSession, refs: Sequence[int]) -> dict[int, str]:
    return {key: one.name for key, one in _people(found, refs).items()}


def _people(found: TrainingSession, refs: Sequence[int]) -> Mapping[int, Volunteer | Guest]:
    if found.course.audience == "volunteers":
        return volunteers_by_id(refs)
    rows = session().execute(select(Child.id, Child.alias).where(Child.id.in_(refs)))
    return {key: Guest(gettext("Guardian of %(child)s", child=alias)) for key, alias in rows}


def volunteers_by_id(ids: Sequence[int]) -> dict[int, Volunteer]:
    rows = session().scalars(select(Volunteer).where(Volunteer.id.in_(ids)))
    return {one.id: one for one in rows}


def attendances_of(session_id: int) -> Sequence[Attendance]:
    query = select(Attendance).where(Attendance.session_id == session_id)
    return session().scalars(query.order_by(Attendance.id)).all()


def completions_of_session(actor: Actor, session_id: int) -> Sequence[Completion]:
    """Of her own station's people: those of a co-host are confirmed there."""
    query = visible(Completion, actor).where(Completion.session_id == session_id)
    return session().scalars(query.order_by(Completion.id)).all()


def list_courses(actor: Actor, *, theme: str = "", age: str = "", topic: str = "") -> list[Course]:
    """The catalogue is short: sorted and filtered here."""
    query = visible(Course, actor).order_by(Course.theme, Course.title, Course.id).limit(300)
    return [
        one
        for one in session().scalars(query)
        if (not theme or one.theme == theme)
        and (not age or age in one.ages)
        and (not topic or topic in one.topics)
    ]


def to_confirm(actor: Actor) -> Select[Any]:
    return visible(Completion, actor).where(Completion.state == "earned")


def series_of(actor: Actor, found: TrainingSession) -> Sequence[TrainingSession]:
    """The sessions that were planned with it, itself included; none if it stands alone."""
    if found.series_id is None:
        return []
    query = visible(TrainingSession, actor).where(TrainingSession.series_id == found.series_id)
    return session().scalars(query.order_by(TrainingSession.starts_at)).all()


def own_feedback(session_id: int, volunteer_id: int) -> SessionFeedback | None:
    query = select(SessionFeedback).where(
        SessionFeedback.session_id == session_id, SessionFeedback.volunteer_id == volunteer_id
    )
    return session().scalar(query)


@dataclass(frozen=True)
class Reach:
    people: int
    reached: int
    by_theme: Mapping[str, int]


def guardians_reached(actor: Actor, since: date) -> Reach | None:
    """Children in care whose guardian has come to a course since then; None for whom none are."""
    children = visible(Child, actor).where(Child.state == "enrolled")
    ids = set(session().scalars(children.with_only_columns(Child.id)))
    if not ids:
        return None
    query = (
        select(Course.theme, Participant.ref)
        .join(TrainingSession, TrainingSession.course_id == Course.id)
        .join(Participant, Participant.occasion_id == TrainingSession.occasion_id)
        .where(
            Participant.kind == "guardian",
            Participant.attended.is_(True),
            TrainingSession.day >= since,
        )
    )
    came: dict[str, set[int]] = {}
    for theme, ref in session().execute(query.distinct()):
        if ref in ids:
            came.setdefault(theme, set()).add(ref)
    reached = set().union(*came.values()) if came else set()
    return Reach(len(ids), len(reached), {theme: len(refs) for theme, refs in came.items()})


@dataclass(frozen=True)
class Teaching:
    """What those who came said of one trainer, over all sessions."""

    trainer: str
    sessions: int
    answers: int
    content: float
    teacher: float


FEWEST = 3
"""Answers, below which marks could be laid at somebody's door."""


def trainers_marked(actor: Actor) -> list[Teaching]:
    held = visible(TrainingSession, actor, P.MANAGE_TRAINING).subquery()
    query = (
        select(
            held.c.trainer,
            func.count(func.distinct(held.c.id)),
            func.count(SessionFeedback.id),
            func.avg(SessionFeedback.content),
            func.avg(SessionFeedback.teacher),
        )
        .join(SessionFeedback, SessionFeedback.session_id == held.c.id)
        .where(held.c.trainer != "")
        .group_by(held.c.trainer)
        .having(func.count(SessionFeedback.id) >= FEWEST)
        .order_by(held.c.trainer)
    )
    return [
        Teaching(name, sessions, answers, round(float(content), 1), round(float(teacher), 1))
        for name, sessions, answers, content, teacher in session().execute(query)
    ]


@dataclass(frozen=True)
class Marks:
    answers: int
    content: float
    teacher: float
    remarks: Sequence[str]


def marks_of(session_id: int) -> Marks | None:
    """Answers without names; None while there are none."""
    query = select(SessionFeedback).where(SessionFeedback.session_id == session_id)
    rows = session().scalars(query.order_by(SessionFeedback.id)).all()
    if not rows:
        return None
    return Marks(
        len(rows),
        round(sum(one.content for one in rows) / len(rows), 1),
        round(sum(one.teacher for one in rows) / len(rows), 1),
        [one.remark for one in rows if one.remark],
    )


def held_by_all(volunteer_ids: Sequence[int]) -> Mapping[int, list[Completion]]:
    """Confirmed completions of many, by one query."""
    found: dict[int, list[Completion]] = {key: [] for key in volunteer_ids}
    query = select(Completion).where(
        Completion.volunteer_id.in_(volunteer_ids), Completion.state == "confirmed"
    )
    for one in session().scalars(query):
        found[one.volunteer_id].append(one)
    return found


def held_by_each(volunteer_ids: Sequence[int]) -> Mapping[int, list[Held]]:
    """What `held_by` says, of many at once."""
    found = held_by_all(volunteer_ids)
    return {key: [as_held(one) for one in rows] for key, rows in found.items()}
