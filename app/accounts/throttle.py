"""How often one may be wrong: counted in a table, so that it holds over processes and restarts.

A failure is written before the secret is looked at and taken back when it was right; so trying
many at the same moment gains nothing.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import wraps
from typing import Any, TypeVar

from flask import abort, request
from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, func, select

from app.accounts.models import LoginFailure
from app.accounts.rules import ACCOUNT, ADDRESS, REMEMBERED, Limits, wait_left
from app.core.clock import now
from app.core.db import database, in_transaction, session, transaction
from app.core.errors import DomainError, Problem
from app.core.personal import keyring

View = TypeVar("View", bound=Callable[..., Any])


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
    return Subject(keyring().index("login", f"{purpose}:{who}"), ACCOUNT)


def address(value: str) -> Subject:
    return Subject(keyring().index("login", f"address:{value}"), ADDRESS)


@dataclass(frozen=True)
class Attempt:
    subjects: tuple[Subject, ...]
    rows: tuple[int, ...]

    def succeeded(self) -> None:
        """Take the failure back; the account's earlier ones are forgiven. In a transaction."""
        session().execute(delete(LoginFailure).where(LoginFailure.id.in_(self.rows)))
        forgive(*(subject for subject in self.subjects if subject.limits is ACCOUNT))


def forgive(*subjects: Subject) -> None:
    """Forget what was wrong so far. In a transaction."""
    keys = [subject.key for subject in subjects]
    session().execute(delete(LoginFailure).where(LoginFailure.subject.in_(keys)))


def attempt(*subjects: Subject) -> Attempt:
    """Count a try before it is made. Raises TooManyAttempts where one has to wait."""
    if in_transaction():
        raise RuntimeError("a failure would be forgotten with the transaction: see `unkeyed`")
    with transaction() as current:
        if not database().is_sqlite:
            # On SQLite the transaction holds the only write lock already.
            for number in sorted(_lock_number(subject) for subject in subjects):
                current.execute(select(func.pg_advisory_xact_lock(number)))
        for subject in subjects:
            _demand_no_wait(subject)
        rows = [LoginFailure(subject=subject.key, at=now()) for subject in subjects]
        current.add_all(rows)
        current.flush()
        return Attempt(subjects, tuple(row.id for row in rows))


def _lock_number(subject: Subject) -> int:
    return int.from_bytes(subject.key[:8], "big", signed=True)


def _demand_no_wait(subject: Subject) -> None:
    query = select(func.count(), func.max(LoginFailure.at)).where(
        LoginFailure.subject == subject.key, LoginFailure.at > now() - REMEMBERED
    )
    failures, last = session().execute(query).one()
    if wait := wait_left(failures, last, now(), subject.limits):
        raise TooManyAttempts(wait)


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
