"""What holds for every route, also for those that are not written yet."""

import re

import pytest
from flask import Flask
from sqlalchemy import text

from app import create_app
from app.config import Settings
from app.core.access import guard
from app.core.access.guard import PUBLIC, permission_of, requires
from app.core.db import Base, session
from app.policy import POLICY, Role
from tests.contracts.world import INSIDE, pages

# Demanded by services or lifecycles of an object rather than by a page of its own.
NOT_AT_A_ROUTE = {
    "volunteer.pair": "asked by the lists of volunteers who may be paired here",
    "child.read": "which rows exist for whom; pages ask for more, see children.access",
    "child.decide_access": "asked for by the service that decides a request",
    "pairing.waive": "asked for by the service, where a step of a closure is left out",
    "activity.read": "what a calendar shows besides what is public: see relations.calendar_of",
    "volunteer.suspend": "a step of the lifecycle behind volunteers.do_act",
    "station.edit": "the station's own page comes with the reports",
}
# A GET that may write: whom it signs in or what it has just shown once.
MAY_CHANGE = {
    "reading_flag": "unusual reading is flagged by the reading itself",
    "data_key": "the key of such a flag",
    "audit_event": "reading a child's file is itself on record",
    "audit_head": "the end of that record",
    "login_session": "when the browser was last seen",
    "notice_opening": "how many browsers opened a call, by day and channel; not whose",
}
# Whose stored bytes are made at the first look, and are the same from then on.
DRAWN_ONCE = {"pledges.pdf", "certificates.pdf", "certificates.session_pdf"}


def test_route_without_a_policy_stops_the_start(app, monkeypatch):
    monkeypatch.setitem(app.view_functions, "rogue", lambda: "open to all")
    with pytest.raises(RuntimeError, match="rogue"):
        guard.check(app)


def test_permission_without_a_rule_stops_the_start(app, monkeypatch):
    monkeypatch.setitem(app.view_functions, "rogue", requires("child.sell")(lambda: ""))
    with pytest.raises(RuntimeError, match="rogue"):
        guard.check(app)


def test_create_app_makes_that_check(monkeypatch, tmp_path):
    monkeypatch.setattr("app.cli.init_app", lambda app: app.add_url_rule("/x", "rogue", lambda: ""))
    with pytest.raises(RuntimeError, match="rogue"):
        create_app(Settings(data_dir=tmp_path, database_url="sqlite://", testing=True))


def test_route_that_slipped_in_later_is_refused(world, monkeypatch):
    monkeypatch.delattr(world.app.view_functions["programmes.show"], "permission")
    url = next(rule.rule for rule in world.rules("GET") if rule.endpoint == "programmes.show")
    assert world.client(Role.CHAIR).get(url).status_code == 403


def test_addresses_are_kebab_case_with_typed_numbers(app: Flask):
    for rule in app.url_map.iter_rules():
        fixed = re.sub(r"<[^>]*>", "", rule.rule)
        assert re.fullmatch(r"[a-z0-9/.-]*", fixed), rule.rule
        for part in re.findall(r"<([^>]*)>", rule.rule):
            assert not part.endswith("_id") or part.startswith("int:"), rule.rule


def test_every_permission_is_asked_for(app: Flask):
    asked = {permission_of(app, endpoint) for endpoint in app.view_functions}
    unused = set(POLICY) - asked - set(NOT_AT_A_ROUTE)
    assert unused == set()


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_nobody_gets_past_the_login(world, method):
    for rule in world.rules(method):
        if permission_of(world.app, rule.endpoint) == PUBLIC:
            continue
        visitor = world.client(None)
        answer = visitor.open(world.url(rule), method=method)
        assert answer.status_code == 303, rule.rule
        assert answer.location.startswith("/login?next="), rule.rule
        htmx = visitor.open(world.url(rule), method=method, headers={"HX-Request": "true"})
        assert (htmx.status_code, htmx.data) == (204, b""), rule.rule
        assert htmx.headers["HX-Redirect"].startswith("/login"), rule.rule


def test_public_pages_open_to_nobody_in_particular(world):
    for rule in world.rules("GET"):
        if permission_of(world.app, rule.endpoint) == PUBLIC:
            answer = world.client(None).get(world.url(rule))
            assert answer.status_code in (200, 302, 303), rule.rule
            assert not (answer.location or "").startswith("/login"), rule.rule


def dump(world):
    with world.app.app_context():
        found = {}
        for table in Base.metadata.sorted_tables:
            if table.name not in MAY_CHANGE:
                rows = session().execute(text(f'SELECT * FROM "{table.name}"')).all()
                found[table.name] = sorted(map(repr, rows))
        return found


def test_looking_changes_nothing(world):
    chair = world.client(Role.CHAIR, INSIDE)
    for endpoint, url in pages(world):
        if endpoint in DRAWN_ONCE:
            chair.get(url)
    before = dump(world)
    for _, url in pages(world):
        for _twice in range(2):
            assert chair.get(url).status_code < 500, url
    assert dump(world) == before
