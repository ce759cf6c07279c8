"""Which backups stay: one of each of the last 7 days, 4 weeks and 12 months."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

DAYS, WEEKS, MONTHS = 7, 4, 12
OLDEST = timedelta(days=366)
"""Before the newest; so that nothing is kept longer where nights are missing."""
TOO_OLD = timedelta(days=8)


def kept(moments: Iterable[datetime]) -> set[datetime]:
    """The newest backup of each of the newest days, weeks and months that have one."""
    newest_first = sorted(moments, reverse=True)
    newest_first = [at for at in newest_first if newest_first[0] - at <= OLDEST]
    return (
        _newest_of_each(newest_first, lambda at: at.date(), DAYS)
        | _newest_of_each(newest_first, lambda at: tuple(at.isocalendar())[:2], WEEKS)
        | _newest_of_each(newest_first, lambda at: (at.year, at.month), MONTHS)
    )


def _newest_of_each(
    newest_first: list[datetime], period: Callable[[datetime], object], number: int
) -> set[datetime]:
    found: dict[object, datetime] = {}
    for moment in newest_first:
        found.setdefault(period(moment), moment)
    return set(list(found.values())[:number])


def is_too_old(last_good: datetime | None, now: datetime) -> bool:
    """Whether the station has been without a good backup for too long."""
    return last_good is None or now - last_good > TOO_OLD
