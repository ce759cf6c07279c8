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
from app.core.db import session
from app.core.regioncode import Level, at_level
from app.pairings.matching import Candidate, Suggestion, Wanted, rank
from app.pairings.models import Pairing
from app.pairings.rules import Condition, Facts, gate
from app.pledges.queries import pledge_in_force
from app.policy import P
from app.programmes.queries import rules_for
from app.programmes.rules import ProgrammeRules
from app.training.queries import initial_training
from app.volunteers.models import Volunteer
from app.volunteers.queries import problems_to_serve

ACTIVE = Pairing.state == "active"


def running_of_child(child_id: int) -> Sequence[Pairing]:
    """The child's running pairings, the lead first."""
    query = select(Pairing).where(Pairing.child_id == child_id, ACTIVE)
    found = session().scalars(query.order_by(Pairing.id)).all()
    return sorted(found, key=lambda pairing: (pairing.role != "lead", pairing.id))


def running_of_volunteer(volunteer_id: int) -> Sequence[Pairing]:
    query = select(Pairing).where(Pairing.volunteer_id == volunteer_id, ACTIVE)
    return session().scalars(query.order_by(Pairing.id)).all()


def running_count() -> Any:
    """A correlated count of a volunteer's running pairings."""
    return (
        select(func.count(Pairing.id))
        .where(Pairing.volunteer_id == Volunteer.id, ACTIVE)
        .correlate(Volunteer)
        .scalar_subquery()
    )


def gather_facts(
    child: Child, volunteer: Volunteer, *, role: str, rules: ProgrammeRules, day: date
) -> Facts:
    """All that the gate asks about this child and this volunteer."""
    of_child = running_of_child(child.id)
    others = [pairing for pairing in of_child if pairing.volunteer_id != volunteer.id]
    of_volunteer = running_of_volunteer(volunteer.id)
    return Facts(
        child_enrolled=child.state == "enrolled",
        child_born_on=child.born_on,
        missing_consents=missing_consents(child, rules, day),
        volunteer_approved=volunteer.state == "approved",
        vetting_gaps=[problem.message for problem in problems_to_serve(volunteer, day)],
        pledge_in_force=pledge_in_force(volunteer.id, day) is not None,
        trained_minutes=initial_training(volunteer.id, rules, day),
        capacity=volunteer.capacity,
        running=sum(pairing.child_id != child.id for pairing in of_volunteer),
        may_pair_alone=may_pair_alone(volunteer, rules),
        placement=volunteer.placement,
        role=role,
        already_paired=any(pairing.volunteer_id == volunteer.id for pairing in of_child),
        has_other_lead=any(pairing.role == "lead" for pairing in others),
        has_local_partner=any(pairing.placement == "local" for pairing in others),
        has_other_mother=any(may_pair_alone(one.volunteer, rules) for one in others),
    )


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
    child: Child, volunteer: Volunteer, *, role: str, rules: ProgrammeRules, day: date
) -> list[Condition]:
    return gate(gather_facts(child, volunteer, role=role, rules=rules, day=day), rules, day)


def suggest_volunteers(
    actor: Actor, child: Child, rules: ProgrammeRules, *, search: ColumnElement[bool] | None = None
) -> Sequence[Suggestion]:
    """The approved volunteers of the child's county, whom the actor sees, best first."""
    county = at_level(child.region_code, Level.COUNTY)
    taken = select(Pairing.volunteer_id).where(Pairing.child_id == child.id, ACTIVE)
    query = (
        visible(Volunteer, actor, P.READ_VOLUNTEER)
        .with_only_columns(Volunteer, running_count())
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
            running=running,
            name_key=volunteer.name_key,
        )
        for volunteer, running in session().execute(query)
    ]
    return rank(wanted(child, rules), candidates)


def wanted(child: Child, rules: ProgrammeRules) -> Wanted:
    helpful = {
        need.label: rules.skills_for(need.code) for need in rules.needs if need.code in child.needs
    }
    return Wanted(child.region_code, helpful)


def lapse_reasons(pairings: Sequence[Pairing], day: date) -> dict[int, list[Condition]]:
    """Of each running pairing, the conditions of the gate that no longer hold."""
    broken = {}
    for pairing in pairings:
        if pairing.state != "active":
            continue
        rules = rules_for(pairing.child.region_code)
        facts = gather_facts(
            pairing.child, pairing.volunteer, role=pairing.role, rules=rules, day=day
        )
        standing = replace(facts, already_paired=False, running=0)
        if failed := [one for one in gate(standing, rules, day) if not one.ok]:
            broken[pairing.id] = failed
    return broken
