"""Lifecycles: only the declared steps, by whoever may, with a reason where one is asked for."""

import threading

import pytest
from sqlalchemy import select

from app.core import audit
from app.core.audit import AuditEvent
from app.core.audit.chain import reason_of
from app.core.crypto import Unreadable
from app.core.db import session, transaction
from app.core.errors import Conflict, Forbidden, InvalidInput
from app.core.workflow import Lifecycle, State, Transition, advance, begin, history, take
from app.policy import P, Role
from app.volunteers.models import Volunteer
from tests.people import MILUO, make_actor, make_volunteer

LIFE = Lifecycle(
    "probe",
    (
        State("applied", "Applied"),
        State("approved", "Approved", group="active"),
        State("left", "Left"),
    ),
    (
        Transition("approve", "Approve", ("applied",), "approved", P.DECIDE_VOLUNTEER),
        Transition(
            "leave",
            "Leave",
            ("applied", "approved"),
            "left",
            P.REGISTER_VOLUNTEER,
            reason_required=True,
        ),
    ),
)


@pytest.fixture
def volunteer(app):
    return make_volunteer(state="applied", vetted=False)


def test_step_changes_state_and_is_on_record(volunteer):
    chair = make_actor(Role.CHAIR)
    with transaction():
        begin(LIFE, actor=chair, row=volunteer)
        advance(LIFE, "approve", actor=chair, row=volunteer, reason=" 合格 ")
    assert volunteer.state == "approved"
    newest, first = history(volunteer)
    assert (newest.source, newest.target, newest.reason) == ("applied", "approved", "合格")
    assert (first.transition, first.reason, first.actor_name) == ("begin", "", chair.name)
    events = session().scalars(select(AuditEvent).order_by(AuditEvent.seq)).all()
    assert [event.act for event in events] == ["probe.begun", "probe.approve"]
    assert reason_of(events[1]) == "合格"
    assert audit.verify().broken_at is None


def test_reason_is_bound_to_its_step(volunteer):
    chair = make_actor(Role.CHAIR)
    with transaction():
        begin(LIFE, actor=chair, row=volunteer, reason="一")
        advance(LIFE, "approve", actor=chair, row=volunteer, reason="二")
    newest, first = history(volunteer)
    assert "二".encode() not in newest.reason_sealed
    newest.reason_sealed = first.reason_sealed
    with pytest.raises(Unreadable):
        _ = newest.reason
    session().rollback()


@pytest.mark.parametrize(
    ("role", "region"),
    [(Role.STAFF, "430626000000"), (Role.SUPERVISOR, "430626000000"), (Role.CHAIR, MILUO)],
)
def test_who_may_not_is_refused(volunteer, role, region):
    with pytest.raises(Forbidden), transaction():
        advance(LIFE, "approve", actor=make_actor(role, region), row=volunteer)
    assert volunteer.state == "applied"


def test_wrong_state_is_a_conflict(volunteer):
    chair = make_actor(Role.CHAIR)
    with transaction():
        take(LIFE, "leave", actor=chair, row=volunteer, reason="迁居")
    with pytest.raises(Conflict), transaction():
        advance(LIFE, "approve", actor=chair, row=volunteer)


@pytest.mark.parametrize("reason", ["", "  "])
def test_reason_is_demanded(volunteer, reason):
    with pytest.raises(InvalidInput) as caught, transaction():
        advance(LIFE, "leave", actor=make_actor(Role.CHAIR), row=volunteer, reason=reason)
    assert caught.value.problems[0].field == "reason"
    assert history(volunteer) == []


def test_open_steps_depend_on_state_and_actor(volunteer):
    chair, staff = make_actor(Role.CHAIR), make_actor(Role.STAFF)
    assert [one.name for one in LIFE.open_to(chair, volunteer)] == ["approve", "leave"]
    assert [one.name for one in LIFE.open_to(staff, volunteer)] == ["leave"]
    with transaction():
        take(LIFE, "leave", actor=chair, row=volunteer, reason="迁居")
    assert LIFE.open_to(chair, volunteer) == []


def test_lifecycle_knows_its_states():
    assert LIFE.initial == "applied"
    assert LIFE.state("left").label == "Left"
    assert LIFE.in_group("active") == ["approved"]


@pytest.mark.parametrize(
    ("states", "transitions"),
    [
        ((State("a", ""), State("a", "")), ()),
        ((State("a", ""),), (Transition("go", "", ("a",), "b", "p"),)),
        ((State("a", ""),), (Transition("go", "", ("x",), "a", "p"),)),
        ((State("a", ""),), (Transition("go", "", ("a",), "a", "p"),) * 2),
    ],
)
def test_lifecycle_that_does_not_fit_together_is_refused(states, transitions):
    with pytest.raises(ValueError, match="does not fit together"):
        Lifecycle("odd", states, transitions)


def test_of_two_at_once_one_is_refused(fresh_app):
    """Both have read the row before either presses the button."""
    with fresh_app.app_context():
        volunteer_id = make_volunteer(state="applied", vetted=False).id
        chair = make_actor(Role.CHAIR)
    start, outcomes = threading.Barrier(2), []

    def press():
        with fresh_app.app_context():
            row = session().get(Volunteer, volunteer_id)
            assert row.state == "applied"
            start.wait()
            try:
                with transaction():
                    advance(LIFE, "approve", actor=chair, row=row)
                outcomes.append("done")
            except Conflict:
                outcomes.append("refused")

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["done", "refused"]
    with fresh_app.app_context():
        assert len(history(session().get(Volunteer, volunteer_id))) == 1
