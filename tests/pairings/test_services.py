from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.children.models import Child, Consent
from app.core.access.actors import Actor
from app.core.access.scope import get_visible, visible
from app.core.clock import add_months, today
from app.core.db import session, transaction
from app.core.documents import archive
from app.core.documents.models import Document
from app.core.errors import Conflict, DomainError, Forbidden, InvalidInput, NotFound
from app.core.workflow import advance, history
from app.pairings import closing, queries, services
from app.pairings.models import Pairing
from app.pairings.services.checking import check_all
from app.pairings.states import PAIRING, RUNNING
from app.pledges.models import Pledge
from app.policy import Role
from tests.pairings.pairs import close, pair, pledge, ready, take_steps, with_account
from tests.people import MILUO, grant_consent, make_actor, make_child, make_volunteer
from tests.pledges.test_services import photo

OnDay = Callable[[date], None]


def codes(error: pytest.ExceptionInfo[DomainError]) -> set[str]:
    return {problem.code for problem in error.value.problems}


def make(actor: Actor, child: Child, volunteer_id: int, role: str = "lead") -> Pairing:
    return services.make_pairing(
        actor=actor, child_id=child.id, volunteer_id=volunteer_id, role=role
    )


# Making


def test_both_answers_on_paper_make_a_pair_at_once(staff: Actor) -> None:
    pairing = pair(staff)
    assert (pairing.state, pairing.agreed_on_paper) == ("active", True)
    assert pairing.next_review_on == add_months(today(), 3)
    assert [change.target for change in history(pairing)] == ["active", "proposed"]


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        ("no consent", {"consent"}),
        ("not approved", {"vetting"}),
        ("no checks", {"vetting"}),
        ("no pledge", {"pledge"}),
        ("full", {"capacity"}),
        ("remote alone", {"company"}),
        ("helper alone", {"company"}),
        ("grown up", {"child"}),
        ("left the roster", {"child"}),
    ],
)
def test_gate_is_kept_in_the_transaction(staff: Actor, case: str, expected: set[str]) -> None:
    child = make_child(
        consented=case != "no consent",
        born_on=date(2000, 1, 1) if case == "grown up" else date(2015, 3, 8),
        state="left" if case == "left the roster" else "enrolled",
    )
    volunteer = make_volunteer(
        state="suspended" if case == "not approved" else "approved",
        vetted=case != "no checks",
        capacity=1,
        placement="remote" if case == "remote alone" else "local",
        kind="helper" if case == "helper alone" else "caring_mother",
    )
    if case != "no pledge":
        pledge(volunteer)
    if case == "full":
        make(staff, make_child(), volunteer.id)
    with pytest.raises(Conflict) as error:
        make(staff, child, volunteer.id)
    assert codes(error) == expected


def test_one_lead_co_volunteers_and_specialists_R25(staff: Actor) -> None:
    child = make_child()
    make(staff, child, ready().id)
    with pytest.raises(Conflict):
        make(staff, child, ready("李丽").id)
    make(staff, child, ready("李丽").id, "co")
    make(staff, child, ready("赵敏", placement="remote").id, "co")  # R97: beside a local one
    make(staff, child, ready("吴月", kind="helper").id, "specialist")
    assert [one.role for one in queries.running_of_child(child.id)] == [
        "lead",
        "co",
        "co",
        "specialist",
    ]
    with pytest.raises(Conflict) as error:  # as many as the programme allows
        make(staff, child, ready("郑五").id, "co")
    assert codes(error) == {"child"}


def test_other_county_pairs_nobody_here(app: Flask) -> None:
    child, volunteer = make_child(), ready()
    with pytest.raises(NotFound):
        make(make_actor(Role.STAFF, MILUO), child, volunteer.id)


# Both sides say yes


@pytest.fixture
def proposal(staff: Actor) -> Pairing:
    return services.propose_pairing(
        actor=staff, child_id=make_child().id, volunteer_id=ready().id, role="lead"
    )


def answer(actor: Actor, pairing: Pairing, side: str, word: str) -> None:
    services.answer_proposal(actor=actor, pairing_id=pairing.id, side=side, answer=word)


def test_pair_runs_with_the_second_yes_R72(staff: Actor, proposal: Pairing) -> None:
    volunteer = with_account(proposal.volunteer)
    answer(volunteer, proposal, "volunteer", "yes")
    assert proposal.state == "proposed"
    assert session().scalar(visible(Child, volunteer)) is None
    answer(staff, proposal, "family", "yes")
    assert proposal.state == "active"
    assert session().scalar(visible(Child, volunteer)) == proposal.child


@pytest.mark.parametrize("side", ["volunteer", "family"])
def test_one_no_ends_it_without_a_reason(staff: Actor, proposal: Pairing, side: str) -> None:
    answer(staff, proposal, side, "no")
    assert proposal.state == "declined"
    assert [change.reason for change in history(proposal)] == ["", ""]
    with pytest.raises(Conflict):
        answer(staff, proposal, side, "yes")
    again = services.propose_pairing(
        actor=staff, child_id=proposal.child_id, volunteer_id=proposal.volunteer_id, role="lead"
    )
    assert again.state == "proposed"


def test_volunteer_does_not_answer_for_the_family(proposal: Pairing) -> None:
    with pytest.raises(Forbidden):
        answer(with_account(proposal.volunteer), proposal, "family", "yes")


def test_other_volunteer_answers_nothing(proposal: Pairing) -> None:
    with pytest.raises(NotFound):
        answer(with_account(ready("李丽")), proposal, "volunteer", "yes")


def test_gate_is_looked_at_again_at_the_second_yes(staff: Actor, proposal: Pairing) -> None:
    answer(staff, proposal, "volunteer", "yes")
    with transaction():
        session().scalars(select(Consent)).one().withdrawn_on = today()
    with pytest.raises(Conflict) as error:
        answer(staff, proposal, "family", "yes")
    assert codes(error) == {"consent"}
    session().expire_all()
    assert proposal.state == "proposed"


def test_proposal_holds_the_place_of_both(staff: Actor) -> None:
    child, volunteer = make_child(), ready(capacity=1)
    services.propose_pairing(actor=staff, child_id=child.id, volunteer_id=volunteer.id, role="lead")
    with pytest.raises(Conflict) as error:
        make(staff, make_child(), volunteer.id)
    assert codes(error) == {"capacity"}
    with pytest.raises(Conflict) as error:
        make(staff, child, ready("李丽").id)
    assert codes(error) == {"child"}


def test_station_takes_its_proposal_back(staff: Actor, proposal: Pairing) -> None:
    services.withdraw_proposal(actor=staff, pairing_id=proposal.id)
    assert proposal.state == "declined"


# Kept each night


def break_(pairing: Pairing, condition: str) -> None:
    with transaction() as current:
        if condition == "pledge":
            for one in current.scalars(select(Pledge)):
                one.state = "withdrawn"
        elif condition == "vetting":
            pairing.volunteer.state = "suspended"
        else:
            current.scalars(select(Consent)).one().withdrawn_on = today()


@pytest.mark.parametrize(
    ("condition", "state", "sees"),
    [("pledge", "lapsed", True), ("vetting", "suspended", False), ("consent", "suspended", False)],
)
def test_broken_condition_shows_with_the_clock_running(
    staff: Actor, on_day: OnDay, condition: str, state: str, sees: bool
) -> None:
    pairing = pair(staff)
    volunteer = with_account(pairing.volunteer)
    break_(pairing, condition)
    first = today()
    assert check_all() == 1
    on_day(first + timedelta(days=3))
    assert check_all() == 0
    session().expire_all()
    assert (pairing.state, pairing.trouble, pairing.trouble_since) == (state, [condition], first)
    assert (session().scalar(visible(Child, volunteer)) is not None) is sees
    assert state in [change.target for change in history(pairing)]


def test_mended_condition_lets_it_run_again(staff: Actor) -> None:
    pairing = pair(staff)
    break_(pairing, "pledge")
    check_all()
    assert pairing.state == "lapsed"
    pledge(pairing.volunteer, year_number=2, starts_on=today() - timedelta(days=1))
    check_all()
    session().expire_all()
    assert (pairing.state, pairing.trouble, pairing.trouble_since) == ("active", [], None)


def test_withdrawn_consent_closes_the_file_before_the_night(staff: Actor) -> None:
    pairing = pair(staff)
    volunteer = with_account(pairing.volunteer)
    break_(pairing, "consent")
    assert session().scalar(visible(Child, volunteer)) is None
    grant_consent(pairing.child, pairing.child.guardians[0])
    assert session().scalar(visible(Child, volunteer)) is not None


def test_pause_with_a_reason_and_its_end(staff: Actor, on_day: OnDay) -> None:
    pairing = pair(staff)
    with pytest.raises(InvalidInput):
        services.pause_pairing(actor=staff, pairing_id=pairing.id, reason=" ")
    session().expire_all()
    until = today() + timedelta(days=10)
    services.pause_pairing(actor=staff, pairing_id=pairing.id, reason="住院", until=until)
    break_(pairing, "pledge")
    check_all()
    assert pairing.state == "paused"
    on_day(until + timedelta(days=1))
    check_all()
    session().expire_all()
    assert pairing.state == "lapsed"


def test_suspension_by_hand_stays_until_taken_back(staff: Actor) -> None:
    pairing = pair(staff)
    volunteer = with_account(pairing.volunteer)
    services.suspend_pairing(actor=staff, pairing_id=pairing.id, reason="核实情况")
    check_all()
    assert pairing.state == "suspended"
    assert session().scalar(visible(Child, volunteer)) is None
    services.resume_pairing(actor=staff, pairing_id=pairing.id, reason="已核实")
    assert (pairing.state, pairing.trouble) == ("active", [])


# First meeting, agreement, review


def test_first_meeting_names_who_was_there(staff: Actor) -> None:
    pairing = pair(staff)
    values = {"actor": staff, "pairing_id": pairing.id, "met_on": today(), "place": "村部"}
    for present, name in ((["volunteer"], "李主任"), (["volunteer", "child"], " ")):
        with pytest.raises(InvalidInput):
            services.record_first_meeting(**values, present=present, staff_name=name)
    meeting = services.record_first_meeting(
        **values, present=["child", "volunteer", "x"], staff_name="李主任", note="约好每周六"
    )
    assert (meeting.present, meeting.note) == (["volunteer", "child"], "约好每周六")
    with pytest.raises(Conflict):
        services.record_first_meeting(**values, present=["child", "volunteer"], staff_name="李主任")


def test_agreement_is_numbered_once_and_kept_with_its_scan(staff: Actor) -> None:
    pairing = pair(staff)
    scan = {"signed_on": today(), "scan": photo(), "scan_name": "a.jpg"}
    with pytest.raises(Conflict):
        services.record_agreement(actor=staff, pairing_id=pairing.id, **scan)
    paper = services.issue_agreement(actor=staff, pairing_id=pairing.id)
    assert paper.serial.startswith("JD-430626-")
    assert archive.pdf_bytes(paper).startswith(b"%PDF")
    assert pairing.child.name not in str(paper.snapshot)
    with pytest.raises(Conflict):
        services.issue_agreement(actor=staff, pairing_id=pairing.id)
    services.record_agreement(actor=staff, pairing_id=pairing.id, **scan)
    assert pairing.agreement_scan_id


def test_reviews_at_three_and_six_months_and_yearly(staff: Actor, on_day: OnDay) -> None:
    pairing = pair(staff)
    begun = pairing.starts_on
    for months, following in ((3, 6), (6, 12), (12, 24)):
        on_day(add_months(begun, months) + timedelta(days=5))
        assert session().scalar(queries.due_reviews(staff, today())) == pairing
        services.record_review(
            actor=staff,
            pairing_id=pairing.id,
            held_on=today(),
            outcome="continue",
            heard=["child", "volunteer"],
            note="孩子开朗了",
        )
        assert pairing.next_review_on == add_months(begun, following)
    assert len(queries.reviews_of(pairing)) == 3


def test_review_needs_a_voice(staff: Actor) -> None:
    pairing = pair(staff)
    with pytest.raises(InvalidInput):
        services.record_review(
            actor=staff,
            pairing_id=pairing.id,
            held_on=today(),
            outcome="support",
            heard=[],
            note="",
        )


# Closing


def test_end_is_blocked_until_every_step_is_done(staff: Actor) -> None:
    pairing = pair(staff)
    with pytest.raises(Conflict):
        services.end_pairing(actor=staff, pairing_id=pairing.id)
    services.open_closure(actor=staff, pairing_id=pairing.id, way="planned", reason="期满")
    with pytest.raises(Conflict) as error:
        services.end_pairing(actor=staff, pairing_id=pairing.id)
    assert codes(error) == set(closing.CODES)
    take_steps(staff, pairing, but="talk_child")
    with pytest.raises(Conflict) as error:
        services.end_pairing(actor=staff, pairing_id=pairing.id)
    assert codes(error) == {"talk_child"}
    services.record_step(actor=staff, pairing_id=pairing.id, code="talk_child", outcome="declined")
    services.end_pairing(actor=staff, pairing_id=pairing.id)
    assert (pairing.state, pairing.ended_on) == ("ended", today())


def test_talk_may_be_declined_but_not_left_blank(staff: Actor) -> None:
    pairing = pair(staff)
    services.open_closure(actor=staff, pairing_id=pairing.id, way="one_sided", reason="搬家")
    step = {"actor": staff, "pairing_id": pairing.id}
    for values in (
        {"code": "talk_child", "outcome": ""},
        {"code": "talk_child", "outcome": "done", "note": " "},
        {"code": "statement", "outcome": "done", "note": "x"},
        {"code": "unknown", "outcome": "done", "note": "x"},
    ):
        with pytest.raises(InvalidInput):
            services.record_step(**step, **values)


def test_step_is_waived_by_the_chair_only(staff: Actor, chair: Actor) -> None:
    pairing = pair(staff)
    services.open_closure(actor=staff, pairing_id=pairing.id, way="unplanned", reason="转学")
    waive = {"pairing_id": pairing.id, "code": "last_meeting", "outcome": "waived"}
    with pytest.raises(Forbidden):
        services.record_step(actor=staff, **waive, note="孩子已随父母离开")
    session().expire_all()
    step = services.record_step(actor=chair, **waive, note="孩子已随父母离开")
    assert step.by_name == chair.name


@pytest.mark.parametrize("way", list(closing.WAYS))
def test_who_left_sees_nothing_any_more(staff: Actor, way: str) -> None:
    pairing = pair(staff)
    volunteer = with_account(pairing.volunteer)
    assert get_visible(Pairing, volunteer, pairing.id)
    close(staff, pairing, way)
    for model in (Pairing, Child):
        assert session().scalar(visible(model, volunteer)) is None
    rests = queries.cool_off_until(pairing.volunteer_id)
    assert (rests is None) is (way == "planned")


def test_rest_after_an_unplanned_end(staff: Actor, on_day: OnDay) -> None:
    pairing = pair(staff)
    close(staff, pairing, "one_sided")
    other = make_child()
    with pytest.raises(Conflict) as error:
        make(staff, other, pairing.volunteer_id)
    assert codes(error) == {"capacity"}
    on_day(today() + timedelta(days=31))
    assert make(staff, other, pairing.volunteer_id).state == "active"


def test_successor_reads_the_summary_that_was_handed_over(staff: Actor) -> None:
    pairing = pair(staff)
    close(staff, pairing)
    (left,) = queries.handed_over(pairing.child_id)
    assert (left.hand_over, left.summary) == ("summary", "喜欢画画")
    statement = session().get_one(Document, left.statement_id)
    assert statement.serial.startswith("JS-")
    assert archive.pdf_bytes(statement).startswith(b"%PDF")


def test_closure_may_be_given_up_until_the_family_has_the_statement(staff: Actor) -> None:
    pairing = pair(staff)
    opening = {"actor": staff, "pairing_id": pairing.id, "way": "planned", "reason": "期满"}
    services.open_closure(**opening)
    services.record_step(actor=staff, pairing_id=pairing.id, code="talk_child", outcome="declined")
    services.cancel_closure(actor=staff, pairing_id=pairing.id)
    assert queries.open_closure(pairing) is None
    services.open_closure(**opening)
    services.issue_statement(actor=staff, pairing_id=pairing.id)
    with pytest.raises(Conflict):
        services.cancel_closure(actor=staff, pairing_id=pairing.id)


# The lifecycle as a matrix


@pytest.mark.parametrize("state", [state.code for state in PAIRING.states])
@pytest.mark.parametrize("step", [step.name for step in PAIRING.transitions])
def test_lifecycle_matrix(staff: Actor, state: str, step: str) -> None:
    allowed = {
        "accept": {"proposed"},
        "decline": {"proposed"},
        "lapse": {"active", "suspended"},
        "suspend": {"active", "lapsed", "paused"},
        "mend": {"lapsed", "suspended"},
        "pause": {"active", "lapsed"},
        "resume": {"paused", "suspended"},
        "end": set(RUNNING),
    }
    pairing = pair(staff)
    with transaction():
        pairing.state = state
    if state in allowed[step]:
        with transaction():
            advance(PAIRING, step, actor=staff, row=pairing, reason="测试")
        assert pairing.state == PAIRING.transition(step).target
        return
    with pytest.raises(Conflict), transaction():
        advance(PAIRING, step, actor=staff, row=pairing, reason="测试")
