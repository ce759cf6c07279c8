from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import selectinload

from app.children.hooks import Milestones
from app.children.models import Child
from app.children.queries import consent_in_force, is_on_sealed_roster
from app.core.access.actors import Actor
from app.core.access.scope import visible
from app.core.db import session
from app.core.errors import Problem
from app.pairings.models import (
    Closure,
    FirstMeeting,
    Pairing,
    Review,
)
from app.pairings.rules import Condition, Facts, gate, mode_of, placement_for
from app.pairings.states import OPEN, RUNNING, SEES_CHILD
from app.pairings.terms import terms_of
from app.partners.queries import are_partners, gaps_of
from app.pledges.queries import pledge_in_force, pledged
from app.programmes.queries import rules_for
from app.programmes.rules import ProgrammeRules
from app.training.queries import held_by_each, initial_training
from app.training.rules import Held, initial_minutes
from app.volunteers.models import Volunteer
from app.volunteers.queries import problems_of, problems_to_serve

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


def mode_of_child(child_id: int) -> str:
    """一对一, 一对多 …: see rules.mode_of."""
    pairings = running_of_child(child_id)
    lead = next((one for one in pairings if one.role == "lead"), None)
    children = len(running_of_volunteer(lead.volunteer_id)) if lead else 1
    return mode_of(len(pairings), children)


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
    organisation_id: int | None = None,
) -> Facts:
    """All that the gate asks about this child and this volunteer, `but` this pairing of theirs."""
    of_child = [pairing for pairing in open_of_child(child.id) if pairing is not but]
    others = [pairing for pairing in of_child if pairing.volunteer_id != volunteer.id]
    of_volunteer = open_of_volunteer(volunteer.id)
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
        placement=placement_for(volunteer.placement, volunteer.region_code, child.region_code),
        role=role,
        already_paired=any(pairing.volunteer_id == volunteer.id for pairing in of_child),
        **_company(volunteer, others, rules),
        places_of_child=terms_of(rules).max_volunteers - len(others),
        on_sealed_roster=not rules.sealed_roster_required or is_on_sealed_roster(child),
        cool_off_until=cool_off_until(volunteer.id),
        counties_agree=are_partners(volunteer.region_code, child.region_code, day),
        organisation_gaps=_organisation_gaps(organisation_id, volunteer, day),
    )


def _organisation_gaps(
    organisation_id: int | None, volunteer: Volunteer, day: date
) -> Sequence[Any] | None:
    return gaps_of(organisation_id, volunteer.id, day) if organisation_id else None


def _company(
    volunteer: Volunteer, others: Sequence[Pairing], rules: ProgrammeRules
) -> dict[str, Any]:
    """What the gate asks about those who look after the child beside her.

    Company is a local mother: one from afar needs one herself, and beside a helper the helper
    would be alone at the door. While the mother pauses, a helper has nobody to go with.
    """
    mothers = [
        one
        for one in others
        if one.state in SEES_CHILD
        and one.placement == "local"
        and may_pair_alone(one.volunteer, rules)
    ]
    return {
        "may_pair_alone": may_pair_alone(volunteer, rules),
        "has_other_lead": any(pairing.role == "lead" for pairing in others),
        "has_local_partner": bool(mothers),
        "has_other_mother": any(one.state != "paused" for one in mothers),
    }


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
    organisation_id: int | None = None,
) -> list[Condition]:
    facts = gather_facts(
        child,
        volunteer,
        role=role,
        rules=rules,
        day=day,
        but=but,
        organisation_id=organisation_id,
    )
    return gate(facts, rules, day)


def gate_of_standing(pairing: Pairing, day: date) -> list[Condition]:
    """The gate of a pairing that stands: its places are not counted again."""
    rules = rules_for(pairing.region_code)
    return gate(_standing(pairing, _read_ahead([pairing], day), rules, day), rules, day)


def lapse_reasons(pairings: Sequence[Pairing], day: date) -> dict[int, list[Condition]]:
    """Of each running pairing, the conditions of the gate that no longer hold."""
    broken = {}
    running = [pairing for pairing in pairings if pairing.state in RUNNING]
    book = _read_ahead(running, day)
    for pairing in running:
        rules = book.rules[pairing.region_code]
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
    trained: Mapping[int, list[Held]]
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
        rules={code: rules_for(code) for code in {one.region_code for one in pairings}},
        gaps=problems_of(volunteers.values(), day),
        pledged=pledged(volunteers, day),
        trained=held_by_each(list(volunteers)),
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
        trained_minutes=initial_minutes(book.trained[volunteer.id], rules.training, day),
        capacity=volunteer.capacity,
        running=0,
        role=pairing.role,
        placement=pairing.placement,
        already_paired=False,
        **_company(volunteer, others, rules),
        counties_agree=are_partners(volunteer.region_code, child.region_code, day),
        organisation_gaps=_organisation_gaps(pairing.organisation_id, volunteer, day),
    )


def milestones_of(children: Select[Any]) -> dict[int, Milestones]:
    """When each of these children was first paired, and when a pair of it first met."""
    query = (
        select(Pairing.child_id, func.min(Pairing.starts_on), func.min(FirstMeeting.met_on))
        .outerjoin(FirstMeeting, FirstMeeting.pairing_id == Pairing.id)
        .where(Pairing.child_id.in_(children), Pairing.state.not_in(("proposed", "declined")))
        .group_by(Pairing.child_id)
    )
    return {
        child_id: Milestones(paired_on, met_on)
        for child_id, paired_on, met_on in session().execute(query)
    }


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
