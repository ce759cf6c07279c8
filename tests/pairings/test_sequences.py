"""Whatever people do in whatever order: never a pair without consent, over capacity, without its
company, across counties that do not agree, or a second signed pledge of one year."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from app.children import services as filing
from app.children.queries import consent_in_force
from app.core.access.actors import Actor
from app.core.clock import today
from app.core.db import session
from app.core.errors import DomainError
from app.pairings import queries, services
from app.pairings.models import Pairing
from app.pairings.states import OPEN, RUNNING, SEES_CHILD
from app.partners import services as partners
from app.partners.models import CountyPartnership
from app.partners.queries import are_partners, gaps_of, people_of
from app.pledges import services as pledges
from app.pledges.models import Pledge
from app.pledges.queries import pledge_in_force
from app.policy import Role
from app.programmes import presets
from app.volunteers import services as volunteering
from app.volunteers.models import Volunteer
from tests.pairings.pairs import pledge, take_steps
from tests.partners.test_services import partnership, standing
from tests.people import (
    MILUO,
    MILUO_VILLAGE,
    grant_consent,
    make_actor,
    make_child,
    make_volunteer,
)
from tests.support.applications import rolled_back

RULES = presets.load("yueyang")
CHILD = st.integers(0, 2)
PEOPLE = {
    "王芳": {"capacity": 1},
    "李丽": {"capacity": 2},
    "小周": {"kind": "helper"},
    "赵远": {"placement": "remote"},
    "刘英": {"region": MILUO_VILLAGE, "capacity": 1},
}
"""Two mothers of the place, a helper, one from afar, one of the next county."""
WHO = st.integers(0, len(PEOPLE) - 1)
ROLE = st.sampled_from(["lead", "co", "specialist"])
LINES: list = [[(x, 10) for x in range(20)]]


class Station(RuleBasedStateMachine):
    """What the station, the reviewer and the next county may do, in any order."""

    app: Flask

    def __init__(self) -> None:
        super().__init__()
        self.isolated = rolled_back(self.app)
        self.isolated.__enter__()
        self.context = self.app.app_context()
        self.context.push()
        self.staff, self.chair = make_actor(Role.STAFF), make_actor(Role.CHAIR)
        self.reviewer, self.next_chair = make_actor(Role.REVIEWER), make_actor(Role.CHAIR, MILUO)
        self.children = [make_child(), make_child(), make_child(consented=False)]
        self.people = [make_volunteer(name, **one) for name, one in PEOPLE.items()]  # type: ignore[arg-type]
        for one in self.people:
            pledge(one)
        self.unit = standing(self.staff, self.chair, self.people[1])
        self.agree()
        self.begun: set[int] = set()

    def teardown(self) -> None:
        self.context.pop()
        self.isolated.__exit__(None, None, None)

    def attempt(self, act: Callable[..., Any], actor: Actor | None = None, **values: Any) -> None:
        try:
            act(actor=actor or self.staff, **values)
        except DomainError:
            session().rollback()
            session().expire_all()

    def pairs(self, *states: str) -> list[Pairing]:
        query = select(Pairing).where(Pairing.state.in_(states)).order_by(Pairing.id)
        return list(session().scalars(query).all())

    def one(self, which: int, *states: str) -> Pairing | None:
        found = self.pairs(*states)
        return found[which % len(found)] if found else None

    # Pairs

    @rule(child=CHILD, who=WHO, role=ROLE, asked=st.booleans(), for_unit=st.booleans())
    def pair(self, child: int, who: int, role: str, asked: bool, for_unit: bool) -> None:
        self.attempt(
            services.propose_pairing if asked else services.make_pairing,
            child_id=self.children[child].id,
            volunteer_id=self.people[who].id,
            role=role,
            organisation_id=self.unit.id if for_unit else None,
        )

    @rule(child=CHILD, who=WHO, for_unit=st.booleans())
    def pair_in_the_usual_part(self, child: int, who: int, for_unit: bool) -> None:
        """Often enough that somebody has company to lose."""
        row = self.children[child]
        has_lead = any(one.role == "lead" for one in queries.open_of_child(row.id))
        self.pair(child, who, "co" if has_lead else "lead", False, for_unit and who == 1)

    @rule(side=st.sampled_from(["volunteer", "family"]), word=st.sampled_from(["yes", "yes", "no"]))
    def answer(self, side: str, word: str) -> None:
        for one in self.pairs("proposed"):
            self.attempt(services.answer_proposal, pairing_id=one.id, side=side, answer=word)

    @rule(which=st.integers(0, 5))
    def take_proposal_back(self, which: int) -> None:
        if one := self.one(which, "proposed"):
            self.attempt(services.withdraw_proposal, pairing_id=one.id)

    @rule(which=st.integers(0, 5), role=ROLE)
    def change_part(self, which: int, role: str) -> None:
        if one := self.one(which, *RUNNING):
            self.attempt(services.change_role, pairing_id=one.id, role=role, reason="调整")

    @rule(which=st.integers(0, 5), act=st.sampled_from(["pause", "suspend", "resume"]))
    def keep(self, which: int, act: str) -> None:
        if one := self.one(which, *RUNNING):
            self.attempt(getattr(services, f"{act}_pairing"), pairing_id=one.id, reason="生病")

    @rule(which=st.integers(0, 5), way=st.sampled_from(["planned", "one_sided"]))
    def close(self, which: int, way: str) -> None:
        if one := self.one(which, *RUNNING):
            self.attempt(services.open_closure, pairing_id=one.id, way=way, reason="搬家")
            if queries.open_closure(one):
                if not queries.open_closure(one).statement_id:  # type: ignore[union-attr]
                    take_steps(self.staff, one)
                self.attempt(services.end_pairing, pairing_id=one.id)

    # Pledges

    @rule(who=WHO)
    def issue(self, who: int) -> None:
        self.attempt(pledges.issue_pledge, volunteer_id=self.people[who].id)

    @rule()
    def sign(self) -> None:
        for one in session().scalars(select(Pledge).where(Pledge.state == "issued")).all():
            self.attempt(
                pledges.sign_on_screen,
                pledge_id=one.id,
                lines=LINES,
                redeclared=True,
                signed_on=today(),
            )

    @rule(who=WHO, again=st.booleans())
    def withdraw_pledge(self, who: int, again: bool) -> None:
        act = pledges.reissue_pledge if again else pledges.withdraw_pledge
        held = pledge_in_force(self.people[who].id, today())
        if held is not None and held.document_id:
            self.attempt(act, self.chair, pledge_id=held.id, reason="写错")

    # Consent, standing, bodies

    @rule(child=CHILD)
    def consent(self, child: int) -> None:
        grant_consent(self.children[child], self.children[child].guardians[0])
        session().expire_all()

    @rule(child=CHILD)
    def withdraw_consent(self, child: int) -> None:
        row = self.children[child]
        if held := consent_in_force(row, "pairing", today()):
            self.attempt(
                filing.withdraw_consent, child_id=row.id, consent_id=held.id, reason="搬家"
            )

    @rule(who=WHO)
    def suspend_or_reinstate(self, who: int) -> None:
        row = self.people[who]
        act = volunteering.suspend if row.state == "approved" else volunteering.reinstate
        self.attempt(act, self.reviewer, volunteer_id=row.id, reason="核实")

    @rule(step=st.sampled_from(["suspend", "resume"]))
    def decide_unit(self, step: str) -> None:
        self.attempt(
            partners.decide_organisation,
            self.chair,
            organisation_id=self.unit.id,
            step=step,
            reason="核实",
        )

    @rule()
    def change_people_of_unit(self) -> None:
        members = [one for one in people_of(self.unit) if one.volunteer_id == self.people[1].id]
        if members:
            self.attempt(
                partners.remove_person, organisation_id=self.unit.id, member_id=members[0].id
            )
        else:
            self.attempt(
                partners.add_person,
                organisation_id=self.unit.id,
                volunteer_id=self.people[1].id,
            )

    @rule()
    def end_agreement(self) -> None:
        query = select(CountyPartnership).where(CountyPartnership.state == "running")
        for row in session().scalars(query).all():
            self.attempt(
                partners.end_partnership, self.next_chair, partnership_id=row.id, reason="不续"
            )

    @rule()
    def agree(self) -> None:
        if not are_partners(self.people[4].region_code, self.children[0].region_code, today()):
            row = partnership(self.chair)
            partners.answer_partnership(
                actor=self.next_chair, partnership_id=row.id, step="confirm"
            )

    # What holds

    @rule()
    def night(self) -> None:
        """Everything holds of whoever runs, and nobody else is shown as running."""
        services.check_all()
        session().expire_all()
        broken = queries.lapse_reasons(self.pairs("active"), today())
        assert broken == {}
        for one in self.pairs("active", "lapsed"):
            assert consent_in_force(one.child, "pairing", today())
        for one in self.pairs("active"):
            self.holds(one)

    def holds(self, one: Pairing) -> None:
        """Said anew, apart from the gate's own words."""
        day, volunteer = today(), one.volunteer
        assert consent_in_force(one.child, "pairing", day)
        assert volunteer.state == "approved"
        assert pledge_in_force(volunteer.id, day)
        assert are_partners(volunteer.region_code, one.child.region_code, day)
        assert not (one.organisation_id and gaps_of(one.organisation_id, volunteer.id, day))
        self.has_company(one)

    def has_company(self, one: Pairing) -> None:
        mothers = [
            each
            for each in self.pairs(*SEES_CHILD)
            if each.child_id == one.child_id
            and each.id != one.id
            and each.placement == "local"
            and each.volunteer.kind != "helper"
        ]
        if one.placement == "remote":
            assert mothers, "one from afar without a mother of the place"
        if one.volunteer.kind == "helper":
            assert one.role != "lead"
            assert [each for each in mothers if each.state != "paused"], "a helper alone"

    @invariant()
    def whatever_began_might_begin(self) -> None:
        for one in self.pairs(*RUNNING):
            if one.id not in self.begun:
                self.begun.add(one.id)
                self.holds(one)

    @invariant()
    def nobody_runs_without_her_company(self) -> None:
        """Also by day, whoever ended, paused, changed her part or was suspended."""
        for one in self.pairs("active"):
            self.has_company(one)

    @invariant()
    def nobody_is_over_capacity(self) -> None:
        for volunteer in session().scalars(select(Volunteer)).all():
            held = [one for one in self.pairs(*OPEN) if one.volunteer_id == volunteer.id]
            assert len(held) <= min(volunteer.capacity, RULES.capacity_max)

    @invariant()
    def a_child_has_one_lead_and_one_pair_with_each(self) -> None:
        held = self.pairs(*OPEN)
        leads = [one.child_id for one in held if one.role == "lead"]
        assert len(leads) == len(set(leads))
        both = [(one.child_id, one.volunteer_id) for one in held]
        assert len(both) == len(set(both))

    @invariant()
    def one_pledge_a_year(self) -> None:
        rows = session().scalars(select(Pledge).where(Pledge.state != "withdrawn")).all()
        for volunteer in self.people:
            own = sorted(
                (row.starts_on, row.ends_on) for row in rows if row.volunteer_id == volunteer.id
            )
            years = [row.year_number for row in rows if row.volunteer_id == volunteer.id]
            assert len(years) == len(set(years))
            for (_, ends), (starts, _) in pairwise(own):
                assert ends < starts


def run(app: Flask, **values: int) -> None:
    run_state_machine_as_test(
        type("StationOf", (Station,), {"app": app}),
        settings=settings(
            deadline=None, suppress_health_check=list(HealthCheck), database=None, **values
        ),
    )


def test_no_sequence_of_allowed_actions_breaks_a_promise(shared_app: Flask) -> None:
    run(shared_app, max_examples=25, stateful_step_count=25)
