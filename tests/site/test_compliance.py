from __future__ import annotations

import io

import pytest
from flask import Flask
from openpyxl import load_workbook

from app.core.personal import catalogue
from app.policy import Role
from app.site.compliance import queries
from app.site.compliance.catalogue import TABLES
from app.site.labels import TABLE_LABELS
from tests.people import JIAYI, MILUO, PINGJIANG, make_actor, make_child


def test_every_table_about_people_says_basis_readers_and_term(app: Flask) -> None:
    tables = {entry.table for entry in catalogue()}
    assert tables <= set(TABLES), tables - set(TABLES)
    assert tables <= set(TABLE_LABELS), tables - set(TABLE_LABELS)


def test_pack_counts_the_own_region_only(app: Flask) -> None:
    make_child()
    make_child(consented=False)
    year = queries.years()[0]
    found = {line.label: line.number for line in queries.pack(PINGJIANG, year)}
    assert (found["儿童档案总数"], found["有效的单项同意"]) == (2, 1)
    assert not any(line.number for line in queries.pack(MILUO, year))


@pytest.mark.parametrize("what", ["pack", "pack_xlsx", "rule", "assessment"])
def test_papers_are_made_and_name_no_child(app, client, monkeypatch, what) -> None:
    child = make_child("罗小川")
    actor = make_actor(Role.CHAIR, JIAYI)
    monkeypatch.setitem(app.extensions, "actor_loader", lambda: actor)
    page = client.get("/compliance")
    paper = client.submit(page, {"what": what})
    assert paper.status_code == 200
    assert paper.data.startswith(b"PK" if what == "pack_xlsx" else b"%PDF")
    if what == "pack_xlsx":
        cells = [
            str(cell.value) for row in load_workbook(io.BytesIO(paper.data)).active for cell in row
        ]
        assert child.name not in "".join(cells)


def test_privacy_page_says_basis_and_term(client) -> None:
    text = client.get("/privacy").text
    assert "法律" in text or "PIPL" in text
