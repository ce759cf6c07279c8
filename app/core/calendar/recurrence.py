"""Series by rule (RFC 5545), worked out in the wall time of one place by dateutil.

A series is finite: its rule says how often or until when, and MAX is the limit of either.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from itertools import islice

from dateutil.rrule import rruleset, rrulestr

MAX = 400
ALLOWED = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


class BadRule(ValueError):
    """The text is no rule, or one that does not end."""


def occurrences(
    rule: str, start: datetime, *, except_days: Collection[date] = ()
) -> list[datetime]:
    """The beginnings of a series: naive wall times, `start` counted where the rule includes it.

    `rule` is the value of an RRULE property. Days of `except_days` are left out (EXDATE).
    Raises BadRule.
    """
    parts = _parts(rule)
    if parts.get("FREQ") not in ALLOWED or not {"COUNT", "UNTIL"} & parts.keys():
        raise BadRule(rule)
    try:
        ruled = rruleset(cache=False)
        ruled.rrule(rrulestr(rule, dtstart=start))
        for day in except_days:
            ruled.exdate(datetime.combine(day, start.time()))
        found = list(islice(ruled, MAX + 1))
    except (ValueError, TypeError) as error:
        raise BadRule(rule) from error
    if len(found) > MAX:
        raise BadRule(rule)
    return found


def weekly(days: Collection[int], *, until: date, interval: int = 1) -> str:
    """Every `interval` weeks on these days (Monday is 0), the last day itself included."""
    named = ",".join(DAYS[day] for day in sorted(days))
    return f"FREQ=WEEKLY;INTERVAL={interval};BYDAY={named};UNTIL={until:%Y%m%d}T235959"


def monthly(first: date, *, until: date) -> str:
    """The same weekday of the month as `first` (the third Saturday)."""
    nth = (first.day - 1) // 7 + 1
    day = f"{nth if nth < 5 else -1}{DAYS[first.weekday()]}"
    return f"FREQ=MONTHLY;BYDAY={day};UNTIL={until:%Y%m%d}T235959"


def yearly(*, until: date) -> str:
    return f"FREQ=YEARLY;UNTIL={until:%Y%m%d}T235959"


def _parts(rule: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in rule.upper().split(";"))
    return {name: value for name, equals, value in pairs if equals}
