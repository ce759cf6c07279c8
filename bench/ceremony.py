"""A whole signing ceremony by the background job, beside Chromium printing the same sheets.

What the job does for one pledge: the gate of the pledge, its number, its snapshot, the audit
chain, each in a transaction of its own; then all sheets with a cover list in one file. Chromium
only prints.
"""

from __future__ import annotations

import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from app.core import jobs
from app.core.access.actors import Actor
from app.core.db import session, transaction
from app.core.documents.models import Document
from app.core.documents.uploads import Upload
from app.core.jobs import Job
from app.pledges import batches
from app.pledges.document import PledgeDocument
from app.pledges.models import Pledge, PledgeBatch
from app.policy import Role
from app.volunteers.models import Team
from tests.people import XIEJIANG, make_actor, make_volunteer
from tests.support.applications import make_app
from tests.support.databases import Databases

NAMES = "王李张刘陈杨黄周", "芳敏静丽娟霞英红"
AT_ONCE = 50
Draw = Callable[[list[PledgeDocument]], bytes]


@dataclass(frozen=True)
class Outcome:
    issuing: float
    drawing: float
    bytes: int
    documents: list[PledgeDocument]


def by_job(count: int) -> Outcome:
    """One team of so many, issued and drawn; the progress that its page shows is printed."""
    with _station() as app:
        with app.app_context():
            batch_id = _batch(make_actor(Role.STAFF), count)
        watch = _Watch(app, batch_id, count)
        with watch, app.app_context():
            jobs.run_waiting()
        with app.app_context():
            batch = session().get_one(PledgeBatch, batch_id)
            if batch.upload_id is None:
                raise SystemExit("the batch was not printed")
            papers = session().scalars(
                select(Document)
                .join(Pledge, Pledge.document_id == Document.id)
                .order_by(Document.id)
            )
            return Outcome(
                watch.issued - watch.began,
                watch.ended - watch.issued,
                len(session().get_one(Upload, batch.upload_id).read()),
                [PledgeDocument.from_snapshot(one.snapshot) for one in papers],
            )


@contextmanager
def _station() -> Iterator[Flask]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        databases = Databases(folder, None, "bench", "models")
        with databases.copy("sqlite") as url, make_app(url, folder) as app:
            yield app


def _batch(actor: Actor, count: int) -> int:
    with transaction() as current:
        team = Team(name="谢江村爱心妈妈志愿服务队", region_code=XIEJIANG, captain_name="李丽")
        current.add(team)
        current.flush()
        for number in range(count):
            first, second = NAMES
            make_volunteer(
                first[number % 8] + second[number // 8 % 8] + second[number // 64 % 8],
                team_id=team.id,
                born_on=date(1970, 1, 1) + timedelta(days=number),
                trained=False,
            )
    return batches.make_batch(actor=actor, team_id=team.id).id


class _Watch:
    """Reads the progress as the page does, from another thread, and prints it."""

    def __init__(self, app: Flask, batch_id: int, count: int) -> None:
        self.app, self.batch_id, self.count = app, batch_id, count
        self.began = self.issued = self.ended = 0.0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._look)

    def __enter__(self) -> None:
        self.began = time.perf_counter()
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self.ended = time.perf_counter()
        self._stop.set()
        self._thread.join()
        self.issued = self.issued or self.ended
        print(file=sys.stderr)

    def _look(self) -> None:
        while not self._stop.wait(0.1):
            with self.app.app_context():
                batch = session().get_one(PledgeBatch, self.batch_id)
                job = session().get_one(Job, batch.job_id)
                done = batches.progress_of(job)
            if done.issued == self.count and not self.issued:
                self.issued = time.perf_counter()
            line = f"\rissued {done.issued}, drawn {done.drawn} of {done.count}"
            print(line, end="", file=sys.stderr)


def by_chromium(draw: Draw, rows: list[PledgeDocument]) -> tuple[float, int]:
    """The same sheets, as many at once as the job draws; gives seconds and bytes."""
    size, started = 0, time.perf_counter()
    for at in range(0, len(rows), AT_ONCE):
        size += len(draw(rows[at : at + AT_ONCE]))
    return time.perf_counter() - started, size
