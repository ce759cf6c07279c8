"""Slows down whoever guesses: events by subject (an address, a code), counted over a while.

The subject is blinded, so the table says nothing about who came.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Index, LargeBinary, delete, func, select
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.db import Base, session, transaction
from app.core.personal import keyring
from app.core.types import TZDateTime

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
    with transaction() as current:
        current.add(ThrottleEvent(subject=_blind(subject), at=now()))


def is_spent(subject: str, *, limit: int, within: timedelta) -> bool:
    """Whether `subject` has been noted `limit` times already."""
    query = select(func.count()).where(
        ThrottleEvent.subject == _blind(subject), ThrottleEvent.at > now() - within
    )
    return (session().scalar(query) or 0) >= limit


def forget_old() -> None:
    """Nightly."""
    with transaction() as current:
        current.execute(delete(ThrottleEvent).where(ThrottleEvent.at < now() - KEPT))
