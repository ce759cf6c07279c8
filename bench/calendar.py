"""Requests per second of the calendar's month page, beside a bare Flask page.

    python -m bench.calendar [--seconds 5] [--activities 2000]

Both are served in this process by Werkzeug's test client, one after the other, from SQLite on
disk: the bare page makes one query for fifty rows and renders them in a list. What it costs to
read 2,000 activities of one month shows in the ratio, not in the machine's own speed.
"""

from __future__ import annotations

import argparse
import gzip
import os
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from flask import Flask

from app import create_app
from app.activities.models import Activity
from app.config import Settings
from app.core.db import Base, transaction
from app.core.enrolment.models import Occasion
from app.regions.models import Region, Station
from bench.bare import app as bare_page
from tests.people import make_user

COUNTY, MONTH = "430626000000", datetime(2026, 10, 1, 1, tzinfo=UTC)
BARE = (
    "<!DOCTYPE html><title>x</title><ul>{% for row in rows %}<li>{{ row.title }}{% endfor %}</ul>"
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--activities", type=int, default=2000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder)
        app = create_app(Settings(data_dir=path, database_url=f"sqlite:///{path / 'bench.db'}"))
        fill(app, options.activities)
        os.environ["BENCH_DATABASE"] = str(path / "bench.db")
        client, plain = app.test_client(), bare_page.test_client()
        bare = measure(partial(plain.get, "/"), options.seconds)
        for name, url in (
            ("month", "/calendar?month=2026-10"),
            ("week", "/calendar?view=week&day=2026-10-12"),
            ("list", "/calendar?view=list&day=2026-10-01"),
            ("feed", "/calendar/station.ics"),
        ):
            data = client.get(url).data
            if client.get(url).status_code != 200:
                raise SystemExit(f"{url} does not answer")
            rate = measure(partial(client.get, url), options.seconds)
            sizes = f"{len(data):7,} bytes, {len(gzip.compress(data, 6)):6,} compressed"
            print(f"{name:6} {rate:7.1f}/s  {sizes}  {rate / bare:5.2f} of the bare page")
        print(f"{'bare':6} {bare:7.1f}/s  one query, fifty rows")


def fill(app: Flask, number: int) -> None:
    with app.app_context():
        Base.metadata.create_all(app.extensions["database"].engine)
        make_user("somebody")
        with transaction() as current:
            current.add(Station(slug="x", name="平江县爱心妈妈工作站", region_code=COUNTY))
            for n in range(60):
                code = f"4306261{n:02}000"
                values = {"level": 4, "parent_code": COUNTY, "pinyin": "x", "initials": "x"}
                current.add(Region(code=code, name=f"第{n}镇", **values))
            for n in range(number):
                begins = MONTH + timedelta(days=n % 28, minutes=15 * (n % 40))
                ends = begins + timedelta(hours=2)
                current.add(
                    Activity(
                        region_code=COUNTY,
                        state="published",
                        title=f"第{n}次亲子阅读活动",
                        kind="reading",
                        starts_at=begins,
                        ends_at=ends,
                        occasion=Occasion(title=f"活动{n}", starts_at=begins, ends_at=ends),
                    )
                )


def measure(act: Callable[[], object], seconds: float) -> float:
    """Calls a second of processor time, after a first one to warm up."""
    act()
    began, calls = time.process_time(), 0
    while time.process_time() - began < seconds:
        act()
        calls += 1
    return calls / (time.process_time() - began)


if __name__ == "__main__":
    main()
