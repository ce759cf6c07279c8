"""The auditor's page, and compression of pages."""

from __future__ import annotations

import gzip
from io import BytesIO

import brotli
import openpyxl
import pytest
from flask import Flask, g
from flask.testing import FlaskClient

from app.core import audit
from app.core.db import transaction
from app.policy import Role
from tests.people import COUNTRY, MILUO, PINGJIANG, make_actor, make_volunteer
from tests.support.client import CheckedClient


@pytest.fixture
def enter(app: Flask, monkeypatch: pytest.MonkeyPatch):
    def as_actor(actor) -> None:
        monkeypatch.setitem(app.extensions, "actor_loader", lambda: actor)
        g.pop("actor", None)

    return as_actor


@pytest.fixture
def acts(app: Flask) -> None:
    chair = make_actor(Role.CHAIR)
    here, there = make_volunteer("王芳"), make_volunteer("李静", region="430681101201")
    with transaction():
        audit.record(chair, "volunteer.revealed", here, reason="约定面谈")
        audit.record(chair, "volunteer.edited", there, fields=["phone"])
        audit.record(chair, "login.failed")


def test_auditor_reads_her_region_and_what_has_none(client: CheckedClient, acts, enter) -> None:
    enter(make_actor(Role.AUDITOR, PINGJIANG))
    page = client.get("/audit").text
    assert "查看志愿者完整信息" in page
    assert "约定面谈" in page
    assert "登录失败" in page
    assert '<th scope="row">修改志愿者资料' not in page
    enter(make_actor(Role.AUDITOR, MILUO))
    assert '<th scope="row">修改志愿者资料' in client.get("/audit").text


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("act=login.failed", False),
        ("act=volunteer.revealed", True),
        ("until=2001-01-01", False),
        ("since=2001-01-01", True),
        ("since=nonsense", True),
        ("q=chair", True),
        ("q=somebody", False),
    ],
)
def test_filters(client: CheckedClient, acts, enter, query: str, shown: bool) -> None:
    enter(make_actor(Role.AUDITOR, COUNTRY))
    assert ("约定面谈" in client.get(f"/audit?{query}").text) is shown


def test_export_holds_the_rows_and_is_recorded(client: CheckedClient, acts, enter) -> None:
    enter(make_actor(Role.AUDITOR, COUNTRY))
    sent = client.submit(client.get("/audit?q=chair"), {}, action="/audit/export?q=chair")
    rows = list(openpyxl.load_workbook(BytesIO(sent.data)).active.values)
    assert "约定面谈" in [row[6] for row in rows]
    assert "导出操作记录" in client.get("/audit").text


def test_record_is_checked_on_demand(client: CheckedClient, acts, enter) -> None:
    enter(make_actor(Role.AUDITOR, COUNTRY))
    client.submit(client.get("/audit"), {}, action="/audit/verify")
    assert "记录完整" in client.get("/audit").text


@pytest.mark.parametrize("role", [Role.ADMIN, Role.CHAIR, Role.REVIEWER, Role.SUPERVISOR])
def test_nobody_else_reads_the_record(client: CheckedClient, enter, role: Role) -> None:
    enter(make_actor(role))
    assert client.get("/audit").status_code == 403


def test_pages_are_compressed(client: CheckedClient) -> None:
    plain = client.get("/login").data
    for encoding, unpack in (("gzip", gzip.decompress), ("br", brotli.decompress)):
        packed = FlaskClient.open(client, "/login", headers={"Accept-Encoding": encoding})
        assert packed.headers["Content-Encoding"] == encoding
        assert "Accept-Encoding" in packed.headers["Vary"]
        assert len(packed.data) < len(plain) / 1.5
        assert b"<html" in unpack(packed.data)


def test_privacy_page_names_every_table(client: CheckedClient) -> None:
    page = client.get("/privacy")
    assert page.status_code == 200
    assert page.text.count("<h2>") >= 10
