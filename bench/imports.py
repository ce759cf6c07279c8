"""Rows a second of a children's roster's import, beside a plain openpyxl read of the same file.

python -m bench.imports [--rows 20000] [--database sqlite|postgresql] [--source education]

The roster is of a whole county, sorted by village, two children to a family. What is timed is what
the server does in the background: reading and checking, and writing with encryption, blind indexes
and the audit chain.
"""

from __future__ import annotations

import argparse
import io
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import xlsxwriter
from openpyxl import load_workbook
from sqlalchemy import func, select
from stdnum.cn import ric

from app.children.models import Child
from app.children.roster import KIND
from app.core import audit
from app.core.access.actors import Actor
from app.core.db import session, transaction
from app.core.imports import services, work
from app.core.imports.models import RosterImport
from app.core.jobs import cancel
from app.policy import Role
from app.regions import places
from app.regions.models import Region
from app.regions.services import load_register
from tests.people import PINGJIANG, make_actor
from tests.support.applications import make_app
from tests.support.databases import Databases
from tests.support.postgres import PostgresServer

HEADINGS = (
    "姓名",
    "性别",
    "身份证号码",
    "类别",
    "乡镇",
    "村",
    "组",
    "就读学校",
    "监护人姓名",
    "监护人电话",
)


def workbook(rows: int, villages: Sequence[tuple[str, str]]) -> bytes:
    """Made-up children, each with a number of its own whose check digit is right."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("花名册")
        sheet.write_row(0, 0, HEADINGS)
        for at in range(rows):
            born = date(2012, 1, 1) + timedelta(days=at % 3650)
            body = f"430626{born:%Y%m%d}{(at // 3650) * 2 + 1:03d}"
            number = body + ric.calc_check_digit(body + "0")
            family = at // 2
            name = "张王李赵"[family % 4] + chr(0x4E00 + at % 3000)
            guardian = "张王李赵"[family % 4] + chr(0x4E00 + family % 2900) + "英"
            township, village = villages[at * len(villages) // rows]
            place = (township, village, f"{family % 16 + 1}组", "中心小学")
            phone = f"138{family:08d}"
            sheet.write_row(at + 1, 0, (name, "男", number, "留守儿童", *place, guardian, phone))
    return target.getvalue()


@dataclass(frozen=True)
class Taken:
    seconds: float
    cpu: float
    """Of this process: what the clock would show on a machine that does nothing else."""

    def __add__(self, other: Taken) -> Taken:
        return Taken(self.seconds + other.seconds, self.cpu + other.cpu)


def timed(act: Callable[[], object]) -> Taken:
    started, busy = time.perf_counter(), time.process_time()
    act()
    return Taken(time.perf_counter() - started, time.process_time() - busy)


def plain_read(content: bytes) -> None:
    for _row in load_workbook(io.BytesIO(content), read_only=True).active.iter_rows(
        values_only=True
    ):
        pass


def main(rows: int, kind: str, source: str = "") -> None:
    folder = Path(tempfile.mkdtemp(prefix="aixin-bench-"))
    server = None
    if kind == "postgresql":
        server = PostgresServer()
        server.start()
    databases = Databases(folder, server.folder if server else None, "bench", "models")
    try:
        with databases.copy(kind) as url, make_app(url, folder) as app, app.app_context():
            with transaction() as current:
                load_register(current.connection(), within=(PINGJIANG,))
            run(rows, kind, make_actor(Role.CHAIR), source)
    finally:
        if server:
            server.stop()


def run(rows: int, kind: str, actor: Actor, source: str) -> None:
    content = workbook(rows, _villages())
    # A station's register is complete in its database; here the national file has to be read.
    places.upper_index()
    plain = timed(lambda: plain_read(content))
    row = services.start_import(
        actor=actor,
        kind=KIND,
        region_code=PINGJIANG,
        content=content,
        name="花名册.xlsx",
        source=source,
    )
    looked = timed(lambda: work.look_through(actor, row.id, _unseen))
    services.write_roster(actor=actor, kind=KIND, import_id=row.id, skip_problems=True)
    longest = [0.0]
    written = timed(lambda: work.write_all(actor, row.id, _heard(longest)))
    done = session().get_one(RosterImport, row.id)
    with transaction():
        cancel(done.job_id or 0)
    found = session().scalar(select(func.count()).select_from(Child))
    print(f"{kind}: rows {rows}, on the roster {found}, problems {done.counts['problems']}")
    for label, taken in (
        ("plain openpyxl read", plain),
        ("read and checked", looked),
        ("written", written),
        ("checked and written", looked + written),
    ):
        print(
            f"{label:22} {taken.seconds:7.2f} s {rows / taken.seconds:9.0f} rows/s"
            f"   CPU {taken.cpu:6.2f} s"
        )
    print(f"others wait for a batch at most {longest[0]:.2f} s")
    print("audit chain:", "whole" if audit.verify().broken_at is None else "BROKEN")


def _heard(longest: list[float]) -> work.Progress:
    """How long one batch keeps the database to itself, with the reading before it."""
    last = [time.perf_counter()]

    def hear(done: int, _total: int | None) -> None:
        at = time.perf_counter()
        longest[0], last[0] = max(longest[0], at - last[0] if done > work.BATCH else 0), at

    return hear


def _unseen(_done: int, _total: int | None) -> None:
    pass


def _villages() -> list[tuple[str, str]]:
    query = select(Region.code, Region.name, Region.level).order_by(Region.code)
    names = {code: (name, level) for code, name, level in session().execute(query)}
    return [
        (names[f"{code[:9]}000"][0], name) for code, (name, level) in names.items() if level == 5
    ]


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--source", default="", help="a department whose list it is (education)")
    options = parser.parse_args()
    main(options.rows, options.database, options.source)
