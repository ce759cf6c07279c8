from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app.children import hooks, services
from app.children.desk import queries
from app.children.desk import services as desk
from app.children.desk.models import FamilyRequest
from app.core import audit, crypto
from app.core.audit import AuditEvent
from app.core.audit.chain import reason_of
from app.core.clock import now, today
from app.core.db import session, transaction
from app.core.documents.uploads import Upload
from app.core.errors import Conflict, Forbidden, InvalidInput
from app.core.personal import keyring
from app.core.workflow import StateChange, history
from app.policy import Role
from tests.children.test_nothing_leaks import enter
from tests.people import JIAYI, make_actor


@pytest.fixture
def staff(app):
    return make_actor(Role.STAFF, JIAYI)


@pytest.fixture
def chair(app):
    return make_actor(Role.CHAIR, JIAYI)


@pytest.fixture
def child(chair):
    return enter(chair)


def ask(actor, child, kind="delete"):
    return desk.receive(
        actor=actor,
        child_id=child.id,
        kind=kind,
        asked_by="罗奶奶",
        text="请删除",
        asked_on=today(),
    )


def test_request_has_a_day_by_which_it_is_answered(child, staff):
    asked = ask(staff, child, "see")
    assert asked.due_on == today() + timedelta(days=15)
    with pytest.raises(InvalidInput):
        desk.answer(actor=staff, request_id=asked.id, done=True, text="")
    desk.answer(actor=staff, request_id=asked.id, done=True, text="已当面出示")
    assert asked.state == "done"
    with pytest.raises(Conflict):
        desk.answer(actor=staff, request_id=asked.id, done=False, text="再次")


def test_deletion_takes_two_people_and_leaves_nothing_to_read(child, staff, chair):
    own = ask(chair, child)
    with pytest.raises(Forbidden):
        desk.destroy_child(actor=chair, child_id=child.id, reason="监护人请求")
    desk.answer(actor=chair, request_id=own.id, done=False, text="改由工作人员受理")
    with pytest.raises(Conflict):
        desk.destroy_child(actor=chair, child_id=child.id, reason="无请求")
    asked = ask(staff, child)
    with pytest.raises(Conflict):
        desk.answer(actor=staff, request_id=asked.id, done=True, text="已删除")
    number, sealed = child.identity_number, bytes(child.name_sealed)
    desk.destroy_child(actor=chair, child_id=child.id, reason="监护人请求")
    session().expire_all()
    assert (child.state, child.name, child.guardians[0].name) == ("deleted", None, None)
    assert child.name_sealed == sealed, "the bytes of a backup: unreadable without the key"
    assert asked.state == "done"
    assert (child.born_on.month, child.born_on.day, child.needs) == (1, 1, [])
    assert [bytes(i) for i in (child.identity_index or b"", child.name_index or b"")] == [b"", b""]
    scan = session().scalars(select(Upload)).one()
    with pytest.raises(crypto.Unreadable):
        scan.read()
    assert number


def test_destroyed_file_takes_nothing_more(child, staff, chair):
    ask(staff, child)
    desk.destroy_child(actor=chair, child_id=child.id, reason="监护人请求")
    with pytest.raises(Conflict):
        services.save_guardian(
            actor=chair, child_id=child.id, guardian_id=None, name="李", phone="", relation=""
        )
    with pytest.raises(Conflict):
        services.record_consent(
            actor=chair, child_id=child.id, answers={"pairing": "granted"}, signed_on=today()
        )


def test_an_area_that_needs_the_file_keeps_it(app, child, staff, chair, monkeypatch):
    monkeypatch.setitem(app.extensions, "child_deletion_blockers", [])
    hooks.add_deletion_blocker(app, lambda _child: ["结对未结束"])
    ask(staff, child)
    with pytest.raises(Conflict):
        desk.destroy_child(actor=chair, child_id=child.id, reason="监护人请求")


def test_file_whose_term_is_over_is_proposed(child, chair):
    services.change_state(actor=chair, child_id=child.id, transition="leave", reason="进城")
    assert not queries.is_over_term(chair, child)
    with transaction() as current:
        current.execute(update(StateChange).values(at=now() - timedelta(days=4 * 366)))
    assert queries.is_over_term(chair, child)
    desk.destroy_child(actor=chair, child_id=child.id, reason="保存期满")
    assert child.state == "deleted"


def test_reasons_go_with_the_file(child, staff, chair):
    """Nobody reads why something was done to a child whose key is destroyed; the chain is whole."""
    services.reveal_child(actor=staff, child_id=child.id, fields=["name"], reason="核对怕黑")
    services.change_state(actor=staff, child_id=child.id, transition="leave", reason="随父进城")
    asked = ask(staff, child)
    about = [
        event
        for event in session().scalars(select(AuditEvent).order_by(AuditEvent.seq))
        if event.reason_sealed
    ]
    assert [reason_of(event) for event in about] == ["核对怕黑", "随父进城"]
    assert {event.data_key_id for event in about} == {child.data_key_id}
    desk.destroy_child(actor=chair, child_id=child.id, reason="家长要求忘记此事")
    session().expire_all()
    events = session().scalars(select(AuditEvent).order_by(AuditEvent.seq)).all()
    assert [reason_of(event) for event in events if event.reason_sealed] == ["", ""]
    for event in events:
        if event.reason_sealed:
            with pytest.raises(crypto.Unreadable):
                house = keyring().derive("audit-reason")
                crypto.decrypt(house, event.reason_sealed, f"audit_event:{event.seq}")
    steps = session().scalars(select(StateChange).where(StateChange.object_id == asked.id)).all()
    assert {one.reason for one in (*steps, *history(child))} == {""}
    assert audit.verify().broken_at is None


def test_pages_of_the_desk(visit, child, staff, chair):
    browser = visit(staff)
    page = browser.get(f"/children/{child.id}/desk")
    assert browser.submit(page, {"kind": "copy", "asked_by": ""}).status_code == 422
    values = {"kind": "copy", "asked_by": "罗奶奶", "asked_on": today().isoformat()}
    assert browser.submit(page, values).status_code == 303
    asked = session().scalars(select(FamilyRequest)).one()
    assert child.alias in browser.get("/children/desk").text
    page = browser.get(f"/children/desk/{asked.id}")
    copy = browser.submit(page, {}, action=f"/children/desk/{asked.id}/copy")
    assert json.loads(copy.data)["guardians"][0]["name"] == "罗奶奶"
    done = {"outcome": "done", "text": "已提供副本"}
    assert browser.submit(page, done, action=f"/children/desk/{asked.id}").status_code == 303
    paper = browser.submit(browser.get(f"/children/desk/{asked.id}"), {})
    assert paper.data.startswith(b"%PDF")
    ask(staff, child)
    browser = visit(chair)
    page = browser.get(f"/children/{child.id}/delete")
    assert browser.submit(page, {"reason": ""}).status_code == 422
    assert browser.submit(page, {"reason": "监护人请求"}).status_code == 303
    assert browser.get(f"/children/{child.id}").status_code == 200
    assert browser.get("/children?state=deleted").status_code == 200
