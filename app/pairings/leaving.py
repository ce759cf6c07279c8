"""What a volunteer's pairs say when she wants to leave: first a farewell and a hand-over."""

from __future__ import annotations

from collections.abc import Iterator

from flask import has_request_context, url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app.core.db import session
from app.core.errors import Problem
from app.pairings.models import Pairing
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
            mend_url=url_for("pairings.show", pairing_id=pairing.id)
            if has_request_context()
            else "",
        )
