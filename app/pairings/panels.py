"""What pairings show on other areas' pages, and on the home page."""

from __future__ import annotations

from collections.abc import Iterator

from flask import url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from app.children.models import Child
from app.core.access.actors import Actor
from app.core.access.policy import may
from app.core.access.scope import visible
from app.core.clock import today
from app.core.db import session
from app.core.registry import Figure, Panel, Todo
from app.pairings.models import Pairing
from app.pairings.queries import ACTIVE, lapse_reasons, running_of_child, running_of_volunteer
from app.pairings.services import ROLES
from app.policy import P
from app.volunteers.models import Volunteer

LOOKED_AT = 200
"""So many running pairings are looked through for the home page's lapsed ones."""


def of_child(actor: Actor, child: Child) -> Panel | None:
    add_url = None
    if child.state == "enrolled" and may(actor, P.MAKE_PAIRING, child):
        add_url = url_for("pairings.candidates", child_id=child.id)
    running = running_of_child(child.id)
    return Panel(
        "pairings/_of_child.html",
        {
            "pairings": [(one, may(actor, P.READ_PAIRING, one)) for one in running],
            "roles": ROLES,
            "add_url": add_url,
        },
    )


def of_volunteer(actor: Actor, volunteer: Volunteer) -> Panel | None:
    own = volunteer.user_id is not None and volunteer.user_id == actor.user_id
    if not own and not may(actor, P.READ_PAIRING, volunteer):
        return None
    return Panel(
        "pairings/_of_volunteer.html",
        {"pairings": running_of_volunteer(volunteer.id), "roles": ROLES, "is_own": own},
    )


def todos(actor: Actor) -> Iterator[Todo]:
    if actor.has_role("chair", "staff"):
        yield from _of_station(actor)


def _of_station(actor: Actor) -> Iterator[Todo]:
    running = session().scalars(
        visible(Pairing, actor).where(ACTIVE).order_by(Pairing.id).limit(LOOKED_AT)
    )
    lapsed = lapse_reasons(running.all(), today())
    if lapsed:
        text = _l("Pairings that have lapsed: mend the red condition")
        yield Todo(text, url_for("pairings.index", view="active"), "red", len(lapsed))
    waiting = unpaired_count(actor)
    if waiting:
        text = _l("Children who have no pairing yet")
        yield Todo(text, url_for("pairings.index", view="unpaired"), "amber", waiting)


def unpaired_count(actor: Actor) -> int:
    paired = select(Pairing.child_id).where(ACTIVE)
    query = visible(Child, actor).where(Child.state == "enrolled", Child.id.not_in(paired))
    return session().scalar(select(func.count()).select_from(query.subquery())) or 0


def figures(actor: Actor) -> Iterator[Figure]:
    if not may(actor, P.READ_PAIRING):
        return
    query = visible(Pairing, actor).where(ACTIVE)
    running = session().scalar(select(func.count()).select_from(query.subquery())) or 0
    yield Figure(running, _l("running pairings"), url_for("pairings.index"))
    url = url_for("pairings.index", view="unpaired")
    yield Figure(unpaired_count(actor), _l("children without a pairing"), url)
