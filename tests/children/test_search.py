"""Children are found by what their list knows of them, and the conditions can be kept."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.children import queries
from app.children.queries import Filters
from app.core.clock import today
from app.core.db import session, transaction
from app.core.errors import Conflict, NotFound
from app.core.personal import DataKey
from app.core.web import saved_views
from app.core.web.saved_views import SavedView
from app.pairings.models import Pairing
from app.policy import Role
from app.regions.models import Region
from tests.people import JIAYI, MILUO, XIEJIANG, make_actor, make_child, make_volunteer


@pytest.fixture
def chair(app):
    with transaction() as current:
        for code, name, pinyin, initials in (
            (JIAYI, "加义镇", "jiayizhen", "jyz"),
            (XIEJIANG, "谢江村民委员会", "xiejiangcunminweiyuanhui", "xjcmwyh"),
        ):
            if current.get(Region, code) is None:
                level = 4 if code.endswith("000") else 5
                current.add(
                    Region(code=code, name=name, level=level, pinyin=pinyin, initials=initials)
                )
    return make_actor(Role.CHAIR)


def found(actor, **filters):
    return set(session().scalars(queries.list_children(actor, Filters(**filters))))


@pytest.mark.parametrize("words", ["谢江村", "谢江", "xiejiang", "加义", "jyz"])
def test_village_and_township_are_found_by_the_beginning_of_their_names(chair, words):
    child = make_child("小明", region=XIEJIANG)
    assert found(chair, q=words) == {child}
    assert found(make_actor(Role.CHAIR, MILUO), q=words) == set()


@pytest.mark.parametrize("words", ["江", "谢%", "_江村", "村", "430626"])
def test_parts_and_wildcards_find_nobody(chair, words):
    make_child("小明", region=XIEJIANG)
    assert found(chair, q=words) == set()


def test_colour_is_a_condition_for_those_who_enter_children_only(chair):
    child, other = make_child("小明"), make_child("小红")
    with transaction():
        child.family.colour = "red"
    assert found(chair, colour="red") == {child}
    assert found(chair, colour="none") == {other}
    assert found(make_actor(Role.SUPERVISOR), colour="red") == set()


def test_unpaired_are_found(chair):
    paired, waiting = make_child("小明"), make_child("小红")
    with transaction() as current:
        volunteer = make_volunteer()
        current.add(
            Pairing(
                child=paired,
                volunteer=volunteer,
                region_code=paired.region_code,
                placement="local",
                starts_on=today(),
            )
        )
    assert found(chair, pairing="none") == {waiting}
    assert found(chair, pairing="some") == {paired}
    assert found(chair, pairing="nonsense") == set()


def test_list_of_those_who_wait_knows_the_search(visit, chair):
    first, second = make_child("小明"), make_child("小红")
    with transaction():
        first.alias, second.alias = "小石榴", "小核桃"
    page = visit(chair).get("/pairings/?view=unpaired&q=小石榴").text
    assert "小石榴" in page
    assert "小核桃" not in page
    assert "没有找到" in visit(chair).get("/pairings/?view=unpaired&q=没有这个人").text


def test_view_is_kept_shown_and_removed(visit, chair):
    child = make_child("小明")
    browser = visit(chair)
    page = browser.get("/children?state=all&q=小明")
    empty = browser.submit(page, {"name": " "}, action="/children/views?state=all")
    assert empty.status_code == 422
    kept = browser.submit(page, {"name": "全部孩子"}, action="/children/views?state=all")
    assert (kept.status_code, kept.location) == (303, "/children?state=all")
    view = session().scalars(select(SavedView)).one()
    assert view.filters == {"state": "all"}, "what was searched for may be a name"
    page = browser.get("/children")
    assert "全部孩子" in page.text
    assert child.alias in browser.get("/children?state=all").text
    browser.submit(page, {}, action=f"/children/views/{view.id}/remove")
    assert session().scalars(select(SavedView)).all() == []


def test_views_are_ones_own_and_not_too_many(chair):
    stranger = make_actor(Role.STAFF)
    view = saved_views.save_view(actor=chair, listing="children", name="重点", filters={"q": "罗"})
    assert view.filters == {}
    assert saved_views.views_of(stranger, "children") == []
    with pytest.raises(NotFound):
        saved_views.remove_view(actor=stranger, listing="children", view_id=view.id)
    key = view.data_key_id
    saved_views.remove_view(actor=chair, listing="children", view_id=view.id)
    assert session().get(DataKey, key).wrapped is None
    for number in range(saved_views.MOST):
        saved_views.save_view(actor=chair, listing="children", name=str(number), filters={})
    with pytest.raises(Conflict):
        saved_views.save_view(actor=chair, listing="children", name="多", filters={})
