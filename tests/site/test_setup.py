from __future__ import annotations

import re
import stat
from collections.abc import Iterator

import pytest
from flask import Flask

from app.accounts.models import User
from app.core.db import session, transaction
from app.policy import Role
from app.programmes.queries import rules_for
from app.regions.models import Region, Station
from app.site.setup import door
from tests.accounts.accounts import PASSWORD, acts
from tests.accounts.conftest import quick_hashes  # noqa: F401
from tests.people import PINGJIANG, make_user

GIVEN = {
    "region": PINGJIANG,
    "station_name": "平江县爱心妈妈工作站",
    "address": "平江县城关镇",
    "station_phone": "0730-6000000",
    "preset": "yueyang",
    "name": "李慧",
    "phone": "13800138000",
    "username": "lihui",
    "password": PASSWORD,
}


@pytest.fixture
def empty(app: Flask) -> Iterator[Flask]:
    """An installation that nobody has set up."""
    app.extensions[door.DONE] = False
    with transaction() as current:
        for code, level, parent in (
            ("430000000000", 1, None),
            ("430600000000", 2, "430000000000"),
            (PINGJIANG, 3, "430600000000"),
        ):
            current.add(
                Region(
                    code=code,
                    name=f"地{level}",
                    level=level,
                    parent_code=parent,
                    pinyin=f"di{level}",
                    initials="d",
                )
            )
    yield app
    app.extensions[door.DONE] = True
    door._path().unlink(missing_ok=True)


def test_every_page_leads_to_the_set_up(empty, client) -> None:
    for path in ("/", "/login", "/accounts", "/account", "/privacy", "/pledges/", "/activate"):
        answer = client.get(path)
        assert (answer.status_code, answer.location) == (303, "/setup"), path
    assert client.get("/healthz").status_code == 200
    assert client.get("/setup").status_code == 200
    assert client.get("/static/nothing.css").status_code == 404


def test_code_is_the_same_until_used_and_only_the_owner_reads_its_file(empty, capsys) -> None:
    door.announce(empty)
    door.announce(empty)
    codes = re.findall(r"code: ([A-Z0-9-]{14})", capsys.readouterr().err)
    assert len(codes) == 2
    assert codes[0] == codes[1] == door.code()
    assert stat.S_IMODE(door._path().stat().st_mode) == 0o600


def test_set_up_opens_the_station_and_leads_to_the_second_factor(empty, client) -> None:
    page = client.get("/setup")
    answer = client.submit(page, {**GIVEN, "code": door.code().lower()})
    assert answer.status_code == 303, answer.text
    assert answer.location == "/account/second-factor?next=/"
    assert "/account/second-factor/set-up" in client.get(answer.location).location
    user = session().query(User).one()
    assert [(g.role, g.region_code) for g in user.grants] == [(Role.CHAIR, PINGJIANG)]
    assert user.phone == "13800138000"
    station = session().query(Station).one()
    assert (station.name, station.region_code) == (GIVEN["station_name"], PINGJIANG)
    assert rules_for(PINGJIANG).version == 1
    assert not door._path().exists()
    assert set(acts()) >= {"account.created", "station.opened", "programme.adopted"}


def test_set_up_is_done_once(empty, client) -> None:
    client.submit(client.get("/setup"), {**GIVEN, "code": door.code()})
    assert client.get("/setup").location == "/"
    assert client.get("/login").status_code == 303
    client.delete_cookie("aixin")
    assert client.get("/login").status_code == 200


def test_installation_with_an_account_is_left_alone(empty, client, capsys) -> None:
    make_user("somebody", (Role.CHAIR, PINGJIANG))
    assert client.get("/login").status_code == 200
    assert client.get("/setup").location == "/"
    door.announce(empty)
    assert "code" not in capsys.readouterr().err


def test_wrong_code_writes_nothing_and_is_throttled(empty, client) -> None:
    page = client.get("/setup")
    statuses = [
        client.submit(page, {**GIVEN, "code": "AAAA-BBBB-CCCC"}).status_code for _ in range(6)
    ]
    assert statuses == [422] * 5 + [429]
    assert session().query(User).count() == session().query(Station).count() == 0


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("password", "lihui2026lihui"),
        ("password", "short"),
        ("phone", "123"),
        ("username", "李慧"),
        ("region", "430699000000"),
        ("region", ""),
        ("preset", "nowhere"),
        ("station_name", ""),
    ],
)
def test_what_cannot_be_taken_is_said_and_what_was_typed_stays(
    empty, client, field: str, value: str
) -> None:
    sent = {**GIVEN, "code": door.code(), field: value}
    answer = client.submit(client.get("/setup"), sent)
    assert answer.status_code == 422
    assert 'id="errors"' in answer.text
    assert GIVEN["address"] in answer.text
    assert session().query(User).count() == 0
    assert door.code() == sent["code"]


def test_empty_register_is_said(app, client) -> None:
    app.extensions[door.DONE] = False
    try:
        assert "flask regions load" in client.get("/setup").text
    finally:
        app.extensions[door.DONE] = True


def test_health_is_bad_when_the_database_is_away(app, client, monkeypatch) -> None:
    from sqlalchemy.exc import OperationalError

    from app.core import db

    def away() -> None:
        raise OperationalError("SELECT 1", {}, Exception("away"))

    monkeypatch.setattr(db, "ping", away)
    answer = client.get("/healthz")
    assert (answer.status_code, answer.text) == (503, "not ready")
