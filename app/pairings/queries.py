from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, select

from app.children.models import Child
from app.children.queries import consent_in_force
from app.core.access.actors import Actor
from app.core.access.scope import visible, within
from app.core.clock import age_on, today
from app.core.db import session
from app.core.regioncode import Level, at_level
from app.pairings.matching import Candidate, Suggestion, Wanted, age_band, rank
from app.pairings.models import (
    Closure,
    FamilyWish,
    FirstMeeting,
    Pairing,
    Review,
    VolunteerOffer,
)
from app.pairings.rules import Condition, Facts, gate
from app.pairings.states import OPEN, RUNNING, SEES_CHILD
from app.pairings.terms import terms_of
from app.pledges.queries import pledge_in_force
from app.policy import P
from app.programmes.queries import rules_for
from app.programmes.rules import ProgrammeRules
from app.volunteers.models import Volunteer
from app.volunteers.queries import problems_to_serve

ACTIVE = Pairing.state.in_(RUNNING)
"""The episode runs, whether or not a condition is broken at the moment."""
HELD = Pairing.state.in_(OPEN)
"""Running or proposed: the place is taken."""


def running_of_child(child_id: int) -> Sequence[Pairing]:
    """The child's running pairings, the lead first."""
    return _lead_first(Pairing.child_id == child_id, ACTIVE)


def open_of_child(child_id: int) -> Sequence[Pairing]:
    """Running and proposed ones, the lead first."""
    return _lead_first(Pairing.child_id == child_id, HELD)


def _lead_first(*clauses: ColumnElement[bool]) -> Sequence[Pairing]:
    found = session().scalars(select(Pairing).where(*clauses).order_by(Pairing.id)).all()
    return sorted(found, key=lambda pairing: (pairing.role != "lead", pairing.id))


def running_of_volunteer(volunteer_id: int) -> Sequence[Pairing]:
    query = select(Pairing).where(Pairing.volunteer_id == volunteer_id, ACTIVE)
    return session().scalars(query.order_by(Pairing.id)).all()


def open_of_volunteer(volunteer_id: int) -> Sequence[Pairing]:
    query = select(Pairing).where(Pairing.volunteer_id == volunteer_id, HELD)
    return session().scalars(query.order_by(Pairing.id)).all()


def held_count() -> Any:
    """A correlated count of a volunteer's places that are taken."""
    return (
        select(func.count(Pairing.id))
        .where(Pairing.volunteer_id == Volunteer.id, HELD)
        .correlate(Volunteer)
        .scalar_subquery()
    )


def gather_facts(
    child: Child,
    volunteer: Volunteer,
    *,
    role: str,
    rules: ProgrammeRules,
    day: date,
    but: Pairing | None = None,
) -> Facts:
    """All that the gate asks about this child and this volunteer, `but` this pairing of theirs."""
    of_child = [pairing for pairing in open_of_child(child.id) if pairing is not but]
    others = [pairing for pairing in of_child if pairing.volunteer_id != volunteer.id]
    company = [pairing for pairing in others if pairing.state in SEES_CHILD]
    of_volunteer = open_of_volunteer(volunteer.id)
    return Facts(
        child_enrolled=child.state == "enrolled",
        child_born_on=child.born_on,
        missing_consents=missing_consents(child, rules, day),
        volunteer_approved=volunteer.state == "approved",
        vetting_gaps=[problem.message for problem in problems_to_serve(volunteer, day)],
        pledge_in_force=pledge_in_force(volunteer.id, day) is not None,
        capacity=volunteer.capacity,
        running=sum(pairing.child_id != child.id for pairing in of_volunteer),
        may_pair_alone=may_pair_alone(volunteer, rules),
        placement=volunteer.placement,
        role=role,
        already_paired=any(pairing.volunteer_id == volunteer.id for pairing in of_child),
        has_other_lead=any(pairing.role == "lead" for pairing in others),
        has_local_partner=any(pairing.placement == "local" for pairing in company),
        has_other_mother=any(may_pair_alone(one.volunteer, rules) for one in company),
        places_of_child=terms_of(rules).max_volunteers - len(others),
        cool_off_until=cool_off_until(volunteer.id),
    )


def cool_off_until(volunteer_id: int) -> date | None:
    query = (
        select(func.max(Closure.cool_off_until))
        .join(Closure.pairing)
        .where(Pairing.volunteer_id == volunteer_id, Closure.closed_on.is_not(None))
    )
    return session().scalar(query)


def may_pair_alone(volunteer: Volunteer, rules: ProgrammeRules) -> bool:
    kind = rules.kind(volunteer.kind)
    return kind is None or kind.may_pair_alone


def missing_consents(child: Child, rules: ProgrammeRules, day: date) -> list[str]:
    return [
        scope.label
        for scope in rules.consent_scopes
        if scope.needed_for_pairing and consent_in_force(child, scope.code, day) is None
    ]


def gate_of(
    child: Child,
    volunteer: Volunteer,
    *,
    role: str,
    rules: ProgrammeRules,
    day: date,
    but: Pairing | None = None,
) -> list[Condition]:
    facts = gather_facts(child, volunteer, role=role, rules=rules, day=day, but=but)
    return gate(facts, rules, day)


def gate_of_standing(pairing: Pairing, day: date) -> list[Condition]:
    """The gate of a pairing that stands: its places are not counted again."""
    child, rules = pairing.child, rules_for(pairing.child.region_code)
    facts = gather_facts(
        child, pairing.volunteer, role=pairing.role, rules=rules, day=day, but=pairing
    )
    standing = replace(facts, running=0, places_of_child=1, cool_off_until=None)
    return gate(standing, rules, day)


def lapse_reasons(pairings: Sequence[Pairing], day: date) -> dict[int, list[Condition]]:
    """Of each running pairing, the conditions of the gate that no longer hold."""
    broken = {}
    for pairing in pairings:
        if pairing.state not in RUNNING:
            continue
        if failed := [one for one in gate_of_standing(pairing, day) if not one.ok]:
            broken[pairing.id] = failed
    return broken


def suggest_volunteers(
    actor: Actor, child: Child, rules: ProgrammeRules, *, search: ColumnElement[bool] | None = None
) -> Sequence[Suggestion]:
    """The approved volunteers of the child's county, whom the actor sees, best first."""
    county = at_level(child.region_code, Level.COUNTY)
    taken = select(Pairing.volunteer_id).where(Pairing.child_id == child.id, HELD)
    query = (
        visible(Volunteer, actor, P.READ_VOLUNTEER)
        .with_only_columns(Volunteer, held_count(), VolunteerOffer)
        .outerjoin(VolunteerOffer, VolunteerOffer.volunteer_id == Volunteer.id)
        .where(Volunteer.state == "approved", within(Volunteer, county))
        .where(Volunteer.id.not_in(taken))
    )
    if search is not None:
        query = query.where(search)
    candidates = [
        Candidate(
            volunteer_id=volunteer.id,
            region_code=volunteer.region_code,
            skills=frozenset(volunteer.skills),
            capacity=min(volunteer.capacity, rules.capacity_max),
            running=held,
            name_key=volunteer.name_key,
            ages=frozenset(offer.ages if offer else ()),
            days=frozenset(offer.days if offer else ()),
        )
        for volunteer, held, offer in session().execute(query)
    ]
    return rank(wanted(child, rules), candidates)


def wanted(child: Child, rules: ProgrammeRules) -> Wanted:
    helpful = {
        need.label: rules.skills_for(need.code) for need in rules.needs if need.code in child.needs
    }
    wish = session().get(FamilyWish, child.id)
    band = age_band(age_on(child.born_on, today()))
    return Wanted(child.region_code, helpful, band, frozenset(wish.days if wish else ()))


def first_meeting(pairing: Pairing) -> FirstMeeting | None:
    return session().scalar(select(FirstMeeting).where(FirstMeeting.pairing_id == pairing.id))


def reviews_of(pairing: Pairing) -> Sequence[Review]:
    query = select(Review).where(Review.pairing_id == pairing.id)
    return session().scalars(query.order_by(Review.held_on.desc(), Review.id.desc())).all()


def open_closure(pairing: Pairing) -> Closure | None:
    query = select(Closure).where(Closure.pairing_id == pairing.id, Closure.closed_on.is_(None))
    return session().scalar(query.order_by(Closure.id.desc()).limit(1))


def last_closure(pairing: Pairing) -> Closure | None:
    query = select(Closure).where(Closure.pairing_id == pairing.id)
    return session().scalar(query.order_by(Closure.id.desc()).limit(1))


def handed_over(child_id: int) -> Sequence[Closure]:
    """What earlier volunteers left for those who look after the child now."""
    query = (
        select(Closure)
        .join(Closure.pairing)
        .where(
            Pairing.child_id == child_id,
            Closure.closed_on.is_not(None),
            Closure.hand_over.in_(("all", "summary")),
        )
    )
    return session().scalars(query.order_by(Closure.closed_on.desc(), Closure.id.desc())).all()


def due_reviews(actor: Actor, until: date) -> Any:
    """Running pairings whose review is due by then, and those never met or without agreement."""
    return visible(Pairing, actor).where(ACTIVE, Pairing.next_review_on <= until)
