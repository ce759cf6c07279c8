"""Who fits whom: what the pure ranking of `matching` is given, from what the actor may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, or_, select

from app.children.models import Child
from app.core.access.actors import Actor
from app.core.access.scope import visible, within
from app.core.clock import age_on, today
from app.core.db import session
from app.pairings.coverage import waiting
from app.pairings.matching import Candidate, Suggestion, Wanted, age_band, rank, suggest
from app.pairings.models import FamilyWish, Pairing, VolunteerOffer
from app.pairings.queries import HELD, held_count
from app.pairings.terms import terms_of
from app.partners.queries import county_of, partner_counties
from app.policy import P
from app.programmes.rules import ProgrammeRules
from app.volunteers.models import Volunteer

MOST = 500
"""Children compared for one volunteer: the first of the programme's order."""


def for_child(
    actor: Actor, child: Child, rules: ProgrammeRules, *, search: ColumnElement[bool] | None = None
) -> Sequence[Suggestion]:
    """Approved volunteers of the child's county and its partner counties, best first."""
    county = county_of(child.region_code)
    places = {county, *partner_counties({county}, today())}
    taken = select(Pairing.volunteer_id).where(Pairing.child_id == child.id, HELD)
    query = _volunteers(actor).where(
        or_(*(within(Volunteer, code) for code in places)), Volunteer.id.not_in(taken)
    )
    if search is not None:
        query = query.where(search)
    candidates = [
        candidate(volunteer, held, offer, rules)
        for volunteer, held, offer in session().execute(query)
    ]
    return rank(wanted(child, session().get(FamilyWish, child.id), rules), candidates)


def _volunteers(actor: Actor) -> Any:
    return (
        visible(Volunteer, actor, P.PAIR_VOLUNTEER)
        .with_only_columns(Volunteer, held_count(), VolunteerOffer)
        .outerjoin(VolunteerOffer, VolunteerOffer.volunteer_id == Volunteer.id)
        .where(Volunteer.state == "approved")
    )


def candidate(
    volunteer: Volunteer, held: int, offer: VolunteerOffer | None, rules: ProgrammeRules
) -> Candidate:
    return Candidate(
        volunteer_id=volunteer.id,
        region_code=volunteer.region_code,
        skills=frozenset(volunteer.skills),
        capacity=min(volunteer.capacity, rules.capacity_max),
        running=held,
        name_key=volunteer.name_key,
        ages=frozenset(offer.ages if offer else ()),
        days=frozenset(offer.days if offer else ()),
    )


def wanted(child: Child, wish: FamilyWish | None, rules: ProgrammeRules) -> Wanted:
    helpful = {
        need.label: rules.skills_for(need.code) for need in rules.needs if need.code in child.needs
    }
    band = age_band(age_on(child.born_on, today()))
    labels = {skill.code: skill.label for skill in rules.skills}
    days = frozenset(wish.days if wish else ())
    return Wanted(child.region_code, helpful, band, days, labels)


@dataclass(frozen=True)
class ForVolunteer:
    child: Child
    suggestion: Suggestion


def for_volunteer(
    actor: Actor, volunteer: Volunteer, rules: ProgrammeRules
) -> Sequence[ForVolunteer]:
    """Children who wait in her county, best first; among equals the programme's order decides."""
    row = session().execute(_volunteers(actor).where(Volunteer.id == volunteer.id)).first()
    if row is None:
        return []
    one = candidate(row[0], row[1], row[2], rules)
    query = waiting(actor, terms_of(rules), county_of(volunteer.region_code))
    found = session().scalars(query.limit(MOST)).all()
    of_them = select(FamilyWish).where(FamilyWish.child_id.in_([child.id for child in found]))
    wishes = {wish.child_id: wish for wish in session().scalars(of_them)}
    made = [
        ForVolunteer(child, suggest(wanted(child, wishes.get(child.id), rules), one))
        for child in found
    ]
    return sorted(made, key=lambda each: each.suggestion.fit, reverse=True)
