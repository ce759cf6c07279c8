"""A running pairing is kept: the gate is looked at each night, pauses begin and end."""

from __future__ import annotations

from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app.core.access.actors import SYSTEM, Actor
from app.core.access.policy import demand
from app.core.access.scope import get_visible, lock
from app.core.clock import today
from app.core.db import session, transaction
from app.core.errors import InvalidInput, Problem
from app.core.workflow import advance, take
from app.pairings.models import Pairing
from app.pairings.queries import ACTIVE, gate_of_standing
from app.pairings.rules import standing
from app.pairings.states import PAIRING
from app.policy import P

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


def _mine(actor: Actor, pairing_id: int) -> Pairing:
    pairing: Pairing = lock(get_visible(Pairing, actor, pairing_id))
    demand(actor, P.KEEP_PAIRING, pairing)
    return pairing
