"""The pages of rosters, as village, township and county see them."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime

import pytest
from openpyxl import load_workbook

from app.children import services as filing
from app.children.records import ChildRecord
from app.children.rosters import clocks, queries, rechecks, services
from app.children.rosters.models import RosterCheck
from app.children.rosters.rules import check_code
from app.children.rosters.todos import todos
from app.core.clock import as_of
from app.core.db import session
from app.core.errors import Conflict, Forbidden, InvalidInput, NotFound
from app.core.messages.queries import unread_count
from app.policy import Role
from tests.children.village_rosters.village import EMPTY, bring_to, fresh_child, photo
from tests.people import JIAYI, MILUO, PINGJIANG, XIEJIANG, make_actor


@pytest.fixture
def enter_as(app, client, monkeypatch):
    def enter(actor):
        monkeypatch.setitem(app.extensions, "actor_loader", lambda: actor)
        return client

    return enter


def on(year, month, day):
    return as_of(datetime(year, month, day, 4, tzinfo=UTC))


def due(app, actor):
    """What the home page asks for, with how urgent it is."""
    with app.test_request_context():
        return {todo.url: todo.tone for todo in todos(actor)}


def asked(village, township):
    """A roster sealed in August, and the look at it that September asks for."""
    with on(2026, 8, 20):
        bring_to("sealed", village, township)
    with on(2026, 9, 1):
        assert rechecks.ask_for_rechecks() == 1
    return session().query(RosterCheck).one()


def test_whole_way_from_list_to_seal(village, township, enter_as):
    fresh_child("罗小川")
    visitor = enter_as(village)
    page = visitor.get(f"/rosters/village/{XIEJIANG}")
    roster_url = visitor.submit(page, {}).location
    page = visitor.get(roster_url)
    assert "罗小川" not in page.text
    sources = visitor.get(f"{roster_url}/sources?department=education")
    child_id = str(queries.children_of(XIEJIANG)[0].id)
    assert visitor.submit(sources, {"children": [child_id]}).location == roster_url
    page = visitor.get(roster_url)
    assert "教育（学校）" in page.text
    assert visitor.submit(page, {}, action=f"{roster_url}/hand_in").status_code == 303
    assert f"{roster_url}/check" not in visitor.get(roster_url).text

    visitor = enter_as(township)
    page = visitor.get(roster_url)
    assert visitor.submit(page, {}, action=f"{roster_url}/check").status_code == 303
    page = visitor.get(f"{roster_url}/print")
    assert visitor.submit(page, {"reason": ""}).status_code == 422
    printed = visitor.submit(page, {"reason": "送镇党委盖章"})
    assert printed.data.startswith(b"%PDF")
    assert printed.headers["Cache-Control"] == "no-store"
    roster = queries.open_version(XIEJIANG)
    page = visitor.get(f"{roster_url}/seal")
    values = {"code": "------", "office": "加义镇党委", "scans": (io.BytesIO(photo()), "a.jpg")}
    wrong = visitor.submit(page, values)
    assert wrong.status_code == 422
    assert "加义镇党委" in wrong.text
    values |= {"code": check_code(roster.sha256), "scans": (io.BytesIO(photo()), "a.jpg")}
    assert visitor.submit(wrong, values).location == roster_url
    page = visitor.get(roster_url)
    assert "已盖章封存" in page.text
    assert visitor.submit(page, {}, action=f"{roster_url}/scan").content_type == "image/jpeg"


def test_reasons_are_asked_for_and_kept(village, township, enter_as):
    child = fresh_child()
    bring_to("sealed", village, township)
    filing.change_state(actor=village, child_id=child.id, transition="leave", reason="随父母进城")
    roster = services.open_draft(actor=village, region_code=XIEJIANG)
    visitor = enter_as(village)
    page = visitor.get(f"/rosters/{roster.id}")
    refused = visitor.submit(page, {}, action=f"/rosters/{roster.id}/hand_in")
    assert refused.status_code == 422
    assert f"/rosters/{roster.id}/reasons" in refused.text
    page = visitor.get(f"/rosters/{roster.id}/reasons")
    assert visitor.submit(page, {f"reason_{child.id}": "moved"}).status_code == 303
    assert "迁出" in visitor.get(f"/rosters/{roster.id}").text


def test_returned_roster_says_why_on_top(village, township, enter_as):
    fresh_child()
    roster = bring_to("handed_in", village, township)
    visitor = enter_as(township)
    page = visitor.get(f"/rosters/{roster.id}/return")
    assert visitor.submit(page, {"reason": ""}).status_code == 422
    assert visitor.submit(page, {"reason": "3号住址有误"}).status_code == 303
    assert "3号住址有误" in enter_as(village).get(f"/rosters/{roster.id}").text


def test_villages_without_a_roster_are_listed(app, village, township, enter_as):
    bring_to("sealed", village, township)
    visitor = enter_as(township)
    everything = visitor.get("/rosters").text
    assert "谢江村" in everything
    assert "空山村" in everything
    without = visitor.get("/rosters?show=none").text
    assert "空山村" in without
    assert "谢江村" not in without
    assert "空山村" not in visitor.get("/rosters?show=sealed").text
    assert "空山村" in visitor.get("/rosters?q=空山").text
    assert visitor.get("/rosters?q=无此村").status_code == 200
    assert "/rosters?show=none" in due(app, township)
    assert visitor.get(f"/rosters/village/{EMPTY}").status_code == 200


def test_village_that_changed_since_the_seal_is_found(village, township, enter_as):
    fresh_child()
    bring_to("sealed", village, township)
    visitor = enter_as(township)
    assert "谢江村" not in visitor.get("/rosters?show=outdated").text
    child = fresh_child("罗小溪")
    assert "谢江村" in visitor.get("/rosters?show=outdated").text
    assert queries.drift(XIEJIANG) == (1, 0)
    filing.change_state(actor=village, child_id=child.id, transition="leave", reason="随父母进城")
    assert queries.drift(XIEJIANG) == (0, 0)


def test_rosters_go_to_excel_without_anybodys_name(village, township, enter_as):
    fresh_child("罗小川")
    bring_to("sealed", village, township)
    visitor = enter_as(make_actor(Role.CHAIR, PINGJIANG))
    for url in ("/rosters?format=xlsx", "/rosters/progress?format=xlsx"):
        answer = visitor.get(url)
        cells = [
            str(cell)
            for row in load_workbook(io.BytesIO(answer.data)).active.values
            for cell in row
        ]
        assert any("加义镇" in cell for cell in cells)
        assert not any("罗小川" in cell for cell in cells)
    assert visitor.get("/rosters/clocks?format=xlsx").status_code == 200


def test_upper_levels_see_counts_of_villages_only(village, township, enter_as):
    roster = bring_to("sealed", village, township)
    visitor = enter_as(make_actor(Role.REVIEWER, PINGJIANG))
    assert visitor.get("/rosters").location == "/rosters/progress"
    assert "加义镇" in visitor.get("/rosters/progress").text
    assert visitor.get(f"/rosters/{roster.id}").status_code == 403
    assert visitor.get(f"/rosters/progress?region={MILUO}").status_code == 403


def test_day_of_finding_is_told_where_the_child_is_entered(village):
    record = ChildRecord("罗小川", None, date(2015, 3, 8), "male", XIEJIANG, "left_behind")
    with on(2026, 3, 9):
        child = filing.enter_child(actor=village, record=record, found_on=date(2026, 3, 1))
        with pytest.raises(InvalidInput) as refused:
            filing.enter_child(actor=village, record=record, found_on=date(2026, 3, 10))
    assert refused.value.problems[0].field == "found_on"
    (walk,) = clocks.walks(XIEJIANG)
    assert child.found_on == date(2026, 3, 1)
    assert walk.took(0) == 8


def test_clocks_lead_down_and_name_who_waits_too_long(village, township, enter_as):
    with on(2026, 1, 5):
        child = fresh_child("罗小川")
    visitor = enter_as(make_actor(Role.CHAIR, PINGJIANG))
    with on(2026, 6, 1):
        page = visitor.get("/rosters/clocks").text
        assert f"region={JIAYI}" in page
        assert f"/children/{child.id}" in page
        assert "<svg" in page
        above = enter_as(make_actor(Role.REVIEWER, PINGJIANG)).get("/rosters/clocks").text
    assert f"/children/{child.id}" not in above
    assert child.alias not in above


def test_month_asks_for_a_look_once_and_reminds(app, village, township):
    fresh_child()
    check = asked(village, township)
    assert (check.month, check.due_on) == (date(2026, 9, 1), date(2026, 9, 10))
    assert unread_count(township) == unread_count(village) == 1
    with on(2026, 9, 2):
        assert rechecks.ask_for_rechecks() == 0
        assert due(app, village)["/rosters/checks"] == "amber"
    with on(2026, 9, 11):
        rechecks.ask_for_rechecks()
        rechecks.ask_for_rechecks()
        assert due(app, village)["/rosters/checks"] == "red"
    assert unread_count(township) == 2
    with on(2026, 10, 1):
        assert rechecks.ask_for_rechecks() == 0


def test_look_is_done_on_one_page_and_notes_what_it_found(village, township, enter_as):
    fresh_child()
    check = asked(village, township)
    fresh_child("罗小溪")
    visitor = enter_as(village)
    with on(2026, 9, 5):
        page = visitor.get(f"/rosters/checks/{check.id}")
        assert visitor.submit(page, {}).status_code == 303
        done = visitor.get(f"/rosters/checks/{check.id}").text
    assert f"/rosters/village/{XIEJIANG}" in done
    session().refresh(check)
    assert (check.done_by, check.added, check.gone) == (village.user_id, 1, 0)
    with pytest.raises(Conflict):
        rechecks.finish_recheck(actor=village, check_id=check.id)
    assert visitor.get("/rosters/checks?view=done").status_code == 200
    with on(2026, 10, 1):
        assert rechecks.ask_for_rechecks() == 1


def test_look_is_for_those_of_the_village_and_above(village, township):
    check = asked(village, township)
    with pytest.raises(NotFound):
        rechecks.finish_recheck(actor=make_actor(Role.CHAIR, MILUO), check_id=check.id)
    with pytest.raises(Forbidden):
        rechecks.finish_recheck(actor=make_actor(Role.SUPERVISOR, JIAYI), check_id=check.id)


def test_long_roster_is_shown_in_pages(village, township, enter_as):
    for _ in range(45):
        fresh_child()
    roster = bring_to("draft", village, township)
    visitor = enter_as(village)
    first = visitor.get(f"/rosters/{roster.id}")
    assert "start=40" in first.text
    assert visitor.get(f"/rosters/{roster.id}?start=40").text.count('<tr><th scope="row">') == 5


def test_programme_says_whether_pairing_waits_for_the_seal(village, enter_as):
    visitor = enter_as(make_actor(Role.CHAIR, PINGJIANG))
    page = visitor.get(f"/programme/edit?region={PINGJIANG}")
    assert 'name="sealed_roster_required"' in page.text
