"""What hours show on the volunteer's page and on the home page."""

from __future__ import annotations

from collections.abc import Iterator

from flask import url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, func, select

from app.core.access.actors import Actor
from app.core.access.policy import may
from app.core.access.scope import visible
from app.core.db import session
from app.core.registry import Panel, Todo
from app.hours.models import ServiceHours
from app.hours.states import HOURS
from app.policy import P
from app.volunteers.models import Volunteer

NEWEST = 10


def own(actor: Actor) -> ColumnElement[bool]:
    mine = select(Volunteer.id).where(Volunteer.user_id == actor.user_id)
    return ServiceHours.volunteer_id.in_(mine)


def confirmed_minutes(volunteer_id: int) -> int:
    query = select(func.sum(ServiceHours.minutes)).where(
        ServiceHours.volunteer_id == volunteer_id, ServiceHours.state == "confirmed"
    )
    return int(session().scalar(query) or 0)


def of_volunteer(actor: Actor, volunteer: Volunteer) -> Panel | None:
    is_own = volunteer.user_id is not None and volunteer.user_id == actor.user_id
    if not is_own and not may(actor, P.READ_HOURS, volunteer):
        return None
    query = select(ServiceHours).where(ServiceHours.volunteer_id == volunteer.id)
    newest = query.order_by(ServiceHours.day.desc(), ServiceHours.id.desc()).limit(NEWEST)
    return Panel(
        "hours/_of_volunteer.html",
        {
            "entries": session().scalars(newest).all(),
            "total": confirmed_minutes(volunteer.id),
            "lifecycle": HOURS,
            "all_url": url_for("hours.index", volunteer=volunteer.id),
        },
    )


def todos(actor: Actor) -> Iterator[Todo]:
    if not may(actor, P.CONFIRM_HOURS):
        return
    for state, text in (
        ("disputed", _l("Decide on disputed hours")),
        ("recorded", _l("Confirm service hours")),
    ):
        query = visible(ServiceHours, actor, P.CONFIRM_HOURS).where(ServiceHours.state == state)
        if count := session().scalar(select(func.count()).select_from(query.subquery())):
            yield Todo(text, url_for("hours.index", view=state), "amber", count)
