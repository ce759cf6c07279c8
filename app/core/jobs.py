"""Work that takes longer than a person should wait: a row each, done by a thread of the server.

The thread is started when there is something to do and ends when there is nothing more. A job
whose process died is taken up again once its heart has not beaten for a while, so `run` of a kind
must go on from what it finds done. Claims are one conditional update: two processes never both
take a job.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from flask import Flask, current_app
from sqlalchemy import JSON, Integer, String, and_, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column

from app.core.access.actors import Actor
from app.core.clock import now
from app.core.db import Base, after_commit, session, transaction
from app.core.types import TZDateTime

log = logging.getLogger(__name__)
DEAD_AFTER = timedelta(minutes=5)


class Job(Base):
    """`done` of `total` is the progress that pages show."""

    __tablename__ = "job"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(32), nullable=False)
    state: Mapped[str] = mapped_column(String(8), nullable=False, default="queued", index=True)
    """queued, running, done or failed."""
    arguments: Mapped[dict[str, Any]] = mapped_column(JSON, nullable=False, default=dict)
    """Ids only; no personal data."""
    done: Mapped[int] = mapped_column(Integer, nullable=False, default=0)
    total: Mapped[int] = mapped_column(Integer, nullable=False, default=0)
    made_by: Mapped[int | None] = mapped_column(Integer)
    made_at: Mapped[datetime] = mapped_column(TZDateTime, nullable=False, default=now)
    beat_at: Mapped[datetime] = mapped_column(TZDateTime, nullable=False, default=now)
    error: Mapped[str] = mapped_column(String(80), nullable=False, default="")

    @property
    def is_over(self) -> bool:
        return self.state in ("done", "failed")


@dataclass(frozen=True)
class Running:
    """What the work gets: its arguments, and a way to say how far it is."""

    job_id: int
    arguments: dict[str, Any]

    def progress(self, done: int) -> None:
        with transaction() as current:
            found = update(Job).where(Job.id == self.job_id)
            current.execute(found.values(done=done, beat_at=now()))


Run = Callable[[Running], None]


def register(app: Flask, kind: str, run: Run) -> None:
    app.extensions.setdefault("jobs", {})[kind] = run


def enqueue(*, actor: Actor, kind: str, total: int, **arguments: Any) -> Job:
    """Inside the running transaction; the work begins after its commit."""
    job = Job(kind=kind, total=total, arguments=arguments, made_by=actor.user_id)
    session().add(job)
    session().flush()
    after_commit(wake)
    return job


def wake() -> None:
    """See that somebody works. Tests do the work themselves: `run_waiting`."""
    app = cast(Any, current_app)._get_current_object()
    if app.testing:
        return
    with _starting:
        worker = app.extensions.get("job_worker")
        if worker is None or not worker.is_alive():
            worker = threading.Thread(target=_work, args=(app,), daemon=True, name="jobs")
            app.extensions["job_worker"] = worker
            worker.start()


_starting = threading.Lock()


def _work(app: Flask) -> None:
    while True:
        with app.app_context():
            if not run_next():
                return


def run_waiting() -> int:
    """Do all that waits, here and now. Gives how many jobs were done."""
    count = 0
    while run_next():
        count += 1
    return count


def run_next() -> bool:
    """Take the oldest waiting job and do it; False if there is none."""
    job = _claim()
    if job is None:
        return False
    run = cast("dict[str, Run]", current_app.extensions["jobs"])[job.kind]
    try:
        run(Running(job.id, job.arguments))
    except Exception as error:
        log.exception("job.failed: %s %s", job.kind, job.id)
        session().rollback()
        _finish(job.id, "failed", type(error).__name__)
    else:
        _finish(job.id, "done")
    return True


def _claim() -> Job | None:
    waits = or_(
        Job.state == "queued", and_(Job.state == "running", Job.beat_at < now() - DEAD_AFTER)
    )
    with transaction() as current:
        for job_id in current.scalars(select(Job.id).where(waits).order_by(Job.id)).all():
            taken = current.execute(
                update(Job).where(Job.id == job_id, waits).values(state="running", beat_at=now())
            )
            if cast(Any, taken).rowcount:
                return current.get_one(Job, job_id)
    return None


def _finish(job_id: int, state: str, error: str = "") -> None:
    with transaction() as current:
        values = {"state": state, "error": error[:80], "beat_at": now()}
        current.execute(update(Job).where(Job.id == job_id).values(**values))
    session().expire_all()
