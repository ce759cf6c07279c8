"""Make and end pairings."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from app.children.models import Child
from app.core.access.actors import Actor
from app.core.access.policy import demand
from app.core.access.scope import get_visible, lock
from app.core.clock import today
from app.core.db import transaction
from app.core.errors import Conflict, InvalidInput, Problem
from app.core.workflow import advance, begin
from app.pairings.models import Pairing
from app.pairings.queries import gate_of
from app.pairings.rules import Condition, is_open
from app.pairings.states import PAIRING
from app.policy import P
from app.programmes.queries import rules_for
from app.volunteers.models import Volunteer

ROLES = {
    "lead": _l("Leading volunteer"),
    "co": _l("Co-volunteer"),
    "specialist": _l("Specialist"),
}


def make_pairing(*, actor: Actor, child_id: int, volunteer_id: int, role: str) -> Pairing:
    """Bind a volunteer to a child, if every condition of the gate is met.

    Both rows are locked while the gate is looked at, the child first, so that two people acting
    at once neither pass a full volunteer nor give a child two leads. Raises Conflict with each
    unmet condition.
    """
    if role not in ROLES:
        raise InvalidInput(Problem("role", _l("Choose the part she takes."), field="role"))
    with transaction() as current:
        child = lock(get_visible(Child, actor, child_id))
        volunteer = lock(get_visible(Volunteer, actor, volunteer_id))
        demand(actor, P.MAKE_PAIRING, child)
        rules = rules_for(child.region_code)
        conditions = gate_of(child, volunteer, role=role, rules=rules, day=today())
        if not is_open(conditions):
            raise Conflict(*(_as_problem(one) for one in conditions if not one.ok))
        pairing = Pairing(
            child=child,
            volunteer=volunteer,
            region_code=child.region_code,
            state=PAIRING.initial,
            role=role,
            placement=volunteer.placement,
            starts_on=today(),
            made_by=actor.user_id,
        )
        current.add(pairing)
        current.flush()
        begin(PAIRING, actor=actor, row=pairing)
    return pairing


def end_pairing(*, actor: Actor, pairing_id: int, reason: str) -> Pairing:
    """Close the episode: from now on the volunteer no longer sees the child."""
    with transaction():
        pairing = lock(get_visible(Pairing, actor, pairing_id))
        pairing.ended_on = today()
        advance(PAIRING, "end", actor=actor, row=pairing, reason=reason)
    return pairing


def _as_problem(condition: Condition) -> Problem:
    mend: Any = condition.mend
    return Problem(condition.code, condition.label, mend)
