"""iCalendar (RFC 5545) of plain values, by the icalendar library.

Each occurrence of a series is an event of its own: a phone then shows a cancelled or moved one as
what it is, and no reader has to understand rules. Moments are written in UTC.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from icalendar import Calendar, Event, vDuration

from app.core.clock import local

REFRESH = timedelta(hours=6)
END = b"END:VCALENDAR"


@dataclass(frozen=True)
class FeedEvent:
    uid: str
    title: str
    starts_at: datetime
    ends_at: datetime
    changed_at: datetime
    sequence: int = 0
    location: str = ""
    description: str = ""
    url: str = ""
    is_cancelled: bool = False
    is_all_day: bool = False
    """Then the days count, and the end is the day after the last."""


def calendar_bytes(name: str, events: Iterable[FeedEvent]) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//Aixin Station//calendar//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", vDuration(REFRESH), parameters={"value": "DURATION"})
    head, end, rest = calendar.to_ical().rpartition(END)
    return b"".join((head, *map(_lines, events), end, rest))


@lru_cache(maxsize=8192)
def _lines(one: FeedEvent) -> bytes:
    """Written by the library, which is slow, once for each event as it stands."""
    return _event(one).to_ical()


def _event(one: FeedEvent) -> Event:
    event = Event()
    event.add("uid", one.uid)
    event.add("dtstamp", one.changed_at.astimezone(UTC))
    for field, moment in (("dtstart", one.starts_at), ("dtend", one.ends_at)):
        event.add(field, local(moment).date() if one.is_all_day else moment.astimezone(UTC))
    event.add("summary", one.title)
    event.add("sequence", one.sequence)
    event.add("status", "CANCELLED" if one.is_cancelled else "CONFIRMED")
    for field, value in (("location", one.location), ("description", one.description)):
        if value:
            event.add(field, value)
    if one.url:
        event.add("url", one.url)
    return event
