"""What a volunteer does herself: sign up, take an offered place, withdraw, say how it was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app.core.access.actors import Actor
from app.core.access.scope import get_visible
from app.core.db import session, transaction
from app.core.enrolment import services as enrolment
from app.core.enrolment.models import Enrolment
from app.core.enrolment.services import Newcomer
from app.core.errors import Conflict, Forbidden, Problem
from app.policy import P
from app.training.models import Attendance, SessionFeedback, TrainingSession
from app.training.queries import own_enrolment, own_feedback, person, series_of
from app.training.services.sessions import demand_for
from app.volunteers.models import Volunteer


def join(*, actor: Actor, session_id: int) -> Enrolment:
    """The volunteer signs herself up."""
    with transaction():
        found = get_visible(TrainingSession, actor, session_id, P.JOIN_TRAINING)
        volunteer = _herself(actor)
        _demand_published(found)
        _demand_coming(found, volunteer)
        return enrolment.enrol(
            actor=actor,
            occasion_id=found.occasion_id,
            people=[person(volunteer.id)],
            contact_id=actor.user_id,
            group=volunteer.township_code,
        )


def join_series(*, actor: Actor, session_id: int) -> Mapping[int, Sequence[Problem]]:
    """Sign herself up for this and every later session of the series that she can come to; the
    reasons why not, by session."""
    with transaction():
        found = get_visible(TrainingSession, actor, session_id, P.JOIN_TRAINING)
        volunteer = _herself(actor)
        _demand_coming(found, volunteer)
        newcomer = Newcomer(person(volunteer.id), actor.user_id, volunteer.township_code)
        refused: dict[int, Sequence[Problem]] = {}
        for one in series_of(actor, found):
            if one.state != "published" or one.starts_at < found.starts_at:
                continue
            made = enrolment.enrol_each(
                actor=actor, occasion_id=one.occasion_id, newcomers=[newcomer]
            )
            for outcome in made.values():
                if not isinstance(outcome, Enrolment) and outcome[0].code != "already_in":
                    refused[one.id] = outcome
    return refused


def _demand_coming(found: TrainingSession, volunteer: Volunteer) -> None:
    demand_for("volunteers", found)
    if volunteer.state not in ("applied", "checking", "approved"):
        raise Conflict(Problem("not_serving", _l("Only applicants and volunteers can join.")))


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


def _demand_published(found: TrainingSession) -> None:
    if found.state != "published":
        raise Conflict(Problem("not_open", _l("Sign-up is not open."), _l("Ask the station.")))
