"""Both sides' half of the survey before matching (R71)."""

from __future__ import annotations

from collections.abc import Sequence

from app.children.models import Child
from app.core import audit
from app.core.access.actors import Actor
from app.core.access.policy import demand
from app.core.access.scope import get_visible, lock
from app.core.db import transaction
from app.pairings.matching import AGES, DAYS
from app.pairings.models import FamilyWish, VolunteerOffer
from app.policy import P
from app.volunteers.models import Volunteer


def save_offer(
    *, actor: Actor, volunteer_id: int, ages: Sequence[str], days: Sequence[str]
) -> VolunteerOffer:
    """Her wishes; the volunteer's own record is locked, so that two forms do not make two."""
    with transaction() as current:
        volunteer = lock(get_visible(Volunteer, actor, volunteer_id, P.OFFER_PAIRING))
        demand(actor, P.OFFER_PAIRING, volunteer)
        offer = current.get(VolunteerOffer, volunteer.id)
        if offer is None:
            offer = VolunteerOffer(volunteer_id=volunteer.id)
            current.add(offer)
        offer.ages = [code for code in AGES if code in ages]
        offer.days = [code for code in DAYS if code in days]
        audit.record(actor, "volunteer.offered", volunteer)
    return offer


def save_family_wish(*, actor: Actor, child_id: int, days: Sequence[str]) -> FamilyWish:
    with transaction() as current:
        child = lock(get_visible(Child, actor, child_id))
        demand(actor, P.EDIT_CHILD, child)
        wish = current.get(FamilyWish, child.id)
        if wish is None:
            wish = FamilyWish(child_id=child.id)
            current.add(wish)
        wish.days = [code for code in DAYS if code in days]
        audit.record(actor, "child.wished", child)
    return wish
