"""Rosters as offices write them, made of invented children."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import xlsxwriter

from app.children.roster import KIND
from app.core import jobs
from app.core.access.actors import Actor
from app.core.db import session
from app.core.imports import pipeline, services
from app.core.imports.kinds import ImportKind
from app.core.imports.models import RosterImport
from app.core.imports.pipeline import Examination
from tests.people import identity_number

HEAD = [
    *("序号", "姓名", "性别", "身份证号码", "出生年月", "民族", "家庭住址", "就读学校", "年级"),
    *("监护人姓名", "与儿童关系", "监护人联系电话", "儿童类别", "主要困难", "备注"),
]
VILLAGE = "平江县加义镇谢江村民委员会"
VILLAGE_CODE = "430626103230"
PINGJIANG = "430626000000"
BORN = date(2014, 5, 6)

_serial: Iterator[int] = iter(range(1, 10_000))


def child_row(**changes: Any) -> dict[str, Any]:
    number = next(_serial)
    row = {
        "序号": number,
        "姓名": "罗小川",
        "性别": "女",
        "身份证号码": identity_number(BORN),
        "出生年月": "",
        "民族": "汉",
        "家庭住址": f"{VILLAGE}{number}组",
        "就读学校": "加义镇中心小学",
        "年级": "三年级",
        "监护人姓名": "罗奶奶",
        "与儿童关系": "祖母",
        "监护人联系电话": "13800001111",
        "儿童类别": "留守儿童",
        "主要困难": "学业落后",
        "备注": "",
    }
    unknown = set(changes) - set(row)
    return {**row, **changes} if not unknown else row | changes


def workbook(
    rows: Sequence[dict[str, Any]],
    head: Sequence[str] = HEAD,
    titles: Sequence[str] = ("平江县儿童花名册",),
    notes: Sequence[str] = (),
    formulas: dict[tuple[int, str], str] | None = None,
) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        page = book.add_worksheet("花名册")
        for at, title in enumerate(titles):
            page.merge_range(at, 0, at, len(head) - 1, title)
        page.write_row(len(titles), 0, head)
        for at, row in enumerate(rows, len(titles) + 1):
            for column, name in enumerate(head):
                value = row.get(name, "")
                if isinstance(value, str) and value.startswith("="):
                    page.write_formula(at, column, value, value="3")
                elif value != "":
                    page.write(at, column, value)
        for at, note in enumerate(notes, len(titles) + 1 + len(rows)):
            page.write_string(at, 0, note)
    return target.getvalue()


def first_row(titles: int = 1) -> int:
    """The spreadsheet's number of the first child."""
    return titles + 2


def examine(
    content: bytes,
    actor: Actor | None = None,
    region: str = PINGJIANG,
    name: str = "名册.xlsx",
    kind: ImportKind = KIND,
) -> Examination:
    return pipeline.examine(content, name, kind.open(actor, region), {})


def codes(found: Examination) -> list[tuple[int, str, str]]:
    return [(one.row, one.column, one.code) for one in found.problems]


def bring_in(actor: Actor, content: bytes, **options: Any) -> dict[str, int]:
    """The whole import, with its work in the background. Gives the counts."""
    row = check(actor, content)
    services.write_roster(actor=actor, kind=KIND, import_id=row.id, **options)
    jobs.run_waiting()
    session().expire_all()
    assert row.state == "written"
    return row.counts


def check(actor: Actor, content: bytes, name: str = "名册.xlsx") -> RosterImport:
    """Uploaded and looked through."""
    row = services.start_import(
        actor=actor, kind=KIND, region_code=PINGJIANG, content=content, name=name
    )
    jobs.run_waiting()
    session().expire_all()
    return row
