"""The calendar: what a station does, who comes, who came, and who is on duty.

Nothing is public that is not published for everybody, and no page of the calendar names a child.
Places are given by core's enrolment engine; a child comes only with the guardian's consent to
activities, and beside a volunteer only while the two are paired. Whoever signed up is told of
every change, and of a cancellation with its reason.
"""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l

from app.activities import acts, dates, hooks, reach, relations, routes, timeline
from app.activities.models import Activity, DutyShift, Incident, Supply, Template
from app.activities.services import incidents, photos, rounds, supplies
from app.children import hooks as child_hooks
from app.children.models import Child
from app.core import messages, reasons, registry
from app.core.access import scope
from app.core.audit import words
from app.core.calendar import sources
from app.core.calendar.models import SchoolPeriod
from app.core.enrolment.models import Enrolment
from app.core.registry import Door, NavEntry
from app.pairings import coverage
from app.policy import P, Role


def init_app(app: Flask) -> None:
    words.add(app, acts.ACTS, acts.OBJECTS, acts.LIFECYCLES)
    for blueprint in routes.BLUEPRINTS:
        app.register_blueprint(blueprint)
    scope.register(app, Activity, P.READ_ACTIVITY)
    scope.relate(app, Activity, "open", relations.open_to)
    scope.register(app, DutyShift, P.READ_ROTA)
    scope.relate(app, DutyShift, "duty", relations.duty_of)
    scope.register(app, Incident, P.KEEP_INCIDENT)
    scope.register(app, Template, P.MANAGE_ACTIVITY)
    scope.register(app, Supply, P.READ_SUPPLY)
    scope.relate(app, Supply, "near", supplies.near)
    child_hooks.add_shredder(app, photos.destroy_with)
    child_hooks.add_shredder(app, incidents.keys_about)
    child_hooks.add_family_follower(app, rounds.follow_family)
    scope.register(app, SchoolPeriod, P.EDIT_CALENDAR)
    for source in dates.SOURCES:
        sources.register(app, source)
    reasons.tell(app, Enrolment, relations.child_of)
    messages.add_kinds(app, hooks.MESSAGES)
    coverage.register_reach(app, reach.by_attendance)
    known = registry.of(app)
    known.nav.append(NavEntry(_l("Calendar"), "calendar.index", P.READ_ACTIVITY, 50))
    staff = (Role.CHAIR, Role.STAFF)
    known.nav.append(NavEntry(_l("Duty rota"), "rota.index", P.READ_ROTA, 55, roles=staff))
    known.nav.append(
        NavEntry(_l("Requests and offers"), "supplies.index", P.READ_SUPPLY, 56, roles=staff)
    )
    known.doors.append(
        Door(
            _l("Activities"),
            _l("Plan activities, sign people up, keep the list of who came"),
            "calendar.index",
            P.READ_ACTIVITY,
            "event",
            40,
        )
    )
    known.todos.append(hooks.todos)
    known.add_timeline(Child, timeline.of_child)
    known.figures.append(hooks.figures)
