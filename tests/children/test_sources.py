"""Lists of several departments against the files: nothing overwritten, both said side by side."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pytest
from sqlalchemy import select

from app.children.desk.services import shred
from app.children.models import Child
from app.children.roster import KIND
from app.children.rosters.models import ChildListing
from app.children.rosters.services import open_draft
from app.children.services import change_state, save_guardian
from app.children.sources import queries, settling
from app.children.sources.models import Disagreement
from app.children.sources.origins import OWN, guardian_origin, origin_of
from app.children.sources.queries import Filters
from app.core import jobs
from app.core.audit.models import AuditEvent
from app.core.clock import today
from app.core.db import session, transaction
from app.core.errors import Conflict, InvalidInput, NotFound
from app.core.imports import services
from app.core.workflow import history
from app.policy import Role
from app.regions.models import Region
from tests.children import rosters
from tests.children.rosters import PINGJIANG, VILLAGE_CODE, child_row, workbook
from tests.people import MILUO, identity_number, make_actor

SPRING, AUTUMN = date(2026, 3, 1), date(2026, 9, 1)


@pytest.fixture
def chair(app):
    return make_actor(Role.CHAIR)


@pytest.fixture
def row(chair):
    """A child that the education office has listed in spring."""
    told = child_row()
    bring(chair, told, source="education", as_of=SPRING)
    return told


def bring(actor, *rows, source="civil_affairs", as_of=AUTUMN, head=None):
    content = workbook(rows, head) if head else workbook(rows)
    done = services.start_import(
        actor=actor,
        kind=KIND,
        region_code=PINGJIANG,
        content=content,
        name="名册.xlsx",
        source=source,
        as_of=as_of,
    )
    jobs.run_waiting()
    services.write_roster(actor=actor, kind=KIND, import_id=done.id)
    jobs.run_waiting()
    session().expire_all()
    assert done.state == "written"
    return done.counts


def the_child():
    return session().scalars(select(Child)).one()


def raised(state="open"):
    query = select(Disagreement).where(Disagreement.state == state).order_by(Disagreement.id)
    return session().scalars(query).all()


def settle(actor, row, step, value="", reason="入户核对户口本"):
    return settling.settle(
        actor=actor,
        child_id=row.child_id,
        disagreement_id=row.id,
        step=step,
        reason=reason,
        value=value,
    )


CHANGES = {
    "school": ({"就读学校": "加义镇第二小学"}, "加义镇第二小学"),
    "grade": ({"年级": "四年级"}, "四年级"),
    "name": ({"姓名": "罗晓川"}, "罗晓川"),
    "category": ({"儿童类别": "孤儿"}, "orphan"),
    "needs": ({"主要困难": "心理问题"}, ["mental_health"]),
    "ethnic_group": ({"民族": "苗"}, "苗族"),
    "guardian_phone": ({"监护人联系电话": "13900002222"}, "13900002222"),
    "guardian_relation": ({"与儿童关系": "外祖母"}, "外祖母"),
    "guardian_name": ({"监护人姓名": "罗奶娘"}, "罗奶娘"),
}


@pytest.mark.parametrize("field", CHANGES)
def test_what_a_list_says_otherwise_is_kept_beside_the_file(chair, row, field):
    before = dict(vars_of(the_child()))
    change, said = CHANGES[field]
    counts = bring(chair, {**row, **change})
    assert (counts["unchanged"], counts["updated"], counts["differing"]) == (1, 0, 1)
    [found] = raised()
    assert (found.field, found.source, found.as_of) == (field, "civil_affairs", AUTUMN)
    assert found.said["value"] == said
    assert vars_of(the_child()) == before


def vars_of(child):
    fields = ("name", "school", "grade", "category", "needs", "ethnic_group", "address")
    people = [(one.name, one.phone, one.relation) for one in child.guardians]
    return {**{name: getattr(child, name) for name in fields}, "people": people}


def test_another_village_moves_nobody_until_it_is_taken(chair, row):
    bring(chair, {**row, "家庭住址": "平江县加义镇杨柳村3组"})
    [found] = raised()
    assert (found.field, the_child().region_code) == ("region_code", VILLAGE_CODE)
    settle(chair, found, "take")
    child = the_child()
    assert (child.region_code, child.address) == (found.said["value"], "3组")
    assert origin_of(child, "region_code").source == "civil_affairs"


def test_another_guardian_is_not_put_into_the_file_unasked(chair, row):
    bring(
        chair, {**row, "监护人姓名": "李梅", "监护人联系电话": "13711112222", "与儿童关系": "母亲"}
    )
    [found] = raised()
    assert found.field == "guardian"
    assert [one.name for one in the_child().guardians] == ["罗奶奶"]
    settle(chair, found, "take")
    assert [one.name for one in the_child().guardians] == ["罗奶奶", "李梅"]


def test_other_birth_date_without_a_number_is_of_the_same_child_by_its_guardian(chair):
    first = child_row(身份证号码="", 出生年月="2014-05-06")
    bring(chair, first, source="education", as_of=SPRING)
    bring(chair, {**first, "出生年月": "2014-06-05"})
    [found] = raised()
    assert (found.field, found.said["value"]) == ("born_on", "2014-06-05")
    assert the_child().born_on == date(2014, 5, 6)
    settle(chair, found, "mend", value="2014-06-06")
    assert the_child().born_on == date(2014, 6, 6)


def test_empty_fields_are_filled_with_source_and_day(chair):
    told = child_row(就读学校="", 年级="", 监护人联系电话="")
    bring(chair, told, source="village", as_of=SPRING)
    full = {**told, "就读学校": "加义中学", "年级": "七年级", "监护人联系电话": "13900002222"}
    assert bring(chair, full, source="education")["updated"] == 1
    child = the_child()
    assert (child.school, child.grade) == ("加义中学", "七年级")
    assert raised() == []
    for field in ("school", "grade"):
        assert (origin_of(child, field).source, origin_of(child, field).as_of) == (
            "education",
            AUTUMN,
        )
    guardian = child.guardians[0]
    assert guardian.phone == "13900002222"
    assert guardian_origin(child, guardian, "phone").source == "education"
    assert guardian_origin(child, guardian, "name").source == "village"
    assert origin_of(child, "name").source == "village"


def test_lists_without_village_and_group_tell_of_known_children(chair, row):
    short = ["姓名", "身份证号码", "就读学校"]
    other = child_row(姓名="陈新", 身份证号码=identity_number(date(2013, 2, 3)))
    done = services.start_import(
        actor=chair,
        kind=KIND,
        region_code=PINGJIANG,
        content=workbook([{**row, "就读学校": "献钟学校"}, other], short, titles=("学生名单",)),
        name="名册.xlsx",
        source="public_security",
        as_of=AUTUMN,
    )
    jobs.run_waiting()
    services.write_roster(actor=chair, kind=KIND, import_id=done.id, skip_problems=True)
    jobs.run_waiting()
    session().expire_all()
    # Whom nobody knows yet needs a village.
    assert (done.counts["unchanged"], done.counts["problems"]) == (1, 1)
    assert [one.field for one in raised()] == ["school"]
    assert the_child().category == "left_behind"


def test_the_same_list_again_raises_nothing_twice_nor_what_people_decided(chair, row):
    changed = {**row, "就读学校": "加义镇第二小学"}
    bring(chair, changed)
    assert "differing" not in bring(chair, changed)
    [found] = raised()
    settle(chair, found, "keep")
    assert "differing" not in bring(chair, changed, as_of=date(2026, 10, 1))
    assert raised() == []
    # What it says newly is another matter.
    bring(chair, {**changed, "就读学校": "献钟学校"}, as_of=date(2026, 10, 1))
    assert [one.said["value"] for one in raised()] == ["献钟学校"]


def test_newer_list_of_the_same_source_takes_the_place_of_its_older_word(chair, row):
    bring(chair, {**row, "就读学校": "加义镇第二小学"})
    bring(chair, {**row, "就读学校": "献钟学校"}, as_of=date(2026, 10, 1))
    assert [one.said["value"] for one in raised()] == ["献钟学校"]
    assert [one.said["value"] for one in raised("lapsed")] == ["加义镇第二小学"]
    bring(chair, row, as_of=date(2026, 11, 1))
    assert raised() == []


def test_two_sources_stand_side_by_side_and_one_answer_ends_both(chair, row):
    said = {**row, "就读学校": "献钟学校"}
    bring(chair, said, source="civil_affairs")
    bring(chair, said, source="womens_federation")
    first, second = raised()
    settle(chair, first, "take")
    assert (first.state, second.state) == ("taken", "lapsed")


def test_imported_list_counts_as_listed_with_its_department(chair, row):
    bring(chair, row, source="womens_federation")
    found = session().scalars(select(ChildListing).order_by(ChildListing.id)).all()
    assert [(one.department, one.listed_on) for one in found] == [
        ("education", SPRING),
        ("womens_federation", AUTUMN),
    ]
    bring(chair, row, source="womens_federation", as_of=date(2026, 10, 1))
    again = session().scalars(select(ChildListing).order_by(ChildListing.id)).all()
    assert [one.listed_on for one in again] == [SPRING, date(2026, 10, 1)]


@pytest.mark.parametrize(
    ("step", "value", "holds", "state", "source"),
    [
        ("keep", "", "加义镇中心小学", "kept", "education"),
        ("take", "", "献钟学校", "taken", "civil_affairs"),
        ("mend", "加义中学", "加义中学", "mended", OWN),
    ],
)
def test_settled_with_a_reason_and_on_record(chair, row, step, value, holds, state, source):
    bring(chair, {**row, "就读学校": "献钟学校"})
    [found] = raised()
    settle(chair, found, step, value)
    child = the_child()
    assert (child.school, found.state, found.settled_by) == (holds, state, chair.user_id)
    assert origin_of(child, "school").source == source
    assert found.held["value"] == "加义镇中心小学"
    assert next(iter(history(found))).reason == "入户核对户口本"
    acts = set(session().scalars(select(AuditEvent.act)))
    assert f"disagreement.{step}" in acts
    if step != "keep":
        assert "child.changed" in acts


def test_nothing_is_settled_without_reason_twice_or_against_the_rules(chair, row):
    bring(chair, {**row, "就读学校": "献钟学校", "监护人联系电话": "13900002222"})
    school, phone = raised()
    with pytest.raises(InvalidInput):
        settle(chair, school, "take", reason=" ")
    with pytest.raises(InvalidInput):
        settle(chair, school, "burn")
    with pytest.raises(InvalidInput):
        settle(chair, school, "mend", value=" ")
    with pytest.raises(InvalidInput):
        settle(chair, phone, "mend", value="123")
    settle(chair, school, "keep")
    with pytest.raises(Conflict):
        settle(chair, school, "take")
    with pytest.raises(NotFound):
        settle(make_actor(Role.CHAIR, MILUO), phone, "take")


def test_third_birth_date_must_be_that_of_the_identity_number(chair):
    first = child_row(身份证号码="", 出生年月="2014-05-06")
    bring(chair, first, source="education", as_of=SPRING)
    bring(chair, {**first, "出生年月": "2014-06-05"})
    number = identity_number(date(2014, 5, 6))
    bring(chair, {**first, "身份证号码": number, "出生年月": ""}, source="public_security")
    assert the_child().identity_number == number
    [found] = raised()
    with pytest.raises(InvalidInput):
        settle(chair, found, "take")


def test_correcting_the_file_ends_what_then_agrees(chair, row):
    bring(chair, {**row, "监护人联系电话": "13900002222"})
    [found] = raised()
    child = the_child()
    save_guardian(
        actor=chair,
        child_id=child.id,
        guardian_id=child.guardians[0].id,
        name="罗奶奶",
        phone="13900002222",
        relation="祖母",
    )
    assert found.state == "lapsed"


def test_many_of_one_kind_at_once(chair):
    rows = [child_row() for _ in range(4)]
    bring(chair, *rows, source="education", as_of=SPRING)
    bring(chair, *({**one, "就读学校": "献钟学校"} for one in rows))
    ids = queries.ids_of(chair, Filters(field="school", source="civil_affairs"), 500)
    assert len(ids) == 4
    assert settling.settle_many(actor=chair, ids=ids[:3], step="take", reason="以民政为准") == (
        3,
        0,
    )
    assert sorted(one.school for one in session().scalars(select(Child))) == sorted(
        ["献钟学校"] * 3 + ["加义镇中心小学"]
    )
    with pytest.raises(InvalidInput):
        settling.settle_many(actor=chair, ids=[], step="take", reason="以民政为准")
    with pytest.raises(InvalidInput):
        settling.settle_many(actor=chair, ids=ids, step="mend", reason="以民政为准")


def test_moves_are_not_taken_in_a_heap(chair, row):
    bring(chair, {**row, "家庭住址": "平江县加义镇杨柳村3组"})
    [found] = raised()
    assert settling.settle_many(actor=chair, ids=[found.id], step="take", reason="以民政为准") == (
        0,
        1,
    )
    assert found.state == "open"


def test_values_lie_encrypted_and_go_with_the_file(chair, row):
    bring(chair, {**row, "就读学校": "献钟学校", "监护人联系电话": "13900002222"})
    for found in raised():
        for kept in (found.said_sealed, found.child.origins_sealed):
            assert "献钟学校".encode() not in kept
            assert b"13900002222" not in kept
            assert b"civil_affairs" not in kept
    child = the_child()
    with transaction():
        shred(child)
    session().expire_all()
    assert [one.said for one in raised()] == [None, None]
    assert {one.said_index for one in raised()} == {None}


def test_stations_own_list_corrects_the_files_as_it_did(chair, row):
    counts = rosters.bring_in(chair, workbook([{**row, "就读学校": "献钟学校"}]))
    child = the_child()
    assert (counts["updated"], child.school, raised()) == (1, "献钟学校", [])
    assert (origin_of(child, "school").source, origin_of(child, "school").as_of) == (OWN, today())


def test_list_without_groups_does_not_change_the_group_of_a_file(chair, row):
    head = [name for name in rosters.HEAD if name != "儿童类别"]
    orphan = child_row(儿童类别="孤儿")
    rosters.bring_in(chair, workbook([orphan]))
    rosters.bring_in(chair, workbook([{**orphan, "就读学校": "献钟学校"}], head))
    assert sorted(one.category for one in session().scalars(select(Child))) == [
        "left_behind",
        "orphan",
    ]


@pytest.mark.parametrize(
    ("source", "as_of", "field"),
    [("nobody", AUTUMN, "source"), ("education", date(2999, 1, 1), "as_of")],
)
def test_source_and_day_must_be_true(chair, source, as_of, field):
    with pytest.raises(InvalidInput) as caught:
        bring(chair, child_row(), source=source, as_of=as_of)
    assert [one.field for one in caught.value.problems] == [field]


def test_pages_from_the_list_to_the_file(visit, chair, row):
    browser = visit(chair)
    start = browser.get("/children/import")
    content = workbook([{**row, "就读学校": "献钟学校", "姓名": "罗晓川"}])
    sent = browser.submit(start, {"file": (io.BytesIO(content), "名册.xlsx"), "region": PINGJIANG})
    assert sent.status_code == 422  # whose list is it?
    fields = {
        "file": (io.BytesIO(content), "名册.xlsx"),
        "region": PINGJIANG,
        "source": "civil_affairs",
        "as_of": "2026-09-01",
    }
    sent = browser.submit(browser.get("/children/import"), fields)
    jobs.run_waiting()
    preview = browser.get(browser.get(sent.location).location)
    assert "民政" in preview.text
    written = browser.submit(preview, {}, action=f"{sent.location}/write")
    jobs.run_waiting()
    done = browser.get(browser.get(written.location).location)
    assert "/children/disagreements?source=civil_affairs" in done.text
    child = the_child()
    listing = browser.get("/children/disagreements")
    assert "献钟学校" in listing.text
    assert "罗晓川" not in listing.text  # masked
    assert "献钟学校" in browser.get(f"/children/{child.id}").text
    home = browser.get("/")
    assert "/children/disagreements" in home.text
    name = next(one for one in raised() if one.field == "name")
    url = f"/children/{child.id}/disagreements/{name.id}"
    page = browser.get(url)
    assert "罗晓川" in page.text
    reveal = session().scalars(select(AuditEvent).where(AuditEvent.act == "child.revealed")).all()
    assert reveal[-1].detail["fields"] == ["name"]
    assert browser.submit(page, {"step": "take", "reason": ""}).status_code == 422
    next_one = browser.submit(browser.get(url), {"step": "take", "reason": "户口本"})
    assert next_one.status_code == 303
    assert the_child().name == "罗晓川"
    listing = browser.get("/children/disagreements?field=school&source=civil_affairs")
    many = "/children/disagreements?field=school&source=civil_affairs"
    refused = browser.submit(listing, {"step": "take", "reason": "以民政为准"}, action=many)
    assert refused.status_code == 422
    [school] = raised()
    asked = {"ids": [str(school.id)], "step": "take", "reason": "以民政为准"}
    listing = browser.get("/children/disagreements?field=school&source=civil_affairs")
    assert browser.submit(listing, asked, action=many).status_code == 303
    assert the_child().school == "献钟学校"


def test_workbook_shows_both_sides_and_names_nobody(visit, chair, row):
    bring(chair, {**row, "就读学校": "献钟学校", "姓名": "罗晓川", "监护人联系电话": "13900002222"})
    browser = visit(chair)
    listing = browser.get("/children/disagreements")
    sent = browser.submit(listing, {}, action="/children/disagreements/export")
    assert sent.status_code == 200
    sheet = openpyxl.load_workbook(io.BytesIO(sent.data)).active
    cells = [str(cell) for line in sheet.iter_rows(values_only=True) for cell in line if cell]
    assert "献钟学校" in cells
    assert "加义镇中心小学" in cells
    assert not {"罗晓川", "罗小川", "13900002222"} & set(cells)
    acts = set(session().scalars(select(AuditEvent.act)))
    assert "child.disagreements_exported" in acts


def test_list_is_filtered_searched_and_leaves_out_who_has_left(chair, row):
    bring(chair, {**row, "就读学校": "献钟学校"})
    assert queries.count(chair) == 1
    assert queries.count(chair, Filters(field="school", source="civil_affairs")) == 1
    assert queries.count(chair, Filters(field="name")) == 0
    assert queries.count(chair, Filters(source="education")) == 0
    assert queries.count(chair, Filters(region=VILLAGE_CODE)) == 1
    assert queries.count(chair, Filters(region=MILUO)) == 0
    assert queries.count(chair, Filters(q="luoxiaochuan")) == 1
    assert queries.count(chair, Filters(q="王")) == 0
    assert queries.count(make_actor(Role.CHAIR, MILUO)) == 0
    assert queries.open_in(VILLAGE_CODE) == 1
    change_state(actor=chair, child_id=the_child().id, transition="leave", reason="搬走")
    assert queries.count(chair) == 0


def test_draft_of_the_village_roster_tells_how_many_are_open(visit, chair, row):
    with transaction() as current:
        current.add(
            Region(code=VILLAGE_CODE, name="谢江村", level=5, pinyin="xiejiangcun", initials="xjc")
        )
    bring(chair, {**row, "就读学校": "献钟学校"})
    roster = open_draft(actor=chair, region_code=VILLAGE_CODE)
    text = visit(chair).get(f"/rosters/{roster.id}").text
    assert f"/children/disagreements?region={VILLAGE_CODE}" in text
    assert "民政" in text
