from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import selectinload

from app.children.models import Child
from app.children.queries import consent_in_force
from app.core.access.actors import Actor
from app.core.access.scope import visible, within
from app.core.db import session
from app.core.errors import Problem
from app.core.regioncode import Level, at_level
from app.pairings.matching import Candidate, Suggestion, Wanted, rank
from app.pairings.models import Pairing
from app.pairings.rules import Condition, Facts, gate
from app.pledges.queries import pledge_in_force, pledged
from app.policy import P
from app.programmes.queries import rules_for
from app.programmes.rules import ProgrammeRules
from app.volunteers.models import Volunteer
from app.volunteers.queries import problems_of, problems_to_serve

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
        capacity=volunteer.capacity,
        running=sum(pairing.child_id != child.id for pairing in of_volunteer),
        placement=volunteer.placement,
        role=role,
        already_paired=any(pairing.volunteer_id == volunteer.id for pairing in of_child),
        **_company(volunteer, others, rules),
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
    running = [pairing for pairing in pairings if pairing.state == "active"]
    book = _read_ahead(running, day)
    broken = {}
    for pairing in running:
        rules = book.rules[pairing.child.region_code]
        conditions = gate(_standing(pairing, book, rules, day), rules, day)
        if failed := [one for one in conditions if not one.ok]:
            broken[pairing.id] = failed
    return broken


@dataclass(frozen=True)
class _Book:
    """What the gate asks of many pairings, read in few queries."""

    rules: dict[str, ProgrammeRules]
    gaps: dict[int, list[Problem]]
    pledged: set[int]
    of_child: dict[int, list[Pairing]]


def _read_ahead(pairings: Sequence[Pairing], day: date) -> _Book:
    child_ids = {pairing.child_id for pairing in pairings}
    volunteers = {pairing.volunteer_id: pairing.volunteer for pairing in pairings}
    with_consents = select(Child).where(Child.id.in_(child_ids))
    session().scalars(with_consents.options(selectinload(Child.consents))).all()
    of_child: dict[int, list[Pairing]] = {key: [] for key in child_ids}
    for one in session().scalars(select(Pairing).where(Pairing.child_id.in_(child_ids), ACTIVE)):
        of_child[one.child_id].append(one)
    return _Book(
        rules={code: rules_for(code) for code in {one.child.region_code for one in pairings}},
        gaps=problems_of(volunteers.values(), day),
        pledged=pledged(volunteers, day),
        of_child=of_child,
    )


def _standing(pairing: Pairing, book: _Book, rules: ProgrammeRules, day: date) -> Facts:
    """As for a new pairing, this one itself left out of the count."""
    child, volunteer = pairing.child, pairing.volunteer
    others = [one for one in book.of_child[child.id] if one.volunteer_id != volunteer.id]
    return Facts(
        child_enrolled=child.state == "enrolled",
        child_born_on=child.born_on,
        missing_consents=missing_consents(child, rules, day),
        volunteer_approved=volunteer.state == "approved",
        vetting_gaps=[problem.message for problem in book.gaps[volunteer.id]],
        pledge_in_force=volunteer.id in book.pledged,
        capacity=volunteer.capacity,
        running=0,
        role=pairing.role,
        placement=volunteer.placement,
        already_paired=False,
        **_company(volunteer, others, rules),
    )


def _company(
    volunteer: Volunteer, others: Sequence[Pairing], rules: ProgrammeRules
) -> dict[str, bool]:
    """What the gate asks about those who look after the child beside her."""
    return {
        "may_pair_alone": may_pair_alone(volunteer, rules),
        "has_other_lead": any(pairing.role == "lead" for pairing in others),
        "has_local_partner": any(pairing.placement == "local" for pairing in others),
        "has_other_mother": any(may_pair_alone(one.volunteer, rules) for one in others),
    }
