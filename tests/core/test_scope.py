"""`visible` against a naive filter, over made-up grants and places."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.children.models import Child, Guardian
from app.core.access import scope
from app.core.access.actors import ANONYMOUS, Actor, Grant
from app.core.access.policy import Rule, demand, may
from app.core.access.scope import get_visible, lock, visible
from app.core.db import session, transaction
from app.core.errors import Forbidden, NotFound
from app.core.imports.models import RosterImport
from app.core.regioncode import DIGITS, covers
from app.policy import P, Role
from app.regions.models import Station
from app.volunteers.models import Volunteer
from tests.people import MILUO, PINGJIANG, make_actor, make_child, make_volunteer

# Few digits a level, so that made-up places often lie in each other.
LEVELS = ["43", "06", "26", "102", "204"]
OTHERS = ["44", "07", "81", "101", "001"]
digits = st.tuples(*(st.sampled_from(pair) for pair in zip(LEVELS, OTHERS, strict=True)))
villages = digits.map("".join)
regions = st.tuples(villages, st.sampled_from(list(DIGITS.values()))).map(
    lambda drawn: drawn[0][: drawn[1]].ljust(12, "0")
)
grants = st.lists(st.tuples(st.sampled_from(list(Role)), regions), max_size=4)
OPEN = {Role.CHAIR, Role.STAFF, Role.REVIEWER, Role.SUPERVISOR}


@given(held=grants, where=st.lists(regions, max_size=12), second_factor=st.booleans())
@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_visible_equals_a_naive_filter(app, held, where, second_factor):
    actor = Actor(1, "somebody", tuple(Grant(*grant) for grant in held), second_factor)
    app.extensions["policy"] = {
        **app.extensions["policy"],
        "probe.read": Rule(frozenset(OPEN)),
        "probe.safe": Rule(frozenset(OPEN), second_factor=True),
    }
    scope.register(app, Station, "probe.read")
    with transaction() as current:
        current.query(Station).delete()
        rows = [Station(region_code=code, name=f"{n}", slug=f"{n}") for n, code in enumerate(where)]
        current.add_all(rows)
        current.flush()
        expected = {
            row.id
            for row in rows
            if any(role in OPEN and covers(region, row.region_code) for role, region in held)
        }
        seen = set(session().scalars(visible(Station, actor).with_only_columns(Station.id)))
        assert seen == expected
        safely = visible(Station, actor, "probe.safe").with_only_columns(Station.id)
        assert set(session().scalars(safely)) == (expected if second_factor else set())
        for row in rows:
            assert may(actor, "probe.read", row) == (row.id in expected)
            assert may(actor, "probe.read", row.region_code) == (row.id in expected)


def test_anonymous_sees_nothing(app):
    make_volunteer()
    assert session().scalars(visible(Volunteer, ANONYMOUS)).all() == []


def test_outside_looks_like_missing(app):
    volunteer = make_volunteer()
    inside, outside = make_actor(Role.STAFF), make_actor(Role.STAFF, MILUO)
    assert get_visible(Volunteer, inside, volunteer.id) is volunteer
    for actor, key in ((outside, volunteer.id), (inside, 99999), (inside, 2**31), (inside, 10**30)):
        with pytest.raises(NotFound):
            get_visible(Volunteer, actor, key)


def test_permission_signed_in_opens_no_rows(app):
    make_volunteer()
    actor = make_actor(Role.CHAIR)
    assert may(actor, P.OWN_ACCOUNT)
    assert session().scalars(visible(Volunteer, actor, P.OWN_ACCOUNT)).all() == []


def test_children_need_the_second_factor(app):
    child = make_child()
    without = make_actor(Role.CHAIR, second_factor=False)
    assert not may(without, P.READ_CHILD)
    assert session().scalars(visible(Child, without)).all() == []
    assert session().scalars(visible(Child, make_actor(Role.CHAIR))).all() == [child]


def test_administrator_sees_no_child(app):
    make_child()
    assert session().scalars(visible(Child, make_actor(Role.ADMIN, "000000000000"))).all() == []


def test_relation_opens_a_row_wherever_it_lies(app):
    child, other = make_child("甲"), make_child("乙")
    actor = Actor(77, "志愿者", (Grant(Role.VOLUNTEER, MILUO),), True)
    app.extensions["scopes"].relations[Child, "paired"], kept = (
        lambda actor: Child.id == child.id if actor.user_id == 77 else Child.id == 0,
        app.extensions["scopes"].relations[Child, "paired"],
    )
    try:
        assert session().scalars(visible(Child, actor)).all() == [child]
        assert may(actor, P.READ_CHILD, child)
        assert not may(actor, P.READ_CHILD, other)
        assert not may(actor, P.EDIT_CHILD, child)
        assert not may(Actor(77, "", actor.grants, False), P.READ_CHILD, child)
    finally:
        app.extensions["scopes"].relations[Child, "paired"] = kept


def test_table_without_region_is_seen_as_its_parent(app):
    make_child()
    guardian = session().scalars(select(Guardian)).one()
    inside, outside = make_actor(Role.CHAIR), make_actor(Role.CHAIR, MILUO)
    assert session().scalars(visible(Guardian, inside)).all() == [guardian]
    assert session().scalars(visible(Guardian, outside)).all() == []
    assert may(inside, P.EDIT_CHILD, guardian)
    assert not may(outside, P.EDIT_CHILD, guardian)
    assert not may(make_actor(Role.SUPERVISOR), P.EDIT_CHILD, guardian)


def test_demand_says_no(app):
    with pytest.raises(Forbidden):
        demand(make_actor(Role.STAFF), P.DECIDE_VOLUNTEER, PINGJIANG)
    demand(make_actor(Role.CHAIR), P.DECIDE_VOLUNTEER, PINGJIANG)


def test_lock_reads_anew_and_keeps_what_was_changed(app):
    volunteer = make_volunteer()
    with transaction() as current:
        volunteer.capacity = 5
        assert lock(volunteer).capacity == 5
        current.execute(
            Volunteer.__table__.update().where(Volunteer.id == volunteer.id).values(capacity=7)
        )
        assert lock(volunteer).capacity == 7


def test_level_columns_follow_the_code():
    row = RosterImport(region_code="430626102204")
    levels = (row.province_code, row.city_code, row.county_code, row.township_code)
    assert levels == ("43", "4306", "430626", "430626102")
