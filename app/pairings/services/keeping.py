"""A running pairing is kept: the gate is looked at each night, pauses begin and end."""

from __future__ import annotations

from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app.core import audit
from app.core.access.actors import SYSTEM, Actor
from app.core.access.policy import demand
from app.core.access.scope import get_visible, lock
from app.core.clock import today
from app.core.db import session, transaction
from app.core.errors import Conflict, InvalidInput, Problem
from app.core.workflow import advance, take
from app.pairings.models import Pairing
from app.pairings.queries import ACTIVE, gate_of, gate_of_standing, open_of_child
from app.pairings.rules import standing
from app.pairings.services.making import ROLES
from app.pairings.states import PAIRING, RUNNING
from app.policy import P
from app.programmes.queries import rules_for
from app.volunteers.models import Volunteer

BY_HAND = "by_hand"
STEPS = {"active": "mend", "lapsed": "lapse", "suspended": "suspend"}


def check_all() -> int:
    """Each night: look at the gate of every running pairing. Gives how many changed.

    One transaction a pairing, so that nobody waits for the whole.
    """
    ids = session().scalars(select(Pairing.id).where(ACTIVE).order_by(Pairing.id)).all()
    return sum(_check_one(pairing_id) for pairing_id in ids)


def _check_one(pairing_id: int) -> bool:
    with transaction():
        pairing = lock(session().get_one(Pairing, pairing_id))
        before = pairing.state
        check_pairing(SYSTEM, pairing)
    return bool(before != pairing.state)


def check_pairing(actor: Actor, pairing: Pairing) -> None:
    """Bring the locked pairing to the state that its conditions give it; the clock runs on."""
    if pairing.state == "paused" and not _pause_is_over(pairing):
        return
    if pairing.state not in ("active", "lapsed", "suspended", "paused"):
        return
    if BY_HAND in pairing.trouble:
        return
    broken = [one for one in gate_of_standing(pairing, today()) if not one.ok]
    codes = [one.code for one in broken]
    if codes != pairing.trouble:
        pairing.trouble = codes
        pairing.trouble_since = (pairing.trouble_since or today()) if codes else None
    if pairing.state == "paused":
        pairing.paused_until = None
        take(PAIRING, "resume", actor=actor, row=pairing)
    target = standing(codes)
    if pairing.state != target:
        reason = "；".join(str(one.label) for one in broken) or _("All conditions hold again.")
        take(PAIRING, STEPS[target], actor=actor, row=pairing, reason=reason)


def check_pairs_of(actor: Actor, volunteer: Volunteer) -> None:
    """Whether she may serve has changed: her pairs do not wait for the night."""
    query = select(Pairing).where(ACTIVE, Pairing.volunteer_id == volunteer.id)
    for pairing in session().scalars(query.order_by(Pairing.id)).all():
        check_pairing(actor, lock(pairing))


def _pause_is_over(pairing: Pairing) -> bool:
    return pairing.paused_until is not None and pairing.paused_until < today()


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
    return pairing


def suspend_pairing(*, actor: Actor, pairing_id: int, reason: str) -> Pairing:
    """At once and until somebody of the station takes it back: she no longer sees the child."""
    with transaction():
        pairing = _mine(actor, pairing_id)
        pairing.trouble, pairing.trouble_since = [BY_HAND], today()
        advance(PAIRING, "suspend", actor=actor, row=pairing, reason=reason)
    return pairing


def resume_pairing(*, actor: Actor, pairing_id: int, reason: str = "") -> Pairing:
    """End a pause, or a suspension by hand; what the gate finds broken shows at once."""
    with transaction():
        pairing = _mine(actor, pairing_id)
        pairing.trouble, pairing.trouble_since, pairing.paused_until = [], None, None
        advance(PAIRING, "resume", actor=actor, row=pairing, reason=reason)
        check_pairing(actor, pairing)
    return pairing


def change_role(*, actor: Actor, pairing_id: int, role: str, reason: str) -> Pairing:
    """Another part for a running pairing: a co-volunteer takes the lead once nobody leads.

    The gate decides as for a new pairing in that part.
    """
    if role not in ROLES:
        raise InvalidInput(Problem("role", _l("Choose the part she takes."), field="role"))
    if not reason.strip():
        raise InvalidInput(Problem("reason_missing", _l("Give the reason."), field="reason"))
    with transaction():
        pairing = get_visible(Pairing, actor, pairing_id)
        lock(pairing.child)
        pairing = _mine(actor, pairing_id)
        if pairing.state not in RUNNING or pairing.role == role:
            raise Conflict(Problem("wrong_state", _l("The pairing does not run.")))
        found = gate_of(
            pairing.child,
            pairing.volunteer,
            role=role,
            rules=rules_for(pairing.region_code),
            day=today(),
            but=pairing,
            organisation_id=pairing.organisation_id,
        )
        about_role = [one for one in found if one.code in ("child", "company") and not one.ok]
        if about_role:
            raise Conflict(*(Problem(one.code, one.label, one.mend) for one in about_role))
        before, pairing.role = pairing.role, role
        session().flush()
        audit.record(actor, "pairing.role", pairing, before=before, after=role, reason=reason)
        for one in open_of_child(pairing.child_id):
            if one.state in RUNNING:
                check_pairing(actor, lock(one))
    return pairing


def _mine(actor: Actor, pairing_id: int) -> Pairing:
    pairing: Pairing = lock(get_visible(Pairing, actor, pairing_id))
    demand(actor, P.KEEP_PAIRING, pairing)
    return pairing
