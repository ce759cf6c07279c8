"""Training: courses, sessions, quiz, and the dated qualification that the pairing gate asks for.

Nobody counts as trained whom the station has not confirmed, and nobody confirms herself. What is
granted has a last day; the gate looks at the minutes that hold on that day. Places are given by
core's enrolment engine. Minutes of training are kept apart from hours of service, as the record
rules (order 67 of the Ministry of Civil Affairs, article 4) list them apart.
"""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l

from app.children.models import Child
from app.core import messages, registry
from app.core.access import scope
from app.core.audit import words
from app.core.calendar import sources
from app.core.imports.kinds import add_kind
from app.core.imports.routes import make_blueprint
from app.core.registry import Door, NavEntry
from app.policy import P
from app.regions import queries as regions
from app.training import acts, dates, hosts, importing, panels, relations, routes, timeline
from app.training.models import Completion, Course, TrainingSession
from app.volunteers.models import Volunteer


def init_app(app: Flask) -> None:
    words.add(app, acts.ACTS, acts.OBJECTS, acts.LIFECYCLES)
    app.register_blueprint(routes.blueprint)
    app.register_blueprint(
        make_blueprint("enrolments", P.MANAGE_TRAINING, "/training/import", regions.full_name)
    )
    add_kind(app, importing.KIND)
    hosts.init_app(app)
    scope.register(app, Course, P.READ_TRAINING)
    scope.relate(app, Course, "open", relations.courses_open_to)
    scope.register(app, TrainingSession, P.READ_TRAINING)
    scope.relate(app, TrainingSession, "open", relations.sessions_open_to)
    scope.register(app, Completion, P.READ_COMPLETION)
    scope.relate(app, Completion, "own", relations.own_completions)
    sources.register(app, dates.SOURCE)
    messages.add_kinds(app, acts.MESSAGES)
    known = registry.of(app)
    known.nav.append(NavEntry(_l("Training"), "training.index", P.READ_TRAINING, 45))
    known.doors.append(
        Door(
            _l("Training"),
            _l("Courses, sessions, who is trained and who is due"),
            "training.index",
            P.READ_TRAINING,
            "train",
            30,
        )
    )
    known.todos.append(panels.todos)
    known.add_timeline(Child, timeline.of_child)
    known.figures.append(panels.figures)
    known.add_panel(Volunteer, panels.of_volunteer)
