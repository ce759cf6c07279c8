"""Work that takes longer than a person should wait: a row each, done by a thread of the server.

The thread is started when there is something to do and ends when there is nothing more. A job
whose process died is taken up again once its heart has not beaten for a while, so `run` of a kind
must go on from what it finds done; after the third death it is given up, since it may be what
kills. Claims are one conditional update: two processes never both take a job. Whoever was thought
dead, or whose job was cancelled, learns it from `progress`, which raises Stopped: work that writes
in several transactions calls it in each, and then nothing of that one is kept.
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
DEAD_AFTER = timedelta(minutes=2)
MOST_ATTEMPTS = 3


class Stopped(Exception):
    """The job is no longer this process's to do."""


class Job(Base):
    """`done` of `total` is the progress that pages show."""

    __tablename__ = "job"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(32), nullable=False)
    state: Mapped[str] = mapped_column(String(8), nullable=False, default="queued", index=True)
    """queued, running, done, failed or stopped."""
    arguments: Mapped[dict[str, Any]] = mapped_column(JSON, nullable=False, default=dict)
    """Ids only; no personal data."""
    done: Mapped[int] = mapped_column(Integer, nullable=False, default=0)
    total: Mapped[int] = mapped_column(Integer, nullable=False, default=0)
    attempts: Mapped[int] = mapped_column(Integer, nullable=False, default=0, server_default="0")
    """How often it was taken up; the number tells who holds it."""
    made_by: Mapped[int | None] = mapped_column(Integer)
    made_at: Mapped[datetime] = mapped_column(TZDateTime, nullable=False, default=now)
    beat_at: Mapped[datetime] = mapped_column(TZDateTime, nullable=False, default=now)
    error: Mapped[str] = mapped_column(String(80), nullable=False, default="")

    @property
    def is_over(self) -> bool:
        return self.state in ("done", "failed", "stopped")


@dataclass(frozen=True)
class Running:
    """What the work gets: its arguments, and a way to say how far it is."""

    job_id: int
    attempt: int
    arguments: dict[str, Any]
    made_by: int | None

    def progress(self, done: int, total: int | None = None) -> None:
        """Raises Stopped if the job was cancelled, or taken up by another process."""
        values = {"done": done, "beat_at": now()} | ({} if total is None else {"total": total})
        with transaction() as current:
            mine = and_(Job.id == self.job_id, Job.state == "running", Job.attempts == self.attempt)
            found = current.execute(update(Job).where(mine).values(**values))
            if not cast(Any, found).rowcount:
                raise Stopped


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


def cancel(job_id: int) -> None:
    """Inside the running transaction. What is being done is dropped at its next progress."""
    current = session()
    unfinished = and_(Job.id == job_id, Job.state.in_(("queued", "running")))
    current.execute(update(Job).where(unfinished).values(state="stopped"))
    current.expire_all()


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
        run(Running(job.id, job.attempts, job.arguments, job.made_by))
    except Stopped:
        session().rollback()
        log.info("job.stopped: %s %s", job.kind, job.id)
    except Exception as error:
        log.exception("job.failed", extra={"kind": job.kind, "job": job.id})
        session().rollback()
        _finish(job, "failed", type(error).__name__)
    else:
        _finish(job, "done")
    return True


def _claim() -> Job | None:
    dead = and_(Job.state == "running", Job.beat_at < now() - DEAD_AFTER)
    waits = or_(Job.state == "queued", dead)
    with transaction() as current:
        given_up = and_(dead, Job.attempts >= MOST_ATTEMPTS)
        current.execute(update(Job).where(given_up).values(state="failed", error="killed"))
        for job_id in current.scalars(select(Job.id).where(waits).order_by(Job.id)).all():
            values = {"state": "running", "beat_at": now(), "attempts": Job.attempts + 1}
            taken = current.execute(update(Job).where(Job.id == job_id, waits).values(**values))
            if cast(Any, taken).rowcount:
                current.expire_all()
                return current.get_one(Job, job_id)
    return None


def _finish(job: Job, state: str, error: str = "") -> None:
    job_id, attempt = job.id, job.attempts
    with transaction() as current:
        mine = and_(Job.id == job_id, Job.state == "running", Job.attempts == attempt)
        values = {"state": state, "error": error[:80], "beat_at": now()}
        current.execute(update(Job).where(mine).values(**values))
    session().expire_all()
