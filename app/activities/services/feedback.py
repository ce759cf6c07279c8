"""How it was: a volunteer's short form, and sheets of paper that the station types in."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app.activities import kinds
from app.activities.models import Activity, Feedback
from app.activities.services.joining import VOLUNTEER
from app.core import audit
from app.core.access.actors import Actor
from app.core.access.scope import get_visible
from app.core.clock import now
from app.core.db import session, transaction
from app.core.enrolment.models import Participant
from app.core.errors import Conflict, InvalidInput, Problem
from app.policy import P
from app.volunteers.queries import own


def give_feedback(*, actor: Actor, activity_id: int, score: int, remark: str) -> Feedback:
    """By a volunteer who was there; once."""
    with transaction():
        activity = get_visible(Activity, actor, activity_id, P.JOIN_ACTIVITY)
        volunteer = own(actor)
        if volunteer is None or not may_answer(activity, volunteer.id):
            text = _l("Whoever was there answers, once, after it is closed.")
            raise Conflict(Problem("feedback", text))
        answer = Feedback(volunteer_id=volunteer.id, score=score, remark=remark)
        return _keep(actor, activity, answer)


def record_sheet(*, actor: Actor, activity_id: int, who: str, score: int, remark: str) -> Feedback:
    """One sheet of paper. Nobody's name stands on it."""
    if who not in kinds.ANSWERERS:
        raise InvalidInput(Problem("who", _l("Choose one from the list."), field="who"))
    with transaction():
        activity = get_visible(Activity, actor, activity_id, P.MANAGE_ACTIVITY)
        if activity.state not in ("published", "done") or activity.starts_at > now():
            text = _l("Sheets are typed in once the activity has begun.")
            raise Conflict(Problem("not_begun", text))
        answer = Feedback(who=who, score=score, remark=remark, recorded_by=actor.user_id)
        return _keep(actor, activity, answer)


def _keep(actor: Actor, activity: Activity, answer: Feedback) -> Feedback:
    answer.activity_id = activity.id
    session().add(answer)
    session().flush()
    audit.record(actor, "activity.answered", answer, activity=activity.id)
    return answer


def may_answer(activity: Activity, volunteer_id: int) -> bool:
    was_there = select(Participant.id).where(
        Participant.occasion_id == activity.occasion_id,
        Participant.kind == VOLUNTEER,
        Participant.ref == volunteer_id,
        Participant.attended.is_(True),
    )
    answered = select(Feedback.id).where(
        Feedback.activity_id == activity.id, Feedback.volunteer_id == volunteer_id
    )
    return (
        activity.state == "done"
        and session().scalar(was_there.limit(1)) is not None
        and session().scalar(answered) is None
    )
