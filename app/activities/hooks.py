"""What the calendar tells on other pages and in the inbox."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import String, cast, func, or_, select

from app.activities.models import Activity, Incident
from app.activities.queries import calendar, missing_helpers
from app.activities.services.rota import unfilled
from app.core.access.actors import Actor
from app.core.access.policy import may
from app.core.access.scope import visible
from app.core.clock import now, today
from app.core.db import session
from app.core.registry import Figure, Todo
from app.policy import P

MESSAGES = {
    "supply.answered": _l("Somebody answers your entry: %(title)s"),
    "supply.taken": _l("Your answer was taken: %(title)s"),
    "supply.settled": _l("Settled with somebody else, or closed: %(title)s"),
    "rota.assigned": _l("You are on duty: %(when)s"),
    "rota.relieved": _l("Somebody has taken your shift: %(when)s"),
    "rota.relief_asked": _l("Who can take this shift? %(when)s"),
}
NAMED = 5


def todos(actor: Actor) -> Iterator[Todo]:
    if not may(actor, P.MANAGE_ACTIVITY):
        return
    over = (
        visible(Activity, actor, P.MANAGE_ACTIVITY)
        .where(Activity.state == "published", Activity.ends_at < now())
        .order_by(Activity.starts_at, Activity.id)
    )
    for one in session().scalars(over.limit(NAMED)):
        url = url_for("activities.close", activity_id=one.id)
        yield Todo(_("Close with minutes: %(title)s", title=one.title), url, "amber")
    yield from _short_of_helpers(actor)
    yield from _incidents(actor)
    if shifts := unfilled(actor):
        soon = any(shift.starts_at < now() + timedelta(days=1) for shift in shifts)
        url = url_for("rota.index")
        yield Todo(_("Shifts that nobody has"), url, "red" if soon else "amber", len(shifts))


def _short_of_helpers(actor: Actor) -> Iterator[Todo]:
    soon = (
        visible(Activity, actor, P.MANAGE_ACTIVITY)
        .where(
            Activity.state == "published",
            or_(Activity.min_helpers > 0, cast(Activity.helper_skills, String) != "{}"),
            Activity.day.between(today(), today() + timedelta(days=7)),
        )
        .order_by(Activity.starts_at, Activity.id)
    )
    found = session().scalars(soon.limit(NAMED)).all()
    for one in found:
        if missing_helpers(one):
            text = _("Helpers are missing: %(title)s", title=one.title)
            yield Todo(text, url_for("activities.people", activity_id=one.id), "amber")


def _incidents(actor: Actor) -> Iterator[Todo]:
    if not may(actor, P.KEEP_INCIDENT):
        return
    due = visible(Incident, actor).where(Incident.state == "open", Incident.follow_up_on <= today())
    if count := session().scalar(select(func.count()).select_from(due.subquery())):
        yield Todo(_("Incidents to follow up"), url_for("activities.incidents"), "red", count)


def figures(actor: Actor) -> Iterator[Figure]:
    if not may(actor, P.READ_ACTIVITY):
        return
    month = today().replace(day=1)
    query = calendar(actor).where(
        Activity.state.in_(("published", "done")),
        Activity.day.between(month, month + timedelta(days=30)),
    )
    count = session().scalar(select(func.count()).select_from(query.subquery())) or 0
    yield Figure(count, _l("activities this month"), url_for("calendar.index"))
