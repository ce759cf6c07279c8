"""A file moves with the child, is handed over at 18, and is forgotten when its term is over."""

import io
from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from openpyxl import load_workbook
from sqlalchemy import select

from app.children import services
from app.children.access.queries import reach_of
from app.children.access.rules import Reach
from app.children.desk import services as desk
from app.children.families.services import join_families
from app.children.hooks import add_deletion_blocker
from app.children.life import facts, handing_over, moving, retention
from app.children.life.models import HandOver
from app.children.models import Child
from app.core.audit.models import AuditEvent
from app.core.clock import add_months, today
from app.core.db import session, transaction
from app.core.errors import Conflict, InvalidInput, NotFound
from app.core.personal import DataKey
from app.pairings.models import Pairing
from app.policy import Role
from tests.people import (
    JIAYI,
    MILUO,
    MILUO_VILLAGE,
    SANYANG,
    XIEJIANG,
    grant_consent,
    make_actor,
    make_child,
    make_volunteer,
)


@pytest.fixture
def station(app):
    return make_actor(Role.STAFF, JIAYI)


@pytest.fixture
def other_station(app):
    return make_actor(Role.STAFF, MILUO)


@pytest.fixture
def registered(monkeypatch):
    """The villages of these tests stand in the register."""
    known = {XIEJIANG, SANYANG, MILUO_VILLAGE}
    monkeypatch.setattr(moving, "get_region", lambda code: code in known)


def move(actor, child, village=MILUO_VILLAGE, **changes):
    given = {"address": "7组", "moved_on": today(), "reason": "随母亲搬家", "with_family": True}
    return moving.move_child(actor=actor, child_id=child.id, village=village, **(given | changes))


def test_file_follows_the_child_and_access_changes_at_once(registered, station, other_station):
    child = make_child("罗小川", address="3组")
    number = child.roster_number
    assert (reach_of(station, child), reach_of(other_station, child)) == (Reach.STATION, None)
    move(station, child)
    assert (reach_of(station, child), reach_of(other_station, child)) == (None, Reach.STATION)
    assert (child.address, child.family.region_code) == ("7组", MILUO_VILLAGE)
    with pytest.raises(NotFound):
        services.record_opening(actor=station, child_id=child.id)
    [went] = moving.went(station)
    assert (went.from_code, went.from_number, went.to_code) == (XIEJIANG, number, MILUO_VILLAGE)
    [came] = moving.came(other_station, unseen=True)
    assert came.reason == "随母亲搬家"
    assert moving.came(station) == moving.went(other_station) == []


def test_new_station_takes_note_once(registered, station, other_station):
    move(station, make_child())
    [came] = moving.came(other_station)
    with pytest.raises(NotFound):
        moving.take_note(actor=station, move_id=came.id)
    moving.take_note(actor=other_station, move_id=came.id)
    assert moving.came(other_station, unseen=True) == []
    with pytest.raises(Conflict):
        moving.take_note(actor=other_station, move_id=came.id)


def family(station):
    elder, younger = make_child("罗小川"), make_child("罗小溪")
    join_families(actor=station, child_id=younger.id, other_id=elder.id, reason="一家")
    return elder, younger


def test_family_moves_together(registered, station):
    elder, younger = family(station)
    move(station, elder)
    assert {elder.region_code, younger.region_code} == {MILUO_VILLAGE}
    assert elder.family_id == younger.family_id


def test_child_that_moves_alone_leaves_the_others(registered, station):
    elder, younger = family(station)
    move(station, elder, with_family=False)
    assert (elder.region_code, younger.region_code) == (MILUO_VILLAGE, XIEJIANG)
    assert younger.family.region_code == XIEJIANG
    assert elder.guardians[0].name == younger.guardians[0].name == "张奶奶"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"village": "430626999999"}, "region_code"),
        ({"village": XIEJIANG}, "region_code"),
        ({"moved_on": today() + timedelta(days=2)}, "moved_on"),
        ({"reason": ""}, "reason"),
    ],
)
def test_move_asks_for_what_is_missing(registered, station, changes, field):
    with pytest.raises(InvalidInput) as found:
        move(station, make_child(), **changes)
    assert [one.field for one in found.value.problems] == [field]


def test_pairing_goes_with_the_child(registered, station):
    child = make_child()
    with transaction() as current:
        pairing = Pairing(
            child=child,
            volunteer=make_volunteer("王芳"),
            region_code=child.region_code,
            placement="local",
            starts_on=today(),
        )
        current.add(pairing)
    move(station, child)
    assert pairing.region_code == MILUO_VILLAGE


def test_everybody_who_comes_of_age_soon_is_put_on_the_list(station):
    soon = make_child("小一", born_on=add_months(today() + timedelta(days=80), -12 * 18))
    later = make_child("小二", born_on=add_months(today() + timedelta(days=120), -12 * 18))
    assert handing_over.prepare() == 1
    assert handing_over.prepare() == 0
    rows = session().scalars(handing_over.list_hand_overs(station, "open")).all()
    assert [one.child for one in rows] == [soon]
    assert later.id not in [one.child_id for one in rows]


def test_hand_over_needs_somebody_to_turn_to(station):
    child = make_child(born_on=add_months(today(), -12 * 17))
    with pytest.raises(InvalidInput) as found:
        handing_over.decide(actor=station, child_id=child.id, place="school", contact="", note="")
    assert [one.field for one in found.value.problems] == ["contact"]
    handing_over.decide(
        actor=station, child_id=child.id, place="school", contact="资助办李老师", note=""
    )
    assert session().scalars(handing_over.list_hand_overs(station, "open")).all() == []
    assert handing_over.of_child(child).contact == "资助办李老师"


def test_hand_overs_of_another_station_are_not_listed(station, other_station):
    make_child(born_on=add_months(today() + timedelta(days=9), -12 * 18))
    handing_over.prepare()
    assert session().scalars(handing_over.list_hand_overs(other_station, "all")).all() == []


def test_successor_list_as_workbook_names_nobody(visit, station):
    child = make_child("罗小川", born_on=add_months(today() + timedelta(days=9), -12 * 18))
    handing_over.prepare()
    browser = visit(station)
    listed = browser.get("/children/successors")
    assert child.alias in listed.text
    sent = browser.submit(listed, {}, action="/children/successors?show=open")
    cells = [cell.value for row in load_workbook(io.BytesIO(sent.data)).active for cell in row]
    assert child.alias in cells
    assert not [one for one in cells if "罗小川" in str(one)]
    acts = session().scalars(select(AuditEvent.act)).all()
    assert "child.successors_exported" in acts


def leave(station, child):
    services.change_state(actor=station, child_id=child.id, transition="leave", reason="随父母进城")


def test_file_is_forgotten_after_its_term_and_not_before(app, station):
    child = make_child("罗小川", address="3组")
    leave(station, child)
    term = add_months(today(), 36)
    assert retention.forget_due(term) == 0
    chair = make_actor(Role.CHAIR, JIAYI)
    with time_machine.travel(datetime.combine(term - timedelta(days=30), time(4), UTC)):
        assert [one.child for one in retention.report(chair).due] == [child]
    assert retention.forget_due(term + timedelta(days=1)) == 1
    session().expire_all()
    assert (child.state, child.name, child.address, child.alias) == ("deleted", None, None, "—")
    assert session().get_one(DataKey, child.data_key_id).wrapped is None
    assert list(retention.report(chair).forgotten.values()) == [1]


def test_file_that_is_needed_is_held_back(app, station):
    child = make_child()
    leave(station, child)
    late = add_months(today(), 40)
    desk.receive(
        actor=station, child_id=child.id, kind="copy", asked_by="张奶奶", text="", asked_on=today()
    )
    assert retention.forget_due(late) == 0
    other = make_child()
    leave(station, other)
    add_deletion_blocker(app, lambda row: ["已向公安机关报告"] if row is other else [])
    assert retention.forget_due(late) == 0
    app.extensions["child_deletion_blockers"].pop()


def test_enrolled_child_is_never_forgotten(station):
    make_child()
    assert retention.forget_due(add_months(today(), 600)) == 0


def test_birthday_does_not_stay_in_the_hand_over(app, station):
    child = make_child(born_on=add_months(today() + timedelta(days=9), -12 * 18))
    handing_over.prepare()
    leave(station, child)
    retention.forget_due(add_months(today(), 40))
    row = session().scalars(select(HandOver)).one()
    assert (row.due_on.month, row.due_on.day) == (1, 1)


def test_fact_is_kept_with_source_and_day(station):
    child = make_child()
    for day in (date(2026, 3, 1), date(2026, 9, 1)):
        facts.record_fact(
            actor=station, child_id=child.id, kind="teacher", text=f"周老师{day.month}",
            source="school", as_of=day,
        )  # fmt: skip
    assert [(one.text, one.source) for one in facts.facts_of(child)] == [
        ("周老师9", "school"),
        ("周老师3", "school"),
    ]


def test_health_is_recorded_only_with_consent_and_shown_only_to_workers(station):
    child = make_child()

    def record():
        return facts.record_fact(
            actor=station, child_id=child.id, kind="health", text="哮喘",
            source="guardian", as_of=today(),
        )  # fmt: skip

    with pytest.raises(Conflict):
        record()
    grant_consent(child, child.guardians[0], "health")
    session().refresh(child)
    record()
    from app.children.access.sections import seen

    nothing, full = frozenset(), frozenset({"health"})
    assert facts.shown_facts(child, seen(Reach.PAIRED), full) == []
    assert [one["text"] for one in facts.shown_facts(child, seen(Reach.STATION), nothing)] == [
        "****"
    ]
    assert [one["text"] for one in facts.shown_facts(child, seen(Reach.STATION), full)] == ["哮喘"]


def test_pages_of_life_open_and_refuse_bad_input(visit, registered, station):
    child = make_child(born_on=add_months(today() + timedelta(days=9), -12 * 18))
    browser = visit(station)
    for path in ("move", "successor", "facts"):
        page = browser.get(f"/children/{child.id}/{path}")
        assert page.status_code == 200
        assert browser.submit(page, {}).status_code == 422
    assert browser.get("/children/moves").status_code == 200
    assert len(session().scalars(select(Child)).all()) == 1


def test_transaction_is_whole_when_a_move_fails(registered, station, app):
    child = make_child()

    def fail(_child):
        raise RuntimeError("the upper floor fails")

    app.extensions["child_followers"].append(fail)
    with pytest.raises(RuntimeError):
        move(station, child)
    app.extensions["child_followers"].pop()
    session().expire_all()
    assert child.region_code == XIEJIANG
    with transaction():
        assert moving.went(station) == []
