"""A running pairing is kept: the gate is looked at each night, pauses begin and end."""

from __future__ import annotations

from datetime import date

from flask_babel import lazy_gettext as _l

from app.core import audit
from app.core.access.actors import Actor
from app.core.access.policy import demand
from app.core.access.scope import get_visible, lock
from app.core.clock import today
from app.core.db import session, transaction
from app.core.errors import Conflict, InvalidInput, Problem
from app.core.workflow import advance
from app.pairings.models import Pairing
from app.pairings.queries import gate_of, open_of_child
from app.pairings.services.checking import BY_HAND, check_others, check_pairing
from app.pairings.services.making import ROLES
from app.pairings.states import PAIRING, RUNNING
from app.policy import P
from app.programmes.queries import rules_for


def pause_pairing(
    *, actor: Actor, pairing_id: int, reason: str, until: date | None = None
) -> Pairing:
    """Illness, a time away: nothing is expected of her meanwhile, the child's place is kept."""
    if until is not None and until < today():
        raise InvalidInput(Problem("in_past", _l("This day is over."), field="until"))
    with transaction():
        pairing = _mine(actor, pairing_id)
        pairing.paused_until = until
        advance(PAIRING, "pause", actor=actor, row=pairing, reason=reason)
        check_others(actor, pairing)
    return pairing


def suspend_pairing(*, actor: Actor, pairing_id: int, reason: str) -> Pairing:
    """At once and until somebody of the station takes it back: she no longer sees the child."""
    with transaction():
        pairing = _mine(actor, pairing_id)
        pairing.trouble, pairing.trouble_since = [BY_HAND], today()
        advance(PAIRING, "suspend", actor=actor, row=pairing, reason=reason)
        check_others(actor, pairing)
    return pairing


def resume_pairing(*, actor: Actor, pairing_id: int, reason: str = "") -> Pairing:
    """End a pause, or a suspension by hand; what the gate finds broken shows at once."""
    with transaction():
        pairing = _mine(actor, pairing_id)
        pairing.trouble, pairing.trouble_since, pairing.paused_until = [], None, None
        advance(PAIRING, "resume", actor=actor, row=pairing, reason=reason)
        check_pairing(actor, pairing)
        check_others(actor, pairing)
    return pairing


def change_role(*, actor: Actor, pairing_id: int, role: str, reason: str) -> Pairing:
    """Another part for a running pairing. Whoever takes the lead changes parts with her who led.

    The gate decides of both as for a new pairing in that part.
    """
    if role not in ROLES:
        raise InvalidInput(Problem("role", _l("Choose the part she takes."), field="role"))
    if not reason.strip():
        raise InvalidInput(Problem("reason_missing", _l("Give the reason."), field="reason"))
    with transaction():
        pairing = _mine(actor, pairing_id)
        if pairing.state not in RUNNING:
            raise Conflict(Problem("wrong_state", _l("The pairing does not run.")))
        if pairing.role == role:
            raise Conflict(Problem("same_part", _l("She takes this part already."), field="role"))
        leads = [one for one in open_of_child(pairing.child_id) if one.role == "lead"]
        before = pairing.role
        if role == "lead" and leads and leads[0].state in RUNNING:
            _give_part(actor, lock(leads[0]), before, reason)
        _give_part(actor, pairing, role, reason)
        for one in (pairing, *leads):
            if one.state in RUNNING:
                _refuse_part(one)
        check_pairing(actor, pairing)
        check_others(actor, pairing)
    return pairing


def _give_part(actor: Actor, pairing: Pairing, role: str, reason: str) -> None:
    before, pairing.role = pairing.role, role
    session().flush()
    audit.record(actor, "pairing.role", pairing, before=before, after=role, reason=reason)


def _refuse_part(pairing: Pairing) -> None:
    found = gate_of(
        pairing.child,
        pairing.volunteer,
        role=pairing.role,
        rules=rules_for(pairing.region_code),
        day=today(),
        but=pairing,
        organisation_id=pairing.organisation_id,
    )
    about_part = [one for one in found if one.code in ("child", "company") and not one.ok]
    if about_part:
        raise Conflict(*(Problem(one.code, one.label, one.mend) for one in about_part))


def _mine(actor: Actor, pairing_id: int) -> Pairing:
    """The child first, as for a new pairing: what holds for one holds for those beside her."""
    pairing: Pairing = get_visible(Pairing, actor, pairing_id)
    lock(pairing.child)
    lock(pairing)
    demand(actor, P.KEEP_PAIRING, pairing)
    return pairing
