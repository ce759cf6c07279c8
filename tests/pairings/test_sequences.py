"""Whatever people do in whatever order: never a pair without consent, over capacity, or a second
signed pledge of one year."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from app.children.models import Consent
from app.children.queries import consent_in_force
from app.core.clock import today
from app.core.db import session, transaction
from app.core.errors import DomainError
from app.pairings import services
from app.pairings.models import Pairing
from app.pairings.services.checking import check_all
from app.pairings.states import OPEN, SEES_CHILD
from app.pledges import services as pledges
from app.pledges.models import Pledge
from app.policy import Role
from app.volunteers.models import Volunteer
from tests.people import grant_consent, make_actor, make_child, make_volunteer
from tests.support.applications import rolled_back

WHICH = st.integers(0, 1)
ROLE = st.sampled_from(["lead", "co", "specialist"])
LINES: list = [[(x, 10) for x in range(20)]]


def test_no_sequence_of_allowed_actions_breaks_a_promise(shared_app: Flask) -> None:
    class Station(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.isolated = rolled_back(shared_app)
            self.isolated.__enter__()
            self.context = shared_app.app_context()
            self.context.push()
            self.chair = make_actor(Role.CHAIR)
            self.children = [make_child(), make_child(consented=False)]
            self.volunteers = [make_volunteer(capacity=1), make_volunteer("李丽", capacity=2)]
            self.issue(0)
            self.sign()

        def teardown(self) -> None:
            self.context.pop()
            self.isolated.__exit__(None, None, None)

        def attempt(self, act, **values) -> None:
            try:
                act(actor=self.chair, **values)
            except DomainError:
                session().rollback()

        @rule(child=WHICH, volunteer=WHICH, role=ROLE, asked=st.booleans())
        def pair(self, child: int, volunteer: int, role: str, asked: bool) -> None:
            self.attempt(
                services.propose_pairing if asked else services.make_pairing,
                child_id=self.children[child].id,
                volunteer_id=self.volunteers[volunteer].id,
                role=role,
            )

        @rule(side=st.sampled_from(["volunteer", "family"]), word=st.sampled_from(["yes", "no"]))
        def answer(self, side: str, word: str) -> None:
            for one in self.pairings("proposed"):
                self.attempt(services.answer_proposal, pairing_id=one.id, side=side, answer=word)

        @rule(which=WHICH)
        def issue(self, which: int) -> None:
            self.attempt(pledges.issue_pledge, volunteer_id=self.volunteers[which].id)

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

        @rule()
        def withdraw_pledge(self) -> None:
            for one in session().scalars(select(Pledge).where(Pledge.state == "signed")).all():
                self.attempt(pledges.withdraw_pledge, pledge_id=one.id, reason="写错")
                return

        @rule(child=WHICH)
        def consent(self, child: int) -> None:
            grant_consent(self.children[child], self.children[child].guardians[0])

        @rule()
        def withdraw_consent(self) -> None:
            with transaction() as current:
                for one in current.scalars(select(Consent)):
                    one.withdrawn_on = today() - timedelta(days=1)
            session().expire_all()

        @rule(which=WHICH)
        def suspend_volunteer(self, which: int) -> None:
            with transaction():
                volunteer = self.volunteers[which]
                volunteer.state = "suspended" if volunteer.state == "approved" else "approved"

        @rule()
        def pause_and_resume(self) -> None:
            for one in self.pairings("active"):
                self.attempt(services.pause_pairing, pairing_id=one.id, reason="生病")
            for one in self.pairings("suspended", "paused"):
                self.attempt(services.resume_pairing, pairing_id=one.id)

        @rule()
        def night(self) -> None:
            check_all()

        def pairings(self, *states: str) -> list[Pairing]:
            return list(session().scalars(select(Pairing).where(Pairing.state.in_(states))).all())

        @invariant()
        def nobody_is_over_capacity(self) -> None:
            for volunteer in session().scalars(select(Volunteer)).all():
                held = [p for p in self.pairings(*OPEN) if p.volunteer_id == volunteer.id]
                assert len(held) <= volunteer.capacity

        @invariant()
        def one_signed_pledge_a_year(self) -> None:
            seen = set()
            for one in session().scalars(select(Pledge).where(Pledge.state != "withdrawn")).all():
                key = (one.volunteer_id, one.year_number)
                assert key not in seen
                seen.add(key)

        @invariant()
        def no_child_has_two_leads(self) -> None:
            leads = [p.child_id for p in self.pairings(*OPEN) if p.role == "lead"]
            assert len(leads) == len(set(leads))

        @invariant()
        def no_pair_begins_without_consent(self) -> None:
            for one in session().scalars(select(Pairing)).all():
                assert one.child.consents, "the guardian was never asked"

        @invariant()
        def after_the_night_nobody_sees_a_child_without_consent(self) -> None:
            check_all()
            for one in self.pairings(*SEES_CHILD):
                if one.state != "paused":
                    assert consent_in_force(one.child, "pairing", today())

    run_state_machine_as_test(
        Station,
        settings=settings(
            max_examples=15,
            stateful_step_count=15,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )
