"""What lies on the calendar: each area that plans something registers a source of entries.

A source is a select of the same few columns, so that one query reads a month, a week, a page of
the list or a feed of all of them together.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple, cast

from flask import Flask, current_app
from sqlalchemy import (
    Boolean,
    ColumnElement,
    Date,
    Integer,
    Select,
    String,
    Subquery,
    case,
    func,
    literal,
    select,
    union_all,
)

from app.core.access.actors import Actor
from app.core.clock import ZONE
from app.core.db import session
from app.core.types import RegionCode, TZDateTime
from app.core.web.pagination import Page, paginate

LONGEST = timedelta(days=40)
"""Nothing on the calendar lasts longer, so that a month need not look at all that ever began."""
EARLY = datetime(2000, 1, 1, tzinfo=ZONE)
TYPES: Mapping[str, Any] = {
    "source": String(),
    "ref": Integer(),
    "kind": String(),
    "title": String(),
    "place": String(),
    "state": String(),
    "region_code": RegionCode(),
    "starts_at": TZDateTime(),
    "ends_at": TZDateTime(),
    "day": Date(),
    "last_day": Date(),
    "all_day": Boolean(),
    "text": String(),
    "sequence": Integer(),
    "changed_at": TZDateTime(),
}
USUAL: Mapping[str, Any] = {
    "place": "",
    "state": "published",
    "all_day": False,
    "text": "",
    "sequence": 0,
    "changed_at": EARLY,
}
IN_FULL = ("text", "sequence", "changed_at")
"""Asked for by feeds only."""


@dataclass(frozen=True)
class Wanted:
    """Which entries are asked for; what is empty leaves all in."""

    first: date
    last: date | None = None
    kind: str = ""
    audience: str = ""
    campaign: str = ""
    region: str = ""
    team: int | None = None
    mine: bool = False
    """Only what the actor has to do with herself."""
    parts: bool = False
    """Also the sessions of an event, which else stand on its own page."""
    outside: bool = False
    """For a feed or the wall, where others read along: nobody is named."""

    def touches(self, day: Any, last_day: Any = None) -> ColumnElement[bool]:
        """Days of an entry that fall into the span; one that began before it as well."""
        if last_day is None:
            began = cast(ColumnElement[bool], day >= self.first)
        else:
            began = (day >= self.first - LONGEST) & (last_day >= self.first)
        return began if self.last is None else began & (day <= self.last)

    @property
    def is_special(self) -> bool:
        """Asks for what only activities have: a team, a campaign."""
        return self.team is not None or bool(self.campaign)


@dataclass(frozen=True)
class Source:
    key: str
    label: Any
    rows: Callable[[Actor, Wanted], Select[Any] | None]
    """A select made with `columns`; None where nothing can match."""
    url: Callable[[int], str]
    title: Callable[[str], Any] = str
    """What stands on the calendar, made of the title column."""
    kinds: Callable[[], Collection[str]] | None = None
    """Words of the filter by kind that it answers to; none: its key."""
    kind_label: Callable[[str], Any] | None = None

    def answers(self, kind: str) -> bool:
        return not kind or kind == self.key or (self.kinds is not None and kind in self.kinds())


class Entry(NamedTuple):
    """The columns of a source, in their one order; a feed has a thousand of them."""

    source: Source
    ref: int
    kind: str
    title: Any
    place: str
    state: str
    region_code: str
    starts_at: datetime
    ends_at: datetime
    day: date
    last_day: date
    all_day: bool
    text: str = ""
    sequence: int = 0
    changed_at: datetime = EARLY

    @property
    def url(self) -> str:
        return self.source.url(self.ref)

    @property
    def key(self) -> str:
        """What it is known by in other calendars, as long as it is the same."""
        plain = f"{self.source.key}-{self.ref}"
        return f"{plain}-{self.kind}-{self.day:%Y%m%d}" if self.all_day else plain

    @property
    def kind_label(self) -> Any:
        return self.source.kind_label(self.kind) if self.source.kind_label else self.source.label


@dataclass
class Cell:
    """A day of a month's page: its first few entries, and how many there are."""

    items: list[Entry] = field(default_factory=list)
    total: int = 0

    @property
    def more(self) -> int:
        return self.total - len(self.items)


def init_app(app: Flask) -> None:
    app.extensions["calendar_sources"] = {}


def register(app: Flask, source: Source) -> None:
    app.extensions["calendar_sources"][source.key] = source


def sources() -> Mapping[str, Source]:
    return cast(Mapping[str, Source], current_app.extensions["calendar_sources"])


def columns(**given: Any) -> list[ColumnElement[Any]]:
    """The columns of a source, in their one order; plain values where all rows have the same."""
    values = {**USUAL, **given}
    values.setdefault("kind", values["source"])
    values.setdefault("last_day", values["day"])
    made = []
    for name, kind in TYPES.items():
        value = values[name]
        column = value if isinstance(value, ColumnElement) else _column(value, kind)
        made.append(column.label(name))
    return made


def _column(value: Any, kind: Any) -> Any:
    return value if hasattr(value, "__clause_element__") else literal(value, kind)


def all_day(day: date) -> dict[str, Any]:
    """The columns of an entry that takes the whole of a day."""
    begins = datetime.combine(day, time(), ZONE)
    return {"day": day, "starts_at": begins, "ends_at": begins + timedelta(days=1), "all_day": True}


def of_values(rows: Sequence[Mapping[str, Any]]) -> Select[Any] | None:
    """A select of entries that were worked out rather than stored; for a handful of them."""
    if not rows:
        return None
    made = [select(*columns(**row)) for row in rows[:100]]
    return select(union_all(*made).subquery()) if len(made) > 1 else made[0]


def cells(actor: Actor, wanted: Wanted, per_day: int) -> dict[date, Cell]:
    """Entries by day, by one query that reads no more rows than are shown."""
    rows = _together(actor, wanted)
    if rows is None:
        return {}
    shown_on = case((rows.c.day < wanted.first, wanted.first), else_=rows.c.day).label("shown_on")
    by_day: dict[str, Any] = {"partition_by": shown_on}
    order = (rows.c.state == "cancelled", rows.c.starts_at, rows.c.source, rows.c.kind, rows.c.ref)
    numbered = select(
        *_brief(rows),
        shown_on,
        func.row_number().over(order_by=order, **by_day).label("number"),
        func.count().over(**by_day).label("total"),
    ).subquery()
    query = select(numbered).where(numbered.c.number <= per_day)
    found: dict[date, Cell] = {}
    rows_shown = session().execute(query.order_by(numbered.c.shown_on, numbered.c.number)).all()
    width = len(TYPES) - len(IN_FULL)
    for row, one in zip(rows_shown, _entries(row[:width] for row in rows_shown), strict=True):
        found.setdefault(row.shown_on, Cell(total=row.total)).items.append(one)
    return found


def listed(actor: Actor, wanted: Wanted) -> Page:
    """One page of entries in the order of time."""
    rows = _together(actor, wanted)
    if rows is None:
        return Page([], 0, None, None)
    order = [(rows.c[name], "asc") for name in ("starts_at", "source", "kind", "ref")]
    page = paginate(select(*_brief(rows)), *order)
    return replace(page, items=list(_entries(page.items)))


def in_full(actor: Actor, wanted: Wanted, limit: int) -> Iterator[Entry]:
    """All entries with what a feed says of them."""
    rows = _together(actor, wanted)
    if rows is None:
        return
    query = select(rows).order_by(rows.c.starts_at, rows.c.source, rows.c.ref).limit(limit)
    yield from _entries(session().execute(query))


def _together(actor: Actor, wanted: Wanted) -> Subquery | None:
    asked = (one.rows(actor, wanted) for one in sources().values() if one.answers(wanted.kind))
    selects = [one for one in asked if one is not None]
    if not selects:
        return None
    return (union_all(*selects) if len(selects) > 1 else selects[0]).subquery()


def _brief(rows: Subquery) -> list[ColumnElement[Any]]:
    return [column for name, column in rows.c.items() if name not in IN_FULL]


def _entries(rows: Iterable[Any]) -> Iterator[Entry]:
    known = sources()
    for row in rows:
        source = known[row[0]]
        yield Entry(source, row[1], row[2], source.title(row[3]), *row[4 : len(TYPES)])
