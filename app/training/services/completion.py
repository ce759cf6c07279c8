"""From attendance and quiz to a confirmed, dated qualification."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app.core import audit
from app.core.access.actors import Actor
from app.core.access.scope import get_visible, lock
from app.core.clock import local, now, today
from app.core.db import session, transaction
from app.core.errors import Conflict, Forbidden, Problem
from app.core.workflow import advance, begin
from app.policy import P
from app.training import rules
from app.training.kinds import SELF_STUDY
from app.training.models import Attendance, Completion, Course, QuizAttempt, TrainingSession
from app.training.queries import demands_of, effort_of, questions_of
from app.training.states import COMPLETION
from app.volunteers.models import Volunteer

TRIES_A_DAY = 5


def answer_quiz(
    *, actor: Actor, course_id: int, answers: Mapping[int, Collection[int]]
) -> QuizAttempt:
    """Mark her answers; who has thereby done all that the course asks for has completed it."""
    with transaction() as current:
        course = get_visible(Course, actor, course_id, P.JOIN_TRAINING)
        query = select(Volunteer).where(Volunteer.user_id == actor.user_id)
        volunteer = current.scalar(query)
        if volunteer is None:
            raise Forbidden(Problem("no_volunteer", _l("This is for volunteers.")))
        lock(volunteer)
        _demand_try(course, volunteer)
        right = {one.id: one.right for one in questions_of(course.id)}
        if not right:
            raise Conflict(Problem("no_quiz", _l("This course has no questions.")))
        score = rules.score_of(answers, right)
        attempt = QuizAttempt(
            course_id=course.id,
            volunteer_id=volunteer.id,
            score=score,
            passed=score >= course.pass_mark,
            wrong=[key for key, want in right.items() if set(answers.get(key, ())) != set(want)],
        )
        current.add(attempt)
        current.flush()
        audit.record(actor, "quiz.answered", attempt, score=score)
        settle_completion(actor=actor, course=course, volunteer=volunteer)
    return attempt


def _demand_try(course: Course, volunteer: Volunteer) -> None:
    since = local(now()).replace(hour=0, minute=0, second=0, microsecond=0)
    query = select(QuizAttempt.id).where(
        QuizAttempt.course_id == course.id,
        QuizAttempt.volunteer_id == volunteer.id,
        QuizAttempt.at >= since,
    )
    if len(session().scalars(query).all()) >= TRIES_A_DAY:
        text = _l("Enough for today: read the pages once more and try again tomorrow.")
        raise Conflict(Problem("tries", text))


def settle_completion(
    *,
    actor: Actor,
    course: Course,
    volunteer: Volunteer,
    held_in: TrainingSession | None = None,
) -> Completion | None:
    """Note that she has completed the course, if she has, for the station to confirm."""
    with transaction() as current:
        effort = effort_of(course, volunteer.id)
        verdict = rules.judge(demands_of(course), effort)
        if not verdict.is_complete:
            return None
        last = held_in or _last_session(course, volunteer)
        alone = verdict.by_self_study or last is None
        day = last.day if last is not None and held_in is not None else today()
        known = current.scalar(
            select(Completion).where(
                Completion.volunteer_id == volunteer.id,
                Completion.course_id == course.id,
                Completion.completed_on == day,
            )
        )
        if known is not None:
            return known
        completion = Completion(
            region_code=volunteer.region_code,
            state=COMPLETION.initial,
            volunteer=volunteer,
            course=course,
            session_id=None if alone or last is None else last.id,
            how=SELF_STUDY if alone or last is None else last.mode,
            minutes=verdict.minutes,
            score=effort.best_score,
            completed_on=day,
            valid_until=rules.valid_until(day, course.valid_months),
        )
        current.add(completion)
        current.flush()
        begin(COMPLETION, actor=actor, row=completion)
    return completion


def _last_session(course: Course, volunteer: Volunteer) -> TrainingSession | None:
    query = (
        select(TrainingSession)
        .join(Attendance, Attendance.session_id == TrainingSession.id)
        .where(Attendance.volunteer_id == volunteer.id, TrainingSession.course_id == course.id)
    )
    return session().scalar(query.order_by(TrainingSession.starts_at.desc()).limit(1))


def confirm_completions(*, actor: Actor, ids: Collection[int]) -> int:
    """Confirm many; those confirmed already stay. Nobody confirms her own."""
    with transaction():
        done = 0
        for key in sorted(set(ids)):
            row = lock(get_visible(Completion, actor, key, P.CONFIRM_TRAINING))
            if row.state == "confirmed":
                continue
            _not_own(actor, row)
            row.confirmed_by, row.confirmed_at = actor.user_id, now()
            session().flush()
            advance(COMPLETION, "confirm", actor=actor, row=row)
            done += 1
    return done


def refuse_completion(*, actor: Actor, completion_id: int, reason: str) -> Completion:
    """It does not count, or no longer; the volunteer sees the reason."""
    with transaction():
        row: Completion = lock(get_visible(Completion, actor, completion_id, P.CONFIRM_TRAINING))
        advance(COMPLETION, "refuse", actor=actor, row=row, reason=reason)
    return row


def _not_own(actor: Actor, row: Completion) -> None:
    if actor.user_id is not None and row.volunteer.user_id == actor.user_id:
        text = _l("Nobody confirms her own training.")
        raise Conflict(Problem("own", text, _l("Ask another member of the station.")))
