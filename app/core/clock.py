"""The only place that reads the time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")

_told: ContextVar[datetime | None] = ContextVar("told", default=None)


def now() -> datetime:
    """This moment, timezone-aware, in UTC."""
    return _told.get() or datetime.now(UTC)


@contextmanager
def as_of(moment: datetime) -> Iterator[None]:
    """Inside, it is another moment: for the demonstration's invented past, and for tests."""
    token = _told.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _told.reset(token)


def today() -> date:
    """The calendar day in the station's time zone."""
    return now().astimezone(ZONE).date()


def local(moment: datetime) -> datetime:
    return moment.astimezone(ZONE)


def age_on(born: date, day: date) -> int:
    """Whole years lived on `day` (周岁: a year is completed on the birthday itself)."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def add_months(day: date, months: int) -> date:
    """The same day of the month, `months` later; the last of a shorter month instead."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    first_of_next = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    last = (first_of_next - date.resolution).day
    return date(year, month + 1, min(day.day, last))
