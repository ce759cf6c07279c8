"""Who gets a seat, who waits, who moves up, and why somebody cannot join. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l

from app.core.errors import Problem

STATES = {
    "enrolled": (_l("signed up"), "green"),
    "offered": (_l("place offered"), "amber"),
    "waiting": (_l("on the waiting list"), "blue"),
    "withdrawn": (_l("withdrawn"), "grey"),
    "declined": (_l("place not taken"), "grey"),
    "expired": (_l("offer ran out"), "grey"),
    "removed": (_l("taken off the list"), "grey"),
    "cancelled": (_l("called off"), "red"),
}
HELD = ("enrolled", "offered")
"""States that take a seat."""
RUNNING = ("enrolled", "offered", "waiting")
USUAL_OFFER = timedelta(hours=24)


@dataclass(frozen=True)
class Person:
    kind: str
    ref: int


@dataclass(frozen=True)
class Room:
    """Seats of an occasion: all of them (None: no limit), and at most so many a group."""

    capacity: int | None
    taken: int = 0
    quotas: Mapping[str, int] = field(default_factory=dict)
    taken_by_group: Mapping[str, int] = field(default_factory=dict)

    def has_seats(self, seats: int) -> bool:
        return self.capacity is None or self.taken + seats <= self.capacity

    def group_has(self, group: str, seats: int) -> bool:
        quota = self.quotas.get(group)
        return quota is None or self.taken_by_group.get(group, 0) + seats <= quota

    def fits(self, group: str, seats: int) -> bool:
        return self.has_seats(seats) and self.group_has(group, seats)

    def could_ever_fit(self, group: str, seats: int) -> bool:
        quota = self.quotas.get(group)
        return (self.capacity is None or seats <= self.capacity) and (
            quota is None or seats <= quota
        )

    def take(self, group: str, seats: int) -> Room:
        by_group = {**self.taken_by_group, group: self.taken_by_group.get(group, 0) + seats}
        return Room(self.capacity, self.taken + seats, self.quotas, by_group)

    @property
    def free(self) -> int | None:
        return None if self.capacity is None else max(0, self.capacity - self.taken)


@dataclass(frozen=True)
class Waiting:
    id: int
    seats: int
    group: str


def moving_up(queue: Sequence[Waiting], room: Room) -> list[int]:
    """Who of the queue gets a seat now, in order.

    One whose group is full is passed over. One who only needs more seats than are free is not:
    else single people would overtake a pair for ever.
    """
    found = []
    for one in queue:
        if not room.group_has(one.group, one.seats):
            continue
        if not room.has_seats(one.seats):
            break
        room = room.take(one.group, one.seats)
        found.append(one.id)
    return found


def must_wait(queue: Sequence[Waiting], room: Room, group: str, seats: int) -> bool:
    """A newcomer does not overtake those who wait and could have the seat themselves."""
    ahead = any(room.group_has(one.group, one.seats) for one in queue)
    return ahead or not room.fits(group, seats)


def offer_ends(now: datetime, hours: int, starts_at: datetime) -> datetime:
    return min(now + (timedelta(hours=hours) if hours else USUAL_OFFER), starts_at)


@dataclass(frozen=True)
class Asked:
    """What is known of a sign-up when it is asked for."""

    now: datetime
    is_open: bool
    starts_at: datetime
    ends_at: datetime
    closes_at: datetime | None
    room: Room
    group: str
    seats: int
    is_in_already: bool
    overlaps: Sequence[str] = ()
    """Titles of what the people have at the same time."""
    limit: int | None = None
    had: int = 0
    """Sign-ups that count against the limit."""


def why_not(asked: Asked, *, by_staff: bool = False) -> list[Problem]:
    """Each reason why this sign-up is not possible, with the way out.

    Staff may add people who were late or who simply came; the seats hold for them too.
    """
    found = [_p("already_in", _l("Signed up already."), _l("Look at the list of sign-ups."))]
    found = found if asked.is_in_already else []
    if not by_staff:
        found += _time(asked)
    elif asked.ends_at <= asked.now:
        found.append(_p("over", _l("It is over."), _l("Ask the station to mend the record.")))
    if not asked.room.could_ever_fit(asked.group, asked.seats):
        found.append(
            _p(
                "no_quota",
                _l("There are not so many places for your township."),
                _l("Ask the station whether places of other townships stay free."),
            )
        )
    if asked.overlaps:
        titles = "、".join(asked.overlaps)
        text = _l("At the same time there is already: %(titles)s", titles=titles)
        found.append(_p("overlap", text, _l("Withdraw there first, or choose another day.")))
    if asked.limit is not None and asked.had >= asked.limit:
        text = _l(
            "Each person may take part %(limit)s times, so that all get a turn.",
            limit=asked.limit,
        )
        found.append(_p("limit", text, _l("Withdraw from another one, or come next time.")))
    return found


def _time(asked: Asked) -> list[Problem]:
    if asked.starts_at <= asked.now:
        return [_p("begun", _l("It has begun."), _l("Ask the station on the spot."))]
    if not asked.is_open:
        return [_p("not_open", _l("Sign-up is not open."), _l("Ask the station."))]
    if asked.closes_at is not None and asked.closes_at <= asked.now:
        return [_p("closed", _l("Sign-up has closed."), _l("Ask the station for a late place."))]
    return []


def _p(code: str, message: Any, mend: Any) -> Problem:
    return Problem(code, message, mend)
