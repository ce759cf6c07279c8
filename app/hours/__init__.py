"""The one ledger of service hours, credited by activities, training and, later, contacts.

It lies below all that credit hours and above the volunteers whose hours they are. An entry is
recorded from attendance, confirmed by the station, or disputed by the volunteer; minutes change
only with a reason, and the same attendance is never credited twice.
"""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l

from app.core import registry
from app.core.access import scope
from app.core.audit import words
from app.hours import acts, panels, routes
from app.hours.models import ServiceHours
from app.policy import P
from app.volunteers.models import Volunteer


def init_app(app: Flask) -> None:
    words.add(app, acts.ACTS, acts.OBJECTS, acts.LIFECYCLES)
    app.register_blueprint(routes.blueprint)
    scope.register(app, ServiceHours, P.READ_HOURS)
    scope.relate(app, ServiceHours, "own", panels.own)
    known = registry.of(app)
    known.nav.append(registry.NavEntry(_l("Service hours"), "hours.index", P.READ_HOURS, 60))
    known.todos.append(panels.todos)
    known.add_panel(Volunteer, panels.of_volunteer)
