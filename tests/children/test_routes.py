from __future__ import annotations

import io

import pytest
from PIL import Image
from sqlalchemy import select

from app.children import services
from app.children.models import Child, Consent
from app.core import registry
from app.core.audit.models import AuditEvent
from app.core.clock import today
from app.core.db import session, transaction
from app.policy import Role
from app.regions.models import Region
from tests.children.test_services import BORN, record
from tests.people import JIAYI, MILUO, XIEJIANG, identity_number, make_actor

PLACES = ((JIAYI, "加义镇"), (XIEJIANG, "谢江村民委员会"))


@pytest.fixture
def chair(app):
    with transaction() as current:
        for code, name in PLACES:
            current.add(
                Region(
                    code=code,
                    name=name,
                    level=4 if code == JIAYI else 5,
                    parent_code=JIAYI if code == XIEJIANG else "430626000000",
                    pinyin="x",
                    initials="x",
                )
            )
    return make_actor(Role.CHAIR)


@pytest.fixture
def child(chair):
    return services.enter_child(actor=chair, record=record(note="怕黑"))


def acts(name):
    return session().scalars(select(AuditEvent).where(AuditEvent.act == name)).all()


def secrets_of(child):
    return [child.name, child.identity_number, "13800001111", "罗奶奶", "怕黑"]


def png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 40), "white").save(out, "PNG")
    return out.getvalue()


def test_list_shows_nickname_and_masked_name(visit, chair, child):
    text = visit(chair).get("/children").text
    assert child.alias in text
    assert "罗**" in text
    assert "加义镇谢江村 1" in text
    assert not [secret for secret in secrets_of(child) if secret in text]


def test_empty_list_says_the_next_step(visit, chair):
    assert "/children/import" in visit(chair).get("/children").text
    assert visit(chair).get("/children?q=nobody&state=left&region=1").status_code == 200


def test_opening_is_recorded_and_masks(visit, chair, child):
    page = visit(chair).get(f"/children/{child.id}")
    assert page.status_code == 200
    assert child.alias in page.text
    assert not [secret for secret in secrets_of(child) if secret in page.text]
    [event] = acts("child.opened")
    assert (event.actor_id, event.object_id) == (chair.user_id, child.id)
    assert page.headers["Cache-Control"] == "no-store"


def test_reveal_shows_only_what_was_chosen(visit, chair, child):
    browser = visit(chair)
    page = browser.get(f"/children/{child.id}")
    shown = browser.submit(
        page,
        {"fields": ["name", "guardians"], "reason": "入户前核对"},
        action=f"/children/{child.id}",
    )
    assert shown.status_code == 200
    assert child.name in shown.text
    assert "13800001111" in shown.text
    assert child.identity_number not in shown.text
    [event] = acts("child.revealed")
    assert event.detail["fields"] == ["guardians", "name"]


def test_reveal_without_reason_shows_nothing(visit, chair, child):
    browser = visit(chair)
    page = browser.get(f"/children/{child.id}")
    refused = browser.submit(
        page, {"fields": ["name"], "reason": ""}, action=f"/children/{child.id}"
    )
    assert refused.status_code == 422
    assert child.name not in refused.text
    assert acts("child.revealed") == []


PAGES = (
    "",
    "/edit",
    "/guardians/new",
    "/leave",
    "/consents",
    "/consents/new",
)


@pytest.mark.parametrize("page", PAGES)
def test_file_of_another_region_does_not_exist(visit, chair, child, page):
    neighbour = make_actor(Role.CHAIR, MILUO)
    assert visit(neighbour).get(f"/children/{child.id}{page}").status_code == 404
    assert acts("child.opened") == []


@pytest.mark.parametrize("page", PAGES)
def test_pages_of_a_file_open_for_the_station(visit, chair, child, page):
    assert visit(chair).get(f"/children/{child.id}{page}").status_code == 200


@pytest.mark.parametrize("role", [Role.ADMIN, Role.AUDITOR, Role.VOLUNTEER])
def test_others_get_no_list_with_anybody_in_it(visit, chair, child, role):
    page = visit(make_actor(role)).get("/children")
    assert child.alias not in page.text


def test_supervisor_reads_the_masked_list_only(visit, chair, child):
    browser = visit(make_actor(Role.SUPERVISOR, JIAYI))
    listed = browser.get("/children")
    assert child.alias in listed.text
    assert f'href="/children/{child.id}"' not in listed.text
    sent_on = browser.get(f"/children/{child.id}")
    assert sent_on.location == f"/children/access/new?child={child.id}"
    assert browser.get("/children/export").status_code == 403


def test_entering_a_child_by_hand(visit, chair):
    browser = visit(chair)
    page = browser.get("/children/new")
    values = {
        "name": "罗 小 川",
        "identity_number": identity_number(BORN).lower(),
        "region_code": XIEJIANG,
        "category": "left_behind",
        "guardian_name": "罗奶奶",
        "guardian_phone": "138 0000 1111",
    }
    sent = browser.submit(page, values)
    assert sent.status_code == 303, sent.text
    child = session().scalars(select(Child)).one()
    assert (child.born_on, child.sex) == (BORN, "female")
    assert child.guardians[0].phone == "13800001111"


def test_form_names_what_contradicts_itself(visit, chair):
    browser = visit(chair)
    page = browser.get("/children/new")
    values = {
        "name": "罗小川",
        "identity_number": identity_number(BORN),
        "born_on": "2014-01-01",
        "sex": "male",
        "region_code": XIEJIANG,
        "category": "left_behind",
    }
    refused = browser.submit(page, values)
    assert refused.status_code == 422
    assert "born_on-error" in refused.text
    assert "sex-error" in refused.text
    bad_phone = browser.submit(
        page,
        {**values, "born_on": "", "sex": "female", "guardian_name": "李", "guardian_phone": "1"},
    )
    assert "guardian_phone-error" in bad_phone.text


def test_the_later_of_two_editors_is_shown_both_texts(visit, chair, child):
    browser = visit(chair)
    first, second = (browser.get(f"/children/{child.id}/edit") for _ in range(2))
    assert browser.submit(first, {"school": "第一小学"}).status_code == 303
    late = browser.submit(second, {"school": "第二小学"})
    assert late.status_code == 409
    assert "第一小学" in late.text
    assert "第二小学" in late.text
    assert browser.submit(late, {}).status_code == 303
    session().expire_all()
    assert child.school == "第二小学"


def test_guardian_is_added_and_corrected(visit, chair, child):
    browser = visit(chair)
    page = browser.get(f"/children/{child.id}/guardians/new")
    assert browser.submit(page, {"name": "罗大山", "phone": "1"}).status_code == 422
    assert browser.submit(page, {"name": "罗大山", "relation": "父亲"}).status_code == 303
    session().expire_all()
    assert [one.name for one in child.guardians] == ["罗奶奶", "罗大山"]
    page = browser.get(f"/children/{child.id}/guardians/{child.guardians[0].id}")
    assert browser.submit(page, {"phone": "13900002222"}).status_code == 303
    session().expire_all()
    assert child.guardians[0].phone == "13900002222"


def test_state_changes_with_a_reason_and_stands_in_the_history(visit, chair, child):
    browser = visit(chair)
    page = browser.get(f"/children/{child.id}/leave")
    assert browser.submit(page, {"reason": ""}).status_code == 422
    assert browser.submit(page, {"reason": "随父母进城"}).status_code == 303
    assert "随父母进城" in browser.get(f"/children/{child.id}").text


def test_consent_with_scan_and_withdrawal(visit, chair, child):
    browser = visit(chair)
    page = browser.get(f"/children/{child.id}/consents/new")
    values = {
        "signed_on": today().isoformat(),
        "guardian_id": str(child.guardians[0].id),
        "scope_pairing": "granted",
        "scope_photo": "refused",
        "scan": (io.BytesIO(png()), "同意书.png"),
    }
    assert browser.submit(page, values).status_code == 303
    consent = session().scalars(select(Consent).where(Consent.scope == "pairing")).one()
    papers = browser.get(f"/children/{child.id}/consents")
    scan = browser.submit(papers, {}, action=f"/children/{child.id}/consents/{consent.id}/scan")
    assert scan.mimetype == "image/jpeg"
    assert acts("consent.scan_opened")
    ask = browser.get(f"/children/{child.id}/consents/{consent.id}/withdraw")
    assert "不为孩子安排结对" in ask.text
    assert browser.submit(ask, {"reason": "奶奶说的"}).status_code == 303
    session().expire_all()
    assert consent.withdrawn_on == today()


def test_consent_form_is_printed_with_names_and_recorded(visit, chair, child):
    browser = visit(chair)
    papers = browser.get(f"/children/{child.id}/consents")
    paper = browser.submit(papers, {}, action=f"/children/{child.id}/consents/form")
    assert paper.data.startswith(b"%PDF")
    assert acts("consent.form_printed")


def test_todos_count_missing_consents(app, chair, child):
    with app.test_request_context():
        lines = [todo for todo in registry.todos(chair) if "consent=missing" in todo.url]
    assert [line.count for line in lines] == [1]


def test_form_for_correcting_shows_no_number_and_is_on_record(visit, chair, child):
    page = visit(chair).get(f"/children/{child.id}/edit")
    assert child.name in page.text
    assert child.identity_number not in page.text
    [event] = acts("child.revealed")
    assert event.detail == {"fields": ["address", "name", "note"], "purpose": "correction"}
    visit(chair).submit(page, {"school": "第一小学"})
    session().expire_all()
    assert child.identity_number
