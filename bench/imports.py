"""Rows a second of a roster's import, beside a plain openpyxl read of the same file.

python -m bench.imports [rows]
"""

from __future__ import annotations

import io
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

import xlsxwriter
from openpyxl import load_workbook
from stdnum.cn import ric

from app.children.roster import ChildrenRoster
from app.core.db import transaction
from app.core.imports import pipeline
from app.regions.models import Region
from tests.support.applications import make_app
from tests.support.databases import Databases

VILLAGE = ("430626102204", "谢江村民委员会")
ABOVE = (
    ("430000000000", "湖南省", 1, None),
    ("430600000000", "岳阳市", 2, "430000000000"),
    ("430626000000", "平江县", 3, "430600000000"),
    ("430626102000", "加义镇", 4, "430626000000"),
)
HEADINGS = ("姓名", "性别", "身份证号码", "类别", "乡镇", "村", "监护人姓名", "监护人电话")


def workbook(rows: int) -> bytes:
    """Made-up children, each with a number of its own whose check digit is right."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("花名册")
        sheet.write_row(0, 0, HEADINGS)
        for at in range(rows):
            born = date(2012, 1, 1) + timedelta(days=at % 3650)
            body = f"430626{born:%Y%m%d}{(at // 3650) * 2 + 1:03d}"
            number = body + ric.calc_check_digit(body + "0")
            name = "张王李赵"[at % 4] + chr(0x4E00 + at % 3000)
            phone = f"138{at:08d}"
            row = (name, "男", number, "留守儿童", "加义镇", "谢江村", "张奶奶", phone)
            sheet.write_row(at + 1, 0, row)
    return target.getvalue()


def main(rows: int) -> None:
    content = workbook(rows)
    started = time.perf_counter()
    for _row in load_workbook(io.BytesIO(content), read_only=True).active.iter_rows(
        values_only=True
    ):
        pass
    plain = time.perf_counter() - started
    folder = Path(tempfile.mkdtemp(prefix="aixin-bench-"))
    databases = Databases(folder, None, "bench", "models")
    with databases.copy("sqlite") as url, make_app(url, folder) as app, app.app_context():
        _places()
        started = time.perf_counter()
        roster = ChildrenRoster(None, ABOVE[2][0])
        found = pipeline.examine(content, "花名册.xlsx", roster, {})
        examined = time.perf_counter() - started
        started = time.perf_counter()
        with transaction():
            roster.write([one for one in found.good if one.status != "unchanged"])
        written = time.perf_counter() - started
    print(f"rows {rows}, taken {len(found.good)}, problems {len(found.problems)}")
    for label, seconds in (
        ("plain openpyxl read", plain),
        ("read and checked", examined),
        ("written", written),
        ("checked and written", examined + written),
    ):
        print(f"{label:22} {seconds:7.2f} s {rows / seconds:9.0f} rows/s")


def _places() -> None:
    with transaction() as session:
        for code, name, level, parent in (*ABOVE, (*VILLAGE, 5, ABOVE[3][0])):
            row = Region(
                code=code, name=name, level=level, parent_code=parent, pinyin="x", initials="x"
            )
            session.add(row)
            session.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
