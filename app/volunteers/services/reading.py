"""Opening what is masked, and taking lists out of the house: both go on record first."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l

from app.core import audit
from app.core.access import scope
from app.core.access.actors import Actor
from app.core.access.policy import demand
from app.core.db import session, transaction
from app.core.errors import InvalidInput, Problem
from app.policy import P
from app.volunteers import due, queries
from app.volunteers.models import Volunteer


def _demand_reason(reason: str) -> None:
    if not reason.strip():
        raise InvalidInput(Problem("reason_missing", _l("Give the reason."), field="reason"))


def reveal(*, actor: Actor, volunteer_id: int, reason: str) -> Volunteer:
    """The volunteer, whose masked values may be shown in this one answer."""
    with transaction():
        volunteer: Volunteer = scope.get_visible(Volunteer, actor, volunteer_id)
        demand(actor, P.REVEAL_VOLUNTEER, volunteer)
        _demand_reason(reason)
        audit.record(actor, "volunteer.revealed", volunteer, reason=reason.strip())
        return volunteer


def export_due(*, actor: Actor, words: str, kind: str) -> Sequence[Volunteer]:
    """Whose checks are due, for a list that leaves as a file."""
    with transaction():
        demand(actor, P.CHECK_VOLUNTEER)
        query = due.find(actor, words, kind).order_by(Volunteer.name_key, Volunteer.id)
        rows = session().scalars(query).all()
        audit.record(actor, "volunteer.exported", rows=len(rows), in_full=False)
        return rows


def export(
    *, actor: Actor, filters: queries.Filters, in_full: bool = False, reason: str = ""
) -> Sequence[Volunteer]:
    """The rows of a list that leaves as a file; `in_full` with unmasked numbers."""
    with transaction():
        demand(actor, P.REVEAL_VOLUNTEER if in_full else P.READ_VOLUNTEER)
        if in_full:
            _demand_reason(reason)
        permission = P.REVEAL_VOLUNTEER if in_full else P.READ_VOLUNTEER
        query = queries.find(actor, filters, permission)
        query = query.order_by(Volunteer.name_key, Volunteer.id)
        rows = session().scalars(query).all()
        audit.record(
            actor, "volunteer.exported", reason=reason.strip(), rows=len(rows), in_full=in_full
        )
        return rows
