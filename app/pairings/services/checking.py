"""The gate of running pairings, looked at each night and whenever somebody beside them changes."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select

from app.core.access.actors import SYSTEM, Actor
from app.core.access.scope import lock
from app.core.clock import today
from app.core.db import session, transaction
from app.core.workflow import take
from app.pairings.models import Pairing
from app.pairings.queries import ACTIVE, gate_of_standing, running_of_child
from app.pairings.rules import standing
from app.pairings.states import PAIRING
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
        changed = bool(before != pairing.state)
        if changed:
            check_others(SYSTEM, pairing)
    return changed


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
    found = session().scalars(query.order_by(Pairing.id)).all()
    for pairing in found:
        check_pairing(actor, lock(pairing))
    for pairing in found:
        check_others(actor, pairing)


def check_others(actor: Actor, pairing: Pairing) -> None:
    """Those who look after the child with her: a helper, or one from afar, may now be alone, or
    no longer is."""
    session().flush()
    for one in running_of_child(pairing.child_id):
        if one.id != pairing.id:
            check_pairing(actor, lock(one))


def _pause_is_over(pairing: Pairing) -> bool:
    return pairing.paused_until is not None and pairing.paused_until < today()
