"""What a volunteer's pairs say when she wants to leave, or when two of her records become one."""

from __future__ import annotations

from collections.abc import Iterator

from flask import has_request_context, url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from app.core.access.actors import Actor
from app.core.access.policy import may
from app.core.db import session
from app.core.errors import Problem
from app.pairings.models import Pairing
from app.policy import P
from app.volunteers.hooks import ExitStep
from app.volunteers.models import Volunteer

OVER = ("ended", "declined")


def objections(volunteer: Volunteer) -> Iterator[Problem]:
    """One for each pair that is not over; without the child's name, for who may not read it."""
    query = select(Pairing).where(Pairing.volunteer_id == volunteer.id, Pairing.state.not_in(OVER))
    for pairing in session().scalars(query):
        yield Problem(
            "still_paired",
            _l("She still has a pair: end it first, with a farewell and a hand-over."),
            mend=_l("Open the pair"),
            mend_url=_url(pairing),
        )


def steps(actor: Actor, volunteer: Volunteer) -> Iterator[ExitStep]:
    """Each pair as a step of leaving: its guided end has the talks and the hand-over in it."""
    query = select(Pairing).where(Pairing.volunteer_id == volunteer.id, Pairing.state != "declined")
    for pairing in session().scalars(query.order_by(Pairing.starts_on, Pairing.id)):
        opens = may(actor, P.END_PAIRING, pairing)
        name = pairing.child.alias if may(actor, P.READ_PAIRING, pairing) else "—"
        is_done = pairing.state in OVER
        yield ExitStep(
            label=_l("Farewell and hand-over: %(child)s", child=name),
            is_done=is_done,
            url=url_for("pairings.end", pairing_id=pairing.id) if opens and not is_done else "",
            action=_l("Go on with the hand-over"),
        )


def objections_to_merge(kept: Volunteer, gone: Volunteer) -> Iterator[Problem]:
    """A child whom both records look after would have one person twice."""
    children = (
        select(Pairing.child_id)
        .where(Pairing.volunteer_id.in_((kept.id, gone.id)), Pairing.state.not_in(OVER))
        .group_by(Pairing.child_id)
        .having(func.count() > 1)
    )
    query = select(Pairing).where(
        Pairing.child_id.in_(children),
        Pairing.volunteer_id == gone.id,
        Pairing.state.not_in(OVER),
    )
    for pairing in session().scalars(query):
        yield Problem(
            "paired_twice",
            _l("Both records have a pair with the same child: end one of the two first."),
            mend=_l("Open the pair"),
            mend_url=_url(pairing),
        )


def _url(pairing: Pairing) -> str:
    return url_for("pairings.show", pairing_id=pairing.id) if has_request_context() else ""
