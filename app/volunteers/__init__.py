"""爱心妈妈: recruited, vetted, in teams, until they leave.

Promises: nobody serves whom the programme excludes, whose checks are missing, failed or expired,
or about whom only one person decided; every step has its person, moment and reason; whoever asks
from outside learns nothing about who is on the books.
"""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l

from app.core import registry
from app.core.access import scope
from app.core.audit import words
from app.core.imports import kinds
from app.core.imports.routes import make_blueprint
from app.policy import P, Role
from app.regions import queries as regions
from app.volunteers import acts, drafts, home, hooks, retention, roster, teams
from app.volunteers.models import Campaign, Team, VettingCheck, Volunteer
from app.volunteers.outside import registrations
from app.volunteers.routes import blueprint


def init_app(app: Flask) -> None:
    words.add(app, acts.ACTS, acts.OBJECTS, acts.LIFECYCLES)
    scope.register(app, Volunteer, P.READ_VOLUNTEER)
    scope.register(app, Team, P.READ_VOLUNTEER)
    scope.register(app, Campaign, P.READ_VOLUNTEER)
    scope.register(app, VettingCheck, P.READ_VOLUNTEER, via=(VettingCheck.volunteer_id, Volunteer))
    scope.relate(app, Volunteer, "own", lambda actor: Volunteer.user_id == actor.user_id)
    scope.relate(app, Team, "captain", teams.led_by)
    scope.relate(app, Volunteer, "captain", teams.members_led_by)
    hooks.init_app(app)
    app.register_blueprint(blueprint)
    app.register_blueprint(
        make_blueprint("volunteers", P.IMPORT_VOLUNTEERS, "/volunteers/import", regions.full_name)
    )
    app.register_blueprint(
        make_blueprint(
            "registrations",
            P.IMPORT_VOLUNTEERS,
            "/volunteers/registrations",
            regions.full_name,
        )
    )
    kinds.add_kind(app, roster.KIND)
    kinds.add_kind(app, registrations.KIND)
    house = registry.of(app)
    house.nav.append(registry.NavEntry(_l("Volunteers"), "volunteers.index", P.READ_VOLUNTEER, 20))
    house.nav.append(
        registry.NavEntry(
            _l("My service"), "volunteers.own", P.OWN_VOLUNTEER, 25, roles=(Role.VOLUNTEER,)
        )
    )
    house.doors.append(
        registry.Door(
            _l("Recruit"),
            _l("Publish the notice, check those who apply"),
            "volunteers.index",
            P.READ_VOLUNTEER,
            "recruit",
            10,
        )
    )
    house.todos.append(home.todos)
    house.figures.append(home.figures)
    house.nightly["volunteers.forget_old_drafts"] = drafts.forget_old
    house.nightly["volunteers.forget_due"] = retention.forget_due
