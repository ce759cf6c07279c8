"""What pairings show on other areas' pages, and on the home page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, func, select

from app.children.models import Child
from app.core.access.actors import Actor
from app.core.access.policy import may, rule_of
from app.core.access.scope import visible
from app.core.clock import today
from app.core.db import session
from app.core.registry import Figure, Panel, Todo
from app.pairings.models import FirstMeeting, Pairing
from app.pairings.queries import (
    ACTIVE,
    HELD,
    due_reviews,
    open_of_child,
    open_of_volunteer,
    running_of_child,
)
from app.pairings.services import ROLES
from app.pairings.states import PAIRING
from app.partners.models import Organisation
from app.policy import P
from app.volunteers.models import Volunteer

NAMED = 5
FIRST_MEETING_DAYS = 14
"""After so many days a first meeting is overdue."""


def of_child(actor: Actor, child: Child) -> Panel | None:
    add_url = None
    if child.state == "enrolled" and may(actor, P.MAKE_PAIRING, child):
        add_url = url_for("pairings.candidates", child_id=child.id)
    wish_url = None
    if may(actor, P.EDIT_CHILD, child):
        wish_url = url_for("pairings.family_wish", child_id=child.id)
    # A volunteer learns of those who look after the child with her, not of who is asked.
    shown = open_of_child if may(actor, P.KEEP_PAIRING, child) else running_of_child
    return Panel(
        "pairings/_of_child.html",
        {
            "pairings": [(one, may(actor, P.READ_PAIRING, one)) for one in shown(child.id)],
            "roles": ROLES,
            "lifecycle": PAIRING,
            "add_url": add_url,
            "wish_url": wish_url,
        },
    )


def of_volunteer(actor: Actor, volunteer: Volunteer) -> Panel | None:
    own = volunteer.user_id is not None and volunteer.user_id == actor.user_id
    if not own and not may(actor, P.READ_PAIRING, volunteer):
        return None
    return Panel(
        "pairings/_of_volunteer.html",
        {
            "pairings": [
                (one, may(actor, P.READ_PAIRING, one)) for one in open_of_volunteer(volunteer.id)
            ],
            "roles": ROLES,
            "lifecycle": PAIRING,
            "is_own": own,
            "search_url": url_for("pairings.children_for", volunteer_id=volunteer.id)
            if volunteer.state == "approved" and may(actor, P.MAKE_PAIRING, volunteer)
            else None,
            "offer_url": url_for("pairings.offer", volunteer_id=volunteer.id)
            if volunteer.state == "approved" and may(actor, P.OFFER_PAIRING, volunteer)
            else None,
        },
    )


def of_organisation(actor: Actor, organisation: Organisation) -> Panel | None:
    """Its pairs that the reader may see, the children by alias."""
    if not may(actor, P.READ_PAIRING, organisation):
        return None
    query = visible(Pairing, actor).where(Pairing.organisation_id == organisation.id, HELD)
    found = session().scalars(query.order_by(Pairing.starts_on, Pairing.id)).all()
    context = {"pairings": found, "roles": ROLES, "lifecycle": PAIRING}
    return Panel("pairings/_of_organisation.html", context)


def todos(actor: Actor) -> Iterator[Todo]:
    yield from _own(actor)
    if actor.has_role("chair", "staff"):
        yield from _of_station(actor)


def _own(actor: Actor) -> Iterator[Todo]:
    """Proposals that wait for her own answer."""
    mine = (
        select(Pairing)
        .join(Pairing.volunteer)
        .where(
            Volunteer.user_id == actor.user_id,
            Pairing.state == "proposed",
            Pairing.volunteer_answer == "",
        )
    )
    for pairing in session().scalars(mine.order_by(Pairing.id)):
        text = _l("Would you like to look after a child? Look at the proposal")
        yield Todo(text, url_for("pairings.show", pairing_id=pairing.id), "blue")


def _of_station(actor: Actor) -> Iterator[Todo]:
    for view, states, text, tone in (
        ("trouble", ("suspended",), _l("Pairings that are suspended"), "red"),
        ("trouble", ("lapsed",), _l("Pairings that have lapsed: mend the red condition"), "red"),
        ("proposed", ("proposed",), _l("Proposals that wait for an answer"), "blue"),
    ):
        if number := _count(visible(Pairing, actor).where(Pairing.state.in_(states))):
            yield Todo(text, url_for("pairings.index", view=view), tone, number)
    yield from _first_steps(actor)
    if late := _count(due_reviews(actor, today())):
        text = _l("Reviews of pairings that are due")
        yield Todo(text, url_for("pairings.index", view="review"), "amber", late)
    if waiting := unpaired_count(actor):
        text = _l("Children who have no pairing yet")
        yield Todo(text, url_for("pairings.index", view="unpaired"), "amber", waiting)


def _first_steps(actor: Actor) -> Iterator[Todo]:
    """Pairs that have not met yet are named; beyond a few, the list says the rest."""
    met = select(FirstMeeting.pairing_id)
    waiting = visible(Pairing, actor).where(Pairing.state == "active", Pairing.id.not_in(met))
    for pairing in session().scalars(waiting.order_by(Pairing.starts_on, Pairing.id).limit(NAMED)):
        text = _l(
            "First meeting: %(volunteer)s and %(child)s",
            volunteer=pairing.volunteer.name,
            child=pairing.child.alias,
        )
        is_late = (today() - pairing.starts_on).days > FIRST_MEETING_DAYS
        url = url_for("pairings.meet", pairing_id=pairing.id)
        yield Todo(text, url, "red" if is_late else "amber")


def _count(query: Select[Any]) -> int:
    return session().scalar(select(func.count()).select_from(query.subquery())) or 0


def unpaired_count(actor: Actor) -> int:
    held = select(Pairing.child_id).where(HELD)
    return _count(visible(Child, actor).where(Child.state == "enrolled", Child.id.not_in(held)))


def figures(actor: Actor) -> Iterator[Figure]:
    if not may(actor, P.READ_PAIRING):
        return
    running = _count(visible(Pairing, actor).where(ACTIVE))
    yield Figure(running, _l("running pairings"), url_for("pairings.index"))
    if rule_of(P.READ_CHILD).regions_of(actor):
        url = url_for("pairings.index", view="unpaired")
        yield Figure(unpaired_count(actor), _l("children without a pairing"), url)
