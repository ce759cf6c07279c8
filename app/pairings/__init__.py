"""The pair: one volunteer bound to one child, as an episode.

No pairing begins without the guardian's consent in force, a vetted volunteer, a signed pledge and
a free place, and none of that is left to the person at the screen: the gate is looked at inside
the transaction that writes. A volunteer sees the child for as long as the episode runs.
"""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, select

from app.children import hooks as child_hooks
from app.children.models import Child
from app.children.queries import PAIRING as CONSENT
from app.children.queries import in_force
from app.core import registry
from app.core.access import scope
from app.core.access.actors import Actor
from app.core.audit import words
from app.core.calendar import sources
from app.core.clock import today
from app.core.documents import archive
from app.core.registry import Door, NavEntry
from app.pairings import acts, coverage, dates, history, leaving, panels, routes
from app.pairings.agreement import AGREEMENT, STATEMENT
from app.pairings.models import Pairing
from app.pairings.queries import milestones_of
from app.pairings.services import check_all, check_pairs_of
from app.pairings.states import OPEN, SEES_CHILD
from app.partners.models import Organisation
from app.pledges import record
from app.policy import P
from app.volunteers import hooks
from app.volunteers.models import Volunteer


def init_app(app: Flask) -> None:
    words.add(app, acts.ACTS, acts.OBJECTS, acts.LIFECYCLES)
    app.register_blueprint(routes.blueprint)
    scope.register(app, Pairing, P.READ_PAIRING)
    scope.relate(app, Pairing, "own", _own)
    scope.relate(app, Child, "paired", _paired)
    known = registry.of(app)
    known.nav.append(NavEntry(_l("Pairings"), "pairings.index", P.READ_PAIRING, 30))
    known.doors.append(
        Door(
            _l("Pair"),
            _l("Keep the ledger of pairings, leave no child out"),
            "pairings.index",
            P.READ_PAIRING,
            "pair",
            20,
        )
    )
    sources.register(app, dates.SOURCE)
    archive.register(app, AGREEMENT)
    archive.register(app, STATEMENT)
    known.nightly["pairings"] = check_all
    known.todos.append(panels.todos)
    known.figures.append(panels.figures)
    known.add_panel(Child, panels.of_child)
    known.add_timeline(Child, history.of_child)
    child_hooks.tell_milestones(app, milestones_of)
    child_hooks.add_deletion_blocker(app, history.keeps_file)
    child_hooks.add_condition(
        app,
        child_hooks.Condition(
            "pairing",
            _l("Pairing"),
            (("none", _l("without a pairing")), ("some", _l("with a pairing"))),
            coverage.with_pairing,
        ),
    )
    child_hooks.add_consent_use(app, history.goes_on_by)
    child_hooks.add_follower(app, history.follow)
    child_hooks.add_shredder(app, history.to_shred)
    known.add_panel(Volunteer, panels.of_volunteer)
    known.add_panel(Organisation, panels.of_organisation)
    record.add_count(app, _l("Children paired"), history.children_of)
    coverage.register_reach(app, coverage.by_team)
    hooks.before_leaving(app, leaving.objections)
    hooks.add_exit_steps(app, leaving.steps)
    hooks.on_standing(app, check_pairs_of)
    hooks.before_merging(app, leaving.objections_to_merge)


def _own(actor: Actor) -> ColumnElement[bool]:
    mine = select(Volunteer.id).where(Volunteer.user_id == actor.user_id)
    return Pairing.state.in_(OPEN) & Pairing.volunteer_id.in_(mine)


def _paired(actor: Actor) -> ColumnElement[bool]:
    """Looked at anew at each opening: who is suspended, or whose child's guardian has withdrawn
    consent, does not keep the file until the night's check."""
    mine = (
        select(Pairing.child_id)
        .join(Pairing.volunteer)
        .where(
            Volunteer.user_id == actor.user_id,
            Volunteer.state == "approved",
            Pairing.state.in_(SEES_CHILD),
        )
    )
    return Child.id.in_(mine) & in_force(CONSENT, today())
