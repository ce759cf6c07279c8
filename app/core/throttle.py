"""Slows down whoever guesses or floods: events by subject, counted in a table over a while.

In a table, so that it holds over processes and restarts; the subject is blinded, so that it says
nothing about who came. Two ways to count: `note` and `is_spent` for what may be done so many times
an hour; `attempt` for a secret that one may get wrong a few times before the waits grow. There the
failure is written before the secret is looked at and taken back when it was right, so that trying
many at the same moment gains nothing.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, TypeVar

from flask import abort, request
from flask_babel import lazy_gettext as _l
from sqlalchemy import Index, LargeBinary, delete, func, select
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.db import Base, database, in_transaction, on_rollback, session, transaction
from app.core.errors import DomainError, Problem
from app.core.personal import keyring
from app.core.types import TZDateTime

View = TypeVar("View", bound=Callable[..., Any])
KEPT = timedelta(days=2)


class ThrottleEvent(Base):
    __tablename__ = "throttle_event"
    __table_args__ = (Index(None, "subject", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[bytes] = mapped_column(LargeBinary(16), nullable=False)
    at: Mapped[datetime] = mapped_column(TZDateTime, nullable=False, default=now, index=True)


def _blind(subject: str) -> bytes:
    return keyring().index("throttle", subject)


def note(subject: str) -> None:
    """Counted even where the running transaction is undone, as a refused form's is."""
    key = _blind(subject)
    if in_transaction():
        on_rollback(lambda: _write(key))
    _write(key)


def _write(key: bytes) -> None:
    with transaction() as current:
        current.add(ThrottleEvent(subject=key, at=now()))


def is_spent(subject: str, *, limit: int, within: timedelta) -> bool:
    """Whether `subject` has been noted `limit` times already."""
    return _count(_blind(subject), within)[0] >= limit


def forget_old() -> None:
    """Nightly."""
    with transaction() as current:
        current.execute(delete(ThrottleEvent).where(ThrottleEvent.at < now() - KEPT))


def _count(key: bytes, within: timedelta) -> tuple[int, datetime | None]:
    query = select(func.count(), func.max(ThrottleEvent.at)).where(
        ThrottleEvent.subject == key, ThrottleEvent.at > now() - within
    )
    count, last = session().execute(query).one()
    return count, last


@dataclass(frozen=True)
class Limits:
    """How often one may be wrong before waiting, and the longest wait."""

    free: int
    longest: timedelta


ACCOUNT = Limits(free=5, longest=timedelta(minutes=60))
# A whole office may share one address.
ADDRESS = Limits(free=30, longest=timedelta(minutes=15))
REMEMBERED = timedelta(hours=24)


def wait_left(failures: int, last: datetime | None, now: datetime, limits: Limits) -> timedelta:
    """How long still: one minute after the last free failure, then twice as long each time."""
    if failures < limits.free or last is None:
        return timedelta()
    doublings = min(failures - limits.free, 10)
    wait = min(timedelta(minutes=2**doublings), limits.longest)
    return max(last + wait - now, timedelta())


class TooManyAttempts(DomainError):
    """Wrong too often. The secret has not been looked at."""

    status = 429

    def __init__(self, wait: timedelta) -> None:
        self.minutes = max(1, math.ceil(wait.total_seconds() / 60))
        text = _l(
            "Wrong too often. For safety, wait %(minutes)s minutes and then try again.",
            minutes=self.minutes,
        )
        super().__init__(Problem("too_many_attempts", text))


@dataclass(frozen=True)
class Subject:
    """What is counted, blinded."""

    key: bytes
    limits: Limits


def account(purpose: str, who: str | int) -> Subject:
    return Subject(_blind(f"{purpose}:{who}"), ACCOUNT)


def address(value: str) -> Subject:
    return Subject(_blind(f"address:{value}"), ADDRESS)


@dataclass(frozen=True)
class Attempt:
    subjects: tuple[Subject, ...]
    rows: tuple[int, ...]
    failed_before: int
    """How often the first subject was wrong since it was right last."""

    def succeeded(self) -> None:
        """Take the failure back; the account's earlier ones are forgiven. In a transaction."""
        session().execute(delete(ThrottleEvent).where(ThrottleEvent.id.in_(self.rows)))
        forgive(*(subject for subject in self.subjects if subject.limits is ACCOUNT))


def forgive(*subjects: Subject) -> None:
    """Forget what was wrong so far. In a transaction."""
    keys = [subject.key for subject in subjects]
    session().execute(delete(ThrottleEvent).where(ThrottleEvent.subject.in_(keys)))


def attempt(*subjects: Subject) -> Attempt:
    """Count a try before it is made. Raises TooManyAttempts where one has to wait."""
    if in_transaction():
        raise RuntimeError("a failure would be forgotten with the transaction: see `unkeyed`")
    with transaction() as current:
        if not database().is_sqlite:
            # On SQLite the transaction holds the only write lock already.
            for number in sorted(_lock_number(subject) for subject in subjects):
                current.execute(select(func.pg_advisory_xact_lock(number)))
        before = [_demand_no_wait(subject) for subject in subjects]
        rows = [ThrottleEvent(subject=subject.key, at=now()) for subject in subjects]
        current.add_all(rows)
        current.flush()
        return Attempt(subjects, tuple(row.id for row in rows), before[0])


def _lock_number(subject: Subject) -> int:
    return int.from_bytes(subject.key[:8], "big", signed=True)


def _demand_no_wait(subject: Subject) -> int:
    failures, last = _count(subject.key, REMEMBERED)
    if wait := wait_left(failures, last, now(), subject.limits):
        raise TooManyAttempts(wait)
    return failures


def unkeyed(view: View) -> View:
    """Mark a page that checks a secret: its form carries no submission key.

    With one, the page would run in a single transaction, and a wrong try would undo its own count.
    """

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        if "_key" in request.form:
            abort(400)
        return view(*args, **kwargs)

    return guarded  # type: ignore[return-value]
