"""What went wrong at an activity: told to the station only, and followed up by it."""

from __future__ import annotations

from datetime import date, datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app.activities import kinds
from app.activities.models import Activity, Incident
from app.activities.services.photos import candidates
from app.activities.states import INCIDENT
from app.children.models import Child
from app.core.access.actors import Actor
from app.core.access.policy import demand
from app.core.access.scope import get_visible, lock
from app.core.clock import now, today
from app.core.db import session, transaction
from app.core.errors import InvalidInput, Problem
from app.core.workflow import advance, begin
from app.policy import P


def record_incident(
    *,
    actor: Actor,
    activity_id: int,
    kind: str,
    what: str,
    done: str = "",
    child_id: int | None = None,
    follow_up_on: date | None = None,
    happened_at: datetime | None = None,
) -> Incident:
    """Harm to a child is looked at again on the same day, whatever is said."""
    if kind not in kinds.INCIDENTS:
        raise InvalidInput(Problem("kind", _l("Choose one from the list."), field="kind"))
    with transaction() as current:
        activity = get_visible(Activity, actor, activity_id, P.MANAGE_ACTIVITY)
        demand(actor, P.KEEP_INCIDENT, activity)
        if child_id and child_id not in {child.id for child, _ in candidates(actor, activity)}:
            problem = Problem("child", _l("Choose one from the list."), field="child_id")
            raise InvalidInput(problem)
        incident = Incident(
            activity_id=activity.id,
            region_code=activity.region_code,
            state=INCIDENT.initial,
            kind=kind,
            child_id=child_id,
            happened_at=happened_at or min(now(), activity.ends_at),
            follow_up_on=today() if kind == "harm" else max(follow_up_on or today(), today()),
            recorded_by=actor.user_id,
        )
        incident.what, incident.done = what, done or None
        current.add(incident)
        current.flush()
        begin(INCIDENT, actor=actor, row=incident)
    return incident


def close_incident(*, actor: Actor, incident_id: int, done: str) -> Incident:
    with transaction():
        incident: Incident = lock(get_visible(Incident, actor, incident_id))
        before = f"{incident.done}\n" if incident.done else ""
        incident.done = before + done
        advance(INCIDENT, "close", actor=actor, row=incident, reason=done)
    return incident


def keys_about(child: Child) -> list[Incident]:
    """Incidents with a child, whose text goes when its file is destroyed."""
    return list(session().scalars(select(Incident).where(Incident.child_id == child.id)))
