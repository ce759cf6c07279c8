"""A pairing begins: proposed and answered by both sides, or with both answers on paper."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from app.children.models import Child
from app.core.access.actors import Actor
from app.core.access.policy import demand, may
from app.core.access.scope import get_visible, lock
from app.core.clock import today
from app.core.db import session, transaction
from app.core.errors import Conflict, Forbidden, InvalidInput, Problem
from app.core.workflow import begin, take
from app.pairings.models import Pairing
from app.pairings.queries import gate_of
from app.pairings.rules import Condition, is_open, placement_for
from app.pairings.services.checking import check_others
from app.pairings.states import PAIRING
from app.pairings.terms import next_review, terms_of
from app.partners.models import Organisation
from app.policy import P
from app.programmes.queries import rules_for
from app.volunteers.models import Volunteer

ROLES = {
    "lead": _l("Leading volunteer"),
    "co": _l("Co-volunteer"),
    "specialist": _l("Specialist"),
}
SIDES = ("volunteer", "family")


def make_pairing(
    *,
    actor: Actor,
    child_id: int,
    volunteer_id: int,
    role: str,
    organisation_id: int | None = None,
) -> Pairing:
    """Bind a volunteer to a child at once: the station has both sides' yes on paper.

    Raises Conflict with each condition of the gate that is not met.
    """
    with transaction():
        pairing = _open(actor, child_id, volunteer_id, role, organisation_id)
        pairing.volunteer_answer = pairing.family_answer = "yes"
        pairing.agreed_on_paper = True
        _activate(actor, pairing)
    return pairing


def propose_pairing(
    *,
    actor: Actor,
    child_id: int,
    volunteer_id: int,
    role: str,
    organisation_id: int | None = None,
) -> Pairing:
    """Ask both sides. The place is held until one of them says no. Raises as make_pairing."""
    with transaction():
        return _open(actor, child_id, volunteer_id, role, organisation_id)


def answer_proposal(*, actor: Actor, pairing_id: int, side: str, answer: str) -> Pairing:
    """One side's yes or no; nobody gives a reason. With the second yes the pairing runs.

    The volunteer answers for herself or tells the station; the family tells the station.
    The gate is looked at again before it runs: Conflict where something has changed meanwhile.
    """
    if side not in SIDES or answer not in ("yes", "no"):
        raise InvalidInput(Problem("answer", _l("Choose yes or no."), field="answer"))
    with transaction():
        pairing = _lock_all(get_visible(Pairing, actor, pairing_id))
        demand(actor, P.ANSWER_PAIRING, pairing)
        if side == "family" and not may(actor, P.KEEP_PAIRING, pairing):
            raise Forbidden(Problem("not_permitted", ""))
        if pairing.state != "proposed":
            raise Conflict(Problem("wrong_state", _l("This proposal has been answered already.")))
        if side == "volunteer":
            pairing.volunteer_answer = answer
        else:
            pairing.family_answer = answer
        if answer == "no":
            take(PAIRING, "decline", actor=actor, row=pairing)
        elif pairing.volunteer_answer == pairing.family_answer == "yes":
            _look_again(pairing)
            _activate(actor, pairing)
    return pairing


def withdraw_proposal(*, actor: Actor, pairing_id: int) -> Pairing:
    """The station takes its proposal back."""
    with transaction():
        pairing = lock(get_visible(Pairing, actor, pairing_id))
        demand(actor, P.MAKE_PAIRING, pairing)
        take(PAIRING, "decline", actor=actor, row=pairing)
    return pairing


def _open(
    actor: Actor, child_id: int, volunteer_id: int, role: str, organisation_id: int | None
) -> Pairing:
    """A proposed pairing that has passed the gate.

    Both rows are locked while the gate is looked at, the child first, so that two people acting
    at once neither pass a full volunteer nor give a child two leads.
    """
    if role not in ROLES:
        raise InvalidInput(Problem("role", _l("Choose the part she takes."), field="role"))
    child = lock(get_visible(Child, actor, child_id))
    volunteer = lock(get_visible(Volunteer, actor, volunteer_id, P.PAIR_VOLUNTEER))
    if organisation_id is not None:
        get_visible(Organisation, actor, organisation_id)
    demand(actor, P.MAKE_PAIRING, child)
    rules = rules_for(child.region_code)
    _refuse(
        gate_of(
            child,
            volunteer,
            role=role,
            rules=rules,
            day=today(),
            organisation_id=organisation_id,
        )
    )
    pairing = Pairing(
        child=child,
        volunteer=volunteer,
        region_code=child.region_code,
        state=PAIRING.initial,
        role=role,
        placement=placement_for(volunteer.placement, volunteer.region_code, child.region_code),
        organisation_id=organisation_id,
        starts_on=today(),
        made_by=actor.user_id,
    )
    session().add(pairing)
    session().flush()
    begin(PAIRING, actor=actor, row=pairing)
    return pairing


def _look_again(pairing: Pairing) -> None:
    """The gate, without what the proposal itself takes up."""
    rules = rules_for(pairing.child.region_code)
    found = gate_of(
        pairing.child,
        pairing.volunteer,
        role=pairing.role,
        rules=rules,
        day=today(),
        but=pairing,
        organisation_id=pairing.organisation_id,
    )
    _refuse(found)


def _refuse(conditions: list[Condition]) -> None:
    if not is_open(conditions):
        raise Conflict(*(_as_problem(one) for one in conditions if not one.ok))


def _activate(actor: Actor, pairing: Pairing) -> None:
    pairing.starts_on = today()
    terms = terms_of(rules_for(pairing.region_code))
    pairing.next_review_on = next_review(pairing.starts_on, None, terms)
    take(PAIRING, "accept", actor=actor, row=pairing)
    check_others(actor, pairing)


def _lock_all(pairing: Pairing) -> Pairing:
    """Child, volunteer, pairing: always in this order."""
    lock(pairing.child)
    lock(pairing.volunteer)
    locked: Pairing = lock(pairing)
    return locked


def _as_problem(condition: Condition) -> Problem:
    mend: Any = condition.mend
    return Problem(condition.code, condition.label, mend)
