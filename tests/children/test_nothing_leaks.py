"""What lies on disk, and what a volunteer is shown of a family, holds nothing that it must not.

What anybody from elsewhere is sent is looked into by tests/leaks.
"""

from __future__ import annotations

import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from app.children import services
from app.children.access.rules import Reach
from app.children.dossier import dossier_pdf
from app.children.families import services as families
from app.children.life import facts as facts_told
from app.children.life import handing_over
from app.children.records import GuardianRecord
from app.core.clock import today
from app.core.db import session, transaction
from app.core.documents.uploads import Upload
from app.pairings.models import Pairing
from app.policy import Role
from tests.children.test_routes import png
from tests.children.test_services import record
from tests.people import (
    JIAYI,
    actor_of,
    make_actor,
    make_child,
    make_user,
    make_volunteer,
)

SANYANG = "430626101000"
PHONE = "13812345678"
COLOUR, NEXT, HARDSHIP = "祖父住院无人照看", "资助办周老师", "房屋漏雨待修"
WEEK = timedelta(days=7)
NAME, GUARDIAN, ADDRESS, SCHOOL, NOTE = "罗小川", "罗奶奶", "石榴坳16组", "谢江完小", "怕黑爱哭"


def enter(chair):
    facts = record(
        name=NAME,
        address=ADDRESS,
        school=SCHOOL,
        note=NOTE,
        guardians=(GuardianRecord(GUARDIAN, PHONE, "祖母"),),
    )
    child = services.enter_child(actor=chair, record=facts)
    services.record_consent(
        actor=chair,
        child_id=child.id,
        answers={"pairing": "granted"},
        signed_on=today(),
        scan=services.consents.Scan(png(), f"{NAME}同意书.png"),
        note=f"{GUARDIAN}同意",
    )
    families.review_colour(
        actor=chair, child_id=child.id, colour="red", reason=COLOUR, next_on=today() + WEEK
    )
    handing_over.decide(actor=chair, child_id=child.id, place="school", contact=NEXT, note="")
    facts_told.record_fact(
        actor=chair,
        child_id=child.id,
        kind="household",
        text=HARDSHIP,
        source="village",
        as_of=today(),
    )
    return child


def clear_texts(number: str) -> list[str]:
    return [NAME, GUARDIAN, PHONE, ADDRESS, SCHOOL, NOTE, COLOUR, NEXT, HARDSHIP, number]


def test_nothing_lies_on_disk_in_clear(fresh_app, database_kind):
    if database_kind != "sqlite":
        pytest.skip("looks into the database file")
    with fresh_app.app_context():
        chair = make_actor(Role.CHAIR, JIAYI)
        child = enter(chair)
        services.reveal_child(
            actor=chair, child_id=child.id, fields=["name"], reason=f"核对{NAME}的住址"
        )
        services.change_state(
            actor=chair, child_id=child.id, transition="leave", reason=f"{NAME}进城"
        )
        texts = [word.encode() for word in clear_texts(child.identity_number)]
        data_dir = fresh_app.extensions["settings"].data_dir
        assert session().scalars(select(Upload)).all()
        database = fresh_app.extensions["database"].engine.url.database
        session().close()
    files = [
        one for one in (*data_dir.rglob("*"), *Path(database).parent.glob("*")) if one.is_file()
    ]
    own = [one for one in files if Path(database).name in one.name or "files" in one.parts]
    assert len(own) >= 2
    for file in own:
        found = [word.decode() for word in texts if word in file.read_bytes()]
        assert not found, f"{file.name}: {found}"


def test_volunteer_sees_neither_names_nor_colour_of_her_childs_siblings(app, visit):
    """Paired with one of two: the other is a nickname to her, and its file does not exist."""
    chair = make_actor(Role.CHAIR, JIAYI)
    elder = enter(chair)
    younger = make_child("罗小溪", consented=False)
    families.join_families(
        actor=chair, child_id=elder.id, other_id=younger.id, reason="户口本上是一家"
    )
    user = make_user("wangfang", (Role.VOLUNTEER, JIAYI))
    with transaction() as current:
        pairing = Pairing(
            child=elder,
            volunteer=make_volunteer("王芳", user_id=user.id),
            region_code=elder.region_code,
            placement="local",
            starts_on=today(),
        )
        current.add(pairing)
    browser = visit(actor_of(user, second_factor=True))
    page = browser.get(f"/children/{elder.id}")
    assert page.status_code == 200
    assert younger.alias in page.text
    for secret in ("罗小溪", COLOUR, HARDSHIP, NEXT, "家庭颜色"):
        assert secret not in page.text
    assert browser.get(f"/children/{younger.id}").status_code == 404
    assert browser.get(f"/children/{elder.id}/family").status_code in (403, 404)
    paper = dossier_pdf(actor_of(user, second_factor=True), elder, Reach.PAIRED, "走访")
    text = pdf_text(paper)
    assert NAME in text
    for secret in ("罗小溪", COLOUR, HARDSHIP, NEXT, "家庭颜色", elder.identity_number):
        assert secret not in text
    whole = pdf_text(dossier_pdf(chair, elder, Reach.STATION, "年度核对"))
    for shown in (HARDSHIP, "家庭颜色", elder.identity_number):
        assert shown in whole


def pdf_text(pdf: bytes) -> str:
    found = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    return "".join(found.stdout.decode().split())
