"""The access matrix, cell by cell: the page of a file and its paper show what the table says."""

from __future__ import annotations

import subprocess
from datetime import timedelta

import pytest
from flask_babel import force_locale

from app.children import services
from app.children.access import services as access
from app.children.access.queries import reach_of
from app.children.access.rules import Reach
from app.children.access.sections import SECTIONS, WAYS
from app.children.families import services as families
from app.children.life import facts
from app.children.records import GuardianRecord
from app.children.sources.models import Disagreement
from app.config import ROOT
from app.core.clock import today
from app.core.db import transaction
from app.core.errors import NotFound
from app.pairings.models import Pairing
from app.policy import Role
from app.site.compliance import papers
from tests.children.test_services import record
from tests.people import (
    JIAYI,
    MILUO,
    PINGJIANG,
    XIEJIANG,
    actor_of,
    make_actor,
    make_child,
    make_user,
    make_volunteer,
)

TOLD = {
    "name": "罗小川",
    "address": "石榴坳16组",
    "school": "谢江完小",
    "teacher": "班主任李老师",
    "health": "对花生过敏",
    "household": "房屋漏雨待修",
    "note": "怕黑爱哭",
    "guardians": "13812345678",
    "colour": "红色",
    "history": "进城三个月又回来",
    "consents": "入户走访",
    "timeline": "发现这个孩子",
    "hardship": "学业",
    "readers": "/readers",
    "sources": "名单与档案不一致",
}
"""What stands in each section of the file below, and nowhere else in it."""
FIELDS = ["name", "identity_number", "address", "guardians", "health", "note"]


@pytest.fixture
def chair(app):
    return make_actor(Role.CHAIR, JIAYI)


@pytest.fixture
def child(chair):
    guardians = (GuardianRecord("罗奶奶", TOLD["guardians"], "祖母"),)
    plain = {field: TOLD[field] for field in ("name", "address", "school", "note")}
    entered = services.enter_child(actor=chair, record=record(**plain, guardians=guardians))
    given = {"actor": chair, "child_id": entered.id}
    services.record_consent(
        **given, answers={"pairing": "granted", "health": "granted"}, signed_on=today(), note=""
    )
    for kind in ("teacher", "health", "household"):
        facts.record_fact(**given, kind=kind, text=TOLD[kind], source="visit", as_of=today())
    families.review_colour(
        **given, colour="red", reason="祖父住院", next_on=today() + timedelta(days=7)
    )
    other = make_child("罗小溪", consented=False)
    families.join_families(**given, other_id=other.id, reason="户口本上是一家")
    with transaction() as current:
        row = Disagreement(child=entered, field="school", source="education", as_of=today())
        row.said = {"value": "汉昌完小"}
        current.add(row)
    services.change_state(**given, transition="leave", reason=TOLD["history"])
    services.change_state(**given, transition="re_enrol", reason="回到村里")
    return entered


@pytest.fixture
def told(child):
    """Of each section, what shows that it is there."""
    sibling = next(one for one in child.family.children if one is not child)
    return TOLD | {
        "identity_number": child.identity_number,
        "birth": f"{child.born_on.year}",
        "family": sibling.alias,
    }


@pytest.fixture
def readers(chair, child):
    """Somebody for each right to open the file."""
    user = make_user("wangfang", (Role.VOLUNTEER, JIAYI))
    with transaction() as current:
        pairing = Pairing(
            child=child,
            volunteer=make_volunteer("王芳", user_id=user.id),
            region_code=child.region_code,
            placement="local",
            starts_on=today(),
        )
        current.add(pairing)
    reviewer = make_actor(Role.REVIEWER, JIAYI)
    access.ask_for_file(actor=reviewer, child_id=child.id, purpose="核实名册信息")
    return {Reach.STATION: chair, Reach.PAIRED: actor_of(user), Reach.PASSED: reviewer}


def text_of(pdf):
    found = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    return "".join(found.stdout.decode().split())


@pytest.fixture
def seen_by(visit, child, readers):
    """The page with everything shown in full, and the paper, as one of them sees them."""

    def look(reach):
        browser = visit(readers[reach])
        page = browser.get(f"/children/{child.id}")
        assert page.status_code == 200
        offered = [one for one in FIELDS if f'value="{one}"' in page.text]
        form = {"fields": offered, "reason": "年度核对"}
        shown = browser.submit(page, form, action=f"/children/{child.id}")
        assert shown.status_code == 200
        paper = browser.submit(browser.get(f"/children/{child.id}/print"), {"reason": "年度核对"})
        return "".join(shown.text.split()), text_of(paper.data)

    return look


@pytest.mark.parametrize("reach", Reach)
def test_page_and_paper_show_the_sections_of_the_table_and_no_other(seen_by, told, reach):
    page, paper = seen_by(reach)
    assert told.keys() == {one.code for one in SECTIONS}
    wrong = []
    for section in SECTIONS:
        word, is_seen = told[section.code], reach in section.seen_by
        if (word in page) != is_seen:
            wrong.append(("page", section.code, is_seen))
        if section.on_paper and (word in paper) != is_seen:
            wrong.append(("paper", section.code, is_seen))
    assert wrong == []


def test_matrix_is_printed_where_people_look_for_it(visit, chair):
    for address in ("/children/access/matrix", "/privacy"):
        page = visit(chair).get(address)
        for one in (*(section.label for section in SECTIONS), *(way.who for way in WAYS)):
            assert str(one) in page.text, f"{address}: {one}"
    rule = text_of(papers.rule_pdf(PINGJIANG))
    with force_locale("zh_Hans_CN"):
        said = [str(one) for one in (*(s.label for s in SECTIONS), *(w.who for w in WAYS))]
    assert [one for one in said if "".join(one.split()) not in rule] == []


ACTORS = {
    "station": [(Role.CHAIR, PINGJIANG), (Role.STAFF, JIAYI), (Role.STAFF, XIEJIANG)],
    "reviewer": [(Role.REVIEWER, JIAYI)],
    "supervisor": [(Role.SUPERVISOR, JIAYI)],
    "other_station": [(Role.CHAIR, MILUO), (Role.STAFF, MILUO)],
    "above": [
        (Role.REVIEWER, PINGJIANG),
        (Role.SUPERVISOR, PINGJIANG),
        (Role.CHAIR, "430600000000"),
        (Role.STAFF, "430600000000"),
        (Role.REVIEWER, "430000000000"),
    ],
    "volunteer": [(Role.VOLUNTEER, JIAYI)],
    "admin": [(Role.ADMIN, PINGJIANG)],
    "auditor": [(Role.AUDITOR, PINGJIANG)],
}
"""Who walks each of the ways; the paired volunteer is tried above."""
ASKS = {"reviewer", "supervisor", "other_station"}


def test_every_way_has_somebody_to_walk_it():
    assert {one.code for one in WAYS} == ACTORS.keys() | {"paired"}


@pytest.mark.parametrize(
    "way", [one for one in WAYS if one.code in ACTORS], ids=lambda one: one.code
)
def test_each_role_comes_to_the_file_as_the_table_says(child, chair, way):
    for role, region in ACTORS[way.code]:
        actor = make_actor(role, region)
        at_once = reach_of(actor, child)
        if way.code not in ASKS:
            assert at_once == way.reach, (role, region)
            if way.reach is None:
                with pytest.raises(NotFound):
                    services.record_opening(actor=actor, child_id=child.id)
            continue
        assert at_once is None
        asked = access.ask_for_file(
            actor=actor, purpose="核实名册信息", identity_number=child.identity_number
        )
        if way.code == "reviewer":
            assert asked.state == "approved"
        else:
            assert reach_of(actor, child) is None
            access.decide(actor=chair, request_id=asked.id, approve=True, hours=4)
        assert reach_of(actor, child) is way.reach


def test_guide_has_the_same_table(app):
    guide = (ROOT / "docs/guide/children-files.md").read_text("utf-8")
    columns = (Reach.STATION, Reach.PAIRED, Reach.PASSED)
    with force_locale("zh_Hans_CN"):
        for one in SECTIONS:
            open_ = "写理由" if one.masked else "看"
            cells = [open_ if reach in one.seen_by else "—" for reach in columns]
            assert f"| {one.label} | {' | '.join(cells)} |" in guide, one.code
