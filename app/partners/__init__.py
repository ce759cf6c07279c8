"""Bodies that bind themselves: organisations, partner counties, teams that stand by a village.

An agreement between bodies opens nothing by itself: whoever goes to a child is a vetted volunteer,
and no child's name is kept here.
"""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, false, or_, select

from app.core import registry
from app.core.access import scope
from app.core.access.actors import Actor
from app.core.access.scope import within
from app.core.audit import words
from app.core.regioncode import Level, level_of
from app.core.registry import NavEntry
from app.partners import acts, merging, panels, queries, routes
from app.partners.models import CountyPartnership, Organisation, TeamPair
from app.policy import READERS, P, Role
from app.training import hosts
from app.volunteers import hooks
from app.volunteers.models import Team, Volunteer


def init_app(app: Flask) -> None:
    hooks.on_merging(app, merging.end_second_membership)
    words.add(app, acts.ACTS, acts.OBJECTS, acts.LIFECYCLES)
    app.register_blueprint(routes.blueprint)
    for model in (Organisation, CountyPartnership, TeamPair):
        scope.register(app, model, P.READ_PARTNER)
    scope.relate(app, CountyPartnership, "other_side", _other_county)
    scope.relate(app, CountyPartnership, "asked_side", _asked_county)
    scope.relate(app, TeamPair, "other_side", _team_side)
    scope.relate(app, Volunteer, "partner", queries.from_partner_county)
    hosts.add(
        app,
        hosts.Hosts("organisation", _l("Partners"), queries.organisations_by_name, queries.name_of),
    )
    known = registry.of(app)
    known.nav.append(NavEntry(_l("Partners"), "partners.index", P.READ_PARTNER, 35))
    known.todos.append(panels.todos)
    known.add_panel(Volunteer, panels.of_volunteer)
    known.add_panel(Team, panels.of_team)


def _other_county(actor: Actor) -> ColumnElement[bool]:
    return CountyPartnership.other_code.in_(queries.counties_of(actor, frozenset(READERS)))


def _asked_county(actor: Actor) -> ColumnElement[bool]:
    """Only a chair of the whole county answers for it."""
    held = actor.regions(frozenset({Role.CHAIR}))
    counties = [code for code in held if level_of(code) is Level.COUNTY]
    return CountyPartnership.other_code.in_(counties)


def _team_side(actor: Actor) -> ColumnElement[bool]:
    held = actor.regions(frozenset(READERS))
    inside = or_(false(), *(within(Team, code) for code in held))
    return TeamPair.team_id.in_(select(Team.id).where(inside))
