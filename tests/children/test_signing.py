"""The guardian answers and signs on the screen; what she signed is kept as she saw it."""

import io
import subprocess
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.children import queries, services
from app.children.hooks import add_consent_use
from app.children.models import Consent
from app.children.services.consents import Signing
from app.core.clock import today
from app.core.db import session
from app.core.documents.uploads import Upload
from app.core.errors import InvalidInput
from app.policy import Role
from app.programmes.queries import rules_for
from tests.people import PINGJIANG, make_actor, make_child

PATH = "M10 10" + "".join(f"L{x} {x % 60 + 20}" for x in range(20, 400, 20))
LINES = [[(x, x % 60 + 20) for x in range(20, 400, 20)]]
YOUNG, OLD = (today() - timedelta(days=365 * years + 40) for years in (9, 15))


@pytest.fixture
def staff(app):
    return make_actor(Role.STAFF, PINGJIANG)


def scopes():
    return [one.code for one in rules_for(PINGJIANG).consent_scopes]


def answers(**changes):
    return dict.fromkeys(scopes(), "granted") | changes


def sign(staff, child, **changes):
    given = {"answers": answers(), "guardian_id": child.guardians[0].id, "lines": LINES}
    return services.sign_consent(
        actor=staff, child_id=child.id, signing=Signing(**(given | changes))
    )


def text_of(pdf):
    found = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    return "".join(found.stdout.decode().split())


def test_signed_form_holds_answers_and_signature(staff):
    child = make_child("罗小川", born_on=YOUNG, consented=False)
    made = sign(staff, child, answers=answers(photo="refused"))
    assert {one.scope: one.decision for one in made} == answers(photo="refused")
    assert {one.signed_how for one in made} == {"screen"}
    assert {one.signed_on for one in made} == {today()}
    [upload_id] = {one.upload_id for one in made}
    paper = session().get_one(Upload, upload_id).read()
    text = text_of(paper)
    assert "罗小川" in text
    assert "张奶奶" in text
    assert staff.name in text
    assert text.count("√同意") == len(scopes()) - 1
    assert text.count("√不同意") == 1


def test_every_point_is_answered_on_the_screen(staff):
    child = make_child(born_on=YOUNG, consented=False)
    open_answers = answers()
    open_answers.pop("photo")
    with pytest.raises(InvalidInput) as found:
        sign(staff, child, answers=open_answers)
    assert [one.field for one in found.value.problems] == ["scope_photo"]
    assert session().scalars(select(Consent)).all() == []
    assert session().scalars(select(Upload)).all() == []


def test_empty_box_is_no_signature(staff):
    with pytest.raises(InvalidInput) as found:
        sign(staff, make_child(born_on=YOUNG, consented=False), lines=[])
    assert [one.field for one in found.value.problems] == ["signature"]


def test_somebody_elses_guardian_cannot_sign(staff):
    child, other = make_child(born_on=YOUNG), make_child("小红")
    with pytest.raises(InvalidInput) as found:
        sign(staff, child, guardian_id=other.guardians[0].id)
    assert [one.field for one in found.value.problems] == ["guardian_id"]


def test_child_of_14_signs_too(staff):
    child = make_child(born_on=OLD, consented=False)
    with pytest.raises(InvalidInput) as found:
        sign(staff, child)
    assert [one.field for one in found.value.problems] == ["child_signature"]
    made = sign(staff, child, child_lines=LINES)
    assert {one.child_agreed for one in made} == {True}


def test_child_of_14_need_not_sign_a_refusal(staff):
    child = make_child(born_on=OLD, consented=False)
    made = sign(staff, child, answers=dict.fromkeys(scopes(), "refused"))
    assert {one.decision for one in made} == {"refused"}


def test_page_is_signed_and_the_paper_can_be_taken(visit, staff):
    child = make_child("罗小川", born_on=YOUNG, consented=False)
    browser = visit(staff)
    page = browser.get(f"/children/{child.id}/consents/sign")
    for part in ("保存地点", "保存期限", "咨询投诉", "删除"):
        assert part in page.text
    wanted = {f"scope_{code}": "granted" for code in scopes()}
    guardian = str(child.guardians[0].id)
    wrong = browser.submit(page, wanted | {"guardian_id": guardian})
    assert wrong.status_code == 422
    sent = browser.submit(wrong, {"signature": PATH})
    assert sent.status_code == 303
    papers = browser.get(sent.location)
    consent = queries.consent_in_force(child, "pairing", today())
    scan = browser.submit(papers, {}, action=f"/children/{child.id}/consents/{consent.id}/scan")
    assert scan.data.startswith(b"%PDF")
    assert text_of(io.BytesIO(scan.data).read()).count("√同意") == len(scopes())


def test_staff_see_what_a_withdrawal_stops(app, visit, staff):
    add_consent_use(app, lambda _child, scope: ["王芳正在结对"] if scope == "pairing" else [])
    child = make_child()
    consent = child.consents[0]
    browser = visit(staff)
    assert "王芳正在结对" in browser.get(f"/children/{child.id}/consents").text
    ask = browser.get(f"/children/{child.id}/consents/{consent.id}/withdraw")
    assert "王芳正在结对" in ask.text
    app.extensions["child_consent_uses"].pop()
