"""Who may take a roster where, from which state: the whole table."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import func, select

from app.children.rosters import queries, services
from app.children.rosters.models import RosterVersion
from app.children.rosters.states import ROSTER
from app.core import audit
from app.core.audit.models import AuditEvent
from app.core.db import session
from app.core.errors import Conflict, DomainError, Forbidden, InvalidInput, NotFound
from app.policy import Role
from tests.children.village_rosters.village import (
    STATES,
    bring_to,
    fresh_child,
    make_places,
    photo,
    seal,
)
from tests.people import JIAYI, MILUO, PINGJIANG, XIEJIANG, make_actor

WHO = {
    "village chair": (Role.CHAIR, XIEJIANG),
    "township staff": (Role.STAFF, JIAYI),
    "township reviewer": (Role.REVIEWER, JIAYI),
    "county chair": (Role.CHAIR, PINGJIANG),
    "township supervisor": (Role.SUPERVISOR, JIAYI),
    "county reviewer": (Role.REVIEWER, PINGJIANG),
    "neighbour": (Role.CHAIR, MILUO),
    "volunteer": (Role.VOLUNTEER, XIEJIANG),
    "auditor": (Role.AUDITOR, PINGJIANG),
    "administrator": (Role.ADMIN, PINGJIANG),
}
COMPILERS = {"village chair", "township staff", "county chair"}
CHECKERS = {"township staff", "township reviewer", "county chair"}
SEALERS = {"township staff", "county chair"}
STEPS = {
    "hand_in": (("draft",), COMPILERS),
    "take_back": (("handed_in",), COMPILERS),
    "check": (("handed_in",), CHECKERS),
    "print": (("checked",), CHECKERS),
    "send_back": (("handed_in", "checked", "printed"), CHECKERS),
    "seal": (("printed",), SEALERS),
}


def take(step, actor, roster):
    if step == "hand_in":
        services.hand_in(actor=actor, roster_id=roster.id)
    elif step == "check":
        services.check(actor=actor, roster_id=roster.id)
    elif step == "print":
        services.record_print(actor=actor, roster_id=roster.id, purpose="送镇党委盖章")
    elif step == "seal":
        seal(actor, roster)
    else:
        services.reopen(actor=actor, roster_id=roster.id, step=step, reason="3号住址有误")


def test_table_is_that_of_the_states():
    assert {one.name: one.sources for one in ROSTER.transitions} == {
        name: sources for name, (sources, _who) in STEPS.items()
    }


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("step", STEPS)
def test_who_may_take_which_step(village, township, who, step):
    fresh_child()
    sources, allowed = STEPS[step]
    roster = bring_to(sources[0], make_actor(Role.CHAIR, XIEJIANG), township)
    actor = make_actor(*WHO[who])
    if who in allowed:
        take(step, actor, roster)
        assert roster.state == ROSTER.transition(step).target
    else:
        with pytest.raises((Forbidden, NotFound)):
            take(step, actor, roster)
        assert roster.state == sources[0]


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("step", STEPS)
def test_step_is_refused_from_every_other_state(village, township, state, step):
    fresh_child()
    sources, _allowed = STEPS[step]
    if state in sources or (step, state) in (("print", "printed"), ("print", "sealed")):
        return  # a roster is printed again without a step
    if (step, state) == ("print", "handed_in"):
        return  # as a copy for checking
    roster = bring_to(state, village, township)
    with pytest.raises(DomainError):
        take(step, make_actor(Role.CHAIR, PINGJIANG), roster)
    assert roster.state == state


def test_nobody_checks_what_she_handed_in(township, village):
    fresh_child()
    roster = bring_to("handed_in", township, township)
    with pytest.raises(Forbidden) as refused:
        services.check(actor=township, roster_id=roster.id)
    assert refused.value.problems[0].code == "second_person"


def test_copy_for_checking_takes_no_step(village, township):
    fresh_child()
    roster = bring_to("handed_in", village, township)
    services.record_print(actor=township, roster_id=roster.id, purpose="核对")
    assert roster.state == "handed_in"


def test_return_needs_its_reason_and_thaws_the_rows(village, township):
    fresh_child()
    roster = bring_to("printed", village, township)
    with pytest.raises(InvalidInput):
        services.reopen(actor=township, roster_id=roster.id, step="send_back", reason=" ")
    services.reopen(actor=township, roster_id=roster.id, step="send_back", reason="缺一人")
    assert (roster.state, roster.sha256.strip(), roster.frozen_on) == ("draft", "", None)
    assert not queries.entries_of(roster)
    fresh_child("罗小溪")
    services.hand_in(actor=village, roster_id=roster.id)
    assert roster.listed == 2


def test_paper_of_before_the_return_does_not_seal(village, township):
    fresh_child()
    roster = bring_to("printed", village, township)
    old = roster.sha256[:6]
    services.reopen(actor=township, roster_id=roster.id, step="send_back", reason="缺一人")
    fresh_child("罗小溪")
    bring_to("printed", village, township)
    with pytest.raises(InvalidInput) as refused:
        seal(township, roster, code=old)
    assert [one.field for one in refused.value.problems] == ["code"]
    assert roster.state == "printed"


def test_sealed_version_keeps_scan_day_office_and_hash_on_record(village, township):
    fresh_child()
    roster = bring_to("sealed", village, township)
    assert roster.scan.purpose == "roster"
    assert roster.office == "加义镇党委"
    assert queries.is_intact(roster)
    told = select(AuditEvent).where(AuditEvent.act == "roster.locked")
    assert session().scalars(told).one().detail["sha256"] == roster.sha256
    assert audit.verify().broken_at is None


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("code", {"code": "000000"}),
        ("sealed_on", {"sealed_on": None}),
        ("office", {"office": "  "}),
        ("scans", {"files": []}),
        ("scans", {"files": [("a.exe", b"MZ" * 40)]}),
        ("scans", {"files": [("a.jpg", b"\xff\xd8\xff" + b"0" * 90), ("b.jpg", b"x")]}),
    ],
)
def test_seal_says_what_is_wrong_beside_the_field(village, township, field, changes):
    fresh_child()
    roster = bring_to("printed", village, township)
    with pytest.raises(InvalidInput) as refused:
        seal(township, roster, **changes)
    assert {one.field for one in refused.value.problems} == {field}
    session().refresh(roster)
    assert (roster.state, roster.scan_id) == ("printed", None)


def test_photos_of_several_pages_become_one_paper(village, township):
    fresh_child()
    roster = bring_to("printed", village, township)
    seal(township, roster, files=[("1.jpg", photo()), ("2.jpg", photo("red"))])
    assert roster.scan.content_type == "application/pdf"
    assert roster.scan.read().startswith(b"%PDF")


def test_village_works_on_one_version_at_a_time(village, township):
    first = services.open_draft(actor=village, region_code=XIEJIANG)
    assert services.open_draft(actor=township, region_code=XIEJIANG) is first


@pytest.mark.parametrize("code", [JIAYI, "430626102998", PINGJIANG])
def test_roster_is_one_of_a_village(village, code):
    with pytest.raises(InvalidInput):
        services.open_draft(actor=make_actor(Role.CHAIR, PINGJIANG), region_code=code)


def test_village_without_such_children_hands_in_an_empty_roster(village, township):
    roster = bring_to("sealed", village, township)
    assert (roster.state, roster.listed) == ("sealed", 0)


def test_of_two_who_seal_at_once_one_is_told(fresh_app):
    with fresh_app.app_context():
        make_places()
        village = make_actor(Role.CHAIR, XIEJIANG)
        township = make_actor(Role.STAFF, JIAYI)
        fresh_child()
        roster = bring_to("printed", village, township)
        roster_id, code = roster.id, roster.sha256[:6]
    start, outcomes = threading.Barrier(2), []

    def work():
        with fresh_app.app_context():
            start.wait()
            try:
                services.seal(
                    actor=township,
                    roster_id=roster_id,
                    files=[("a.jpg", photo())],
                    code=code,
                    sealed_on=queries.get_roster(township, roster_id).frozen_on,
                    office="加义镇党委",
                )
                outcomes.append("sealed")
            except Conflict:
                outcomes.append("refused")

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["refused", "sealed"]
    with fresh_app.app_context():
        locked = select(func.count()).where(AuditEvent.act == "roster.locked")
        assert session().scalar(locked) == 1
        assert session().scalars(select(RosterVersion.state)).all() == ["sealed"]


def test_of_two_who_begin_at_once_there_is_one_version(fresh_app):
    with fresh_app.app_context():
        make_places()
        actors = [make_actor(Role.CHAIR, XIEJIANG), make_actor(Role.STAFF, JIAYI)]
    start = threading.Barrier(2)

    def work(actor):
        with fresh_app.app_context():
            start.wait()
            services.open_draft(actor=actor, region_code=XIEJIANG)

    threads = [threading.Thread(target=work, args=(actor,)) for actor in actors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with fresh_app.app_context():
        assert session().scalar(select(func.count()).select_from(RosterVersion)) == 1
