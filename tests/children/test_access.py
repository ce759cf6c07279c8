from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from app.children import services
from app.children.access import queries
from app.children.access import services as access
from app.children.access.models import AccessRequest, ReadingFlag
from app.children.access.rules import Reach
from app.children.queries import Filters
from app.core.audit.models import AuditEvent
from app.core.clock import now, today
from app.core.db import session, transaction
from app.core.errors import Forbidden, InvalidInput, NotFound
from app.policy import Role
from app.programmes.queries import rules_for
from app.programmes.rules import ReadingRules
from app.site.compliance import queries as compliance
from tests.people import JIAYI, MILUO, PINGJIANG, XIEJIANG, make_actor, make_child


@pytest.fixture
def child(app):
    return make_child("罗小川", note="怕黑")


@pytest.fixture
def chair(app):
    return make_actor(Role.CHAIR, JIAYI)


def unusual_from(monkeypatch, **changes):
    """As the programme sets it; by day, so that the hour of the test does not matter."""
    by_day = ReadingRules(**({"night_from": 0, "night_to": 0} | changes))
    monkeypatch.setattr(
        access, "rules_for", lambda region: replace(rules_for(region), reading=by_day)
    )


@pytest.fixture(autouse=True)
def by_day(monkeypatch):
    unusual_from(monkeypatch)


def test_station_opens_at_once_and_the_level_above_does_not(child, chair):
    assert services.record_opening(actor=chair, child_id=child.id) is Reach.STATION
    for role, region in ((Role.REVIEWER, PINGJIANG), (Role.CHAIR, MILUO), (Role.SUPERVISOR, JIAYI)):
        with pytest.raises(NotFound):
            services.record_opening(actor=make_actor(role, region), child_id=child.id)


def test_reviewer_of_the_township_opens_for_a_purpose(child):
    reviewer = make_actor(Role.REVIEWER, JIAYI)
    with pytest.raises(InvalidInput):
        access.ask_for_file(actor=reviewer, child_id=child.id, purpose=" ")
    asked = access.ask_for_file(actor=reviewer, child_id=child.id, purpose="核实名册信息")
    assert asked.state == "approved"
    assert services.record_opening(actor=reviewer, child_id=child.id) is Reach.PASSED


def test_pass_is_over_when_its_time_is(child):
    reviewer = make_actor(Role.REVIEWER, JIAYI)
    asked = access.ask_for_file(actor=reviewer, child_id=child.id, purpose="核实名册信息")
    with transaction():
        asked.valid_until = now() - timedelta(seconds=1)
    with pytest.raises(NotFound):
        services.record_opening(actor=reviewer, child_id=child.id)


def test_another_station_waits_for_the_chair(child, chair):
    other = make_actor(Role.CHAIR, MILUO)
    number = child.identity_number
    with transaction():
        from app.core.personal import blind_index

        child.identity_index = blind_index("identity", number)
    asked = access.ask_for_file(actor=other, identity_number=number, purpose="孩子随母亲来我县")
    nobody = access.ask_for_file(actor=other, identity_number="1" * 18, purpose="孩子来我县")
    assert (asked.state, nobody.state) == ("asked", "asked")
    with pytest.raises(NotFound):
        services.record_opening(actor=other, child_id=child.id)
    with pytest.raises(Forbidden):
        access.decide(actor=other, request_id=asked.id, approve=True)
    access.decide(actor=chair, request_id=asked.id, approve=True, hours=4)
    assert services.record_opening(actor=other, child_id=child.id) is Reach.PASSED
    flags = session().scalars(select(ReadingFlag.kind)).all()
    assert flags == ["outside"]


def test_refusal_needs_a_reason(child, chair):
    asked = access.ask_for_file(
        actor=make_actor(Role.SUPERVISOR, JIAYI), child_id=child.id, purpose="督查入户情况"
    )
    with pytest.raises(InvalidInput):
        access.decide(actor=chair, request_id=asked.id, approve=False)


def test_export_needs_a_second_person_and_names_both(child, chair):
    asked = access.ask_for_export(actor=chair, purpose="季度统计", filters=Filters())
    with pytest.raises(Forbidden):
        access.decide(actor=chair, request_id=asked.id, approve=True)
    second = make_actor(Role.REVIEWER)
    access.decide(actor=second, request_id=asked.id, approve=True)
    _, children = access.take_export(actor=chair, request_id=asked.id)
    assert children == [child]
    assert "child.exported" in {one.act for one in queries.readings_of(child)}


def test_many_files_in_an_hour_come_before_the_auditor(chair, monkeypatch):
    unusual_from(monkeypatch, many_files=3)
    for number in range(4):
        services.record_opening(actor=chair, child_id=make_child(f"儿{number}").id)
    [flag] = session().scalars(select(ReadingFlag)).all()
    assert (flag.kind, flag.user_id, flag.files) == ("many", chair.user_id, 3)
    auditor = make_actor(Role.AUDITOR)
    access.close_flag(actor=auditor, flag_id=flag.id, finding="年度核查", outcome="in_order")
    assert flag.finding == "年度核查"


def test_counts_are_for_ones_own_region(child):
    supervisor = make_actor(Role.SUPERVISOR)
    assert queries.counts(supervisor, PINGJIANG, "category").cells == [[None, None]] * 2
    with pytest.raises(Forbidden):
        queries.counts(supervisor, MILUO, "category")


def test_purpose_is_sealed_in_the_request(child):
    asked = access.ask_for_file(
        actor=make_actor(Role.REVIEWER, JIAYI), child_id=child.id, purpose="核实罗小川"
    )
    assert "罗小川".encode() not in bytes(asked.purpose_sealed)
    assert session().scalars(select(AccessRequest)).one().purpose == "核实罗小川"


def test_pages_of_asking_deciding_and_reading(visit, child, chair):
    supervisor = make_actor(Role.SUPERVISOR, JIAYI)
    browser = visit(supervisor)
    page = browser.get(f"/children/access/new?child={child.id}")
    assert browser.submit(page, {"purpose": ""}).status_code == 422
    assert browser.submit(page, {"purpose": "督查入户情况"}).status_code == 303
    asked = session().scalars(select(AccessRequest)).one()
    assert browser.get(f"/children/access/{asked.id}").status_code == 200
    assert browser.get("/children/access/new").status_code == 200
    assert browser.get("/children/access/matrix").status_code == 200
    browser = visit(chair)
    listed = browser.get("/children/access")
    assert f"/children/access/{asked.id}" in listed.text
    page = browser.get(f"/children/access/{asked.id}")
    assert child.alias in page.text
    assert browser.submit(page, {"answer": "refuse"}).status_code == 422
    assert browser.submit(page, {"answer": "approve", "hours": "4"}).status_code == 303
    opened = visit(supervisor).get(f"/children/{child.id}")
    assert "督查入户情况" in opened.text
    readers = visit(chair).get(f"/children/{child.id}/readers")
    assert "督查入户情况" in readers.text
    paper = visit(chair).submit(readers, {})
    assert paper.data.startswith(b"%PDF")


def test_list_is_asked_for_and_taken_once(visit, child, chair):
    browser = visit(chair)
    page = browser.get(f"/children/export?region={XIEJIANG}")
    assert browser.submit(page, {"purpose": ""}).status_code == 422
    asked = browser.submit(page, {"purpose": "季度统计"}).location
    number = int(asked.rpartition("/")[2])
    second = make_actor(Role.CHAIR)
    access.decide(actor=second, request_id=number, approve=True)
    taken = browser.submit(browser.get(asked), {})
    sheet = load_workbook(io.BytesIO(taken.data)).active
    text = "\n".join(str(cell.value) for row in sheet for cell in row)
    assert chair.name in text
    assert second.name in text
    assert child.name not in text
    assert chair.name in str(sheet.oddHeader.center.text)
    assert f"/{number}/take" not in browser.get(asked).text


def test_auditor_looks_into_a_flag(visit, child, chair, monkeypatch):
    unusual_from(monkeypatch, many_files=1)
    services.record_opening(actor=chair, child_id=child.id)
    browser = visit(make_actor(Role.AUDITOR))
    flag = session().scalars(select(ReadingFlag)).one()
    assert chair.name in browser.get("/children/readings").text
    page = browser.get(f"/children/readings/{flag.id}")
    assert browser.submit(page, {"reason": ""}).status_code == 422
    assert browser.submit(page, {"reason": "年度核查"}).status_code == 422
    sent = browser.submit(page, {"reason": "年度核查", "outcome": "incident"})
    assert sent.status_code == 303
    lines = compliance.pack(PINGJIANG, today().year)
    assert compliance.incidents(lines) == 1
    assert visit(chair).get("/children/readings").status_code == 403


def test_upper_level_gets_counts_in_place_of_the_list(visit, child):
    browser = visit(make_actor(Role.REVIEWER))
    assert browser.get("/children").location == "/children/counts"
    page = browser.get("/children/counts?by=sex")
    assert child.alias not in page.text
    assert "·" in page.text


def test_file_is_printed_with_who_and_what_for(visit, child, chair):
    browser = visit(chair)
    assert f"/children/{child.id}/print" in browser.get(f"/children/{child.id}").text
    page = browser.get(f"/children/{child.id}/print")
    assert browser.submit(page, {"reason": ""}).status_code == 422
    paper = browser.submit(page, {"reason": "移交档案"})
    assert paper.data.startswith(b"%PDF")
    event = session().scalars(select(AuditEvent).where(AuditEvent.act == "child.printed")).one()
    assert event.detail["reach"] == "station"
