"""Which words fit into a certificate, and when a service record can be proved. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import lazy_gettext as _l

from app.core.errors import Problem

PLACE = re.compile(r"\{([^{}]*)\}")
MOST_ROWS = 10


def problems_of_wording(body: str, places: Collection[str], field: str = "body") -> list[Problem]:
    unknown = sorted({name for name in PLACE.findall(body) if name not in places})
    if unknown:
        text = _l("There is no such place: %(names)s", names="、".join(unknown))
        return [Problem("places", text, field=field)]
    if "name" in places and "{name}" not in body:
        return [Problem("name", _l("The text must name {name}."), field=field)]
    return []


@dataclass(frozen=True)
class Service:
    """A confirmed entry of the ledger."""

    title: str
    day: date
    minutes: int


@dataclass(frozen=True)
class Line:
    """One row of the printed record: services of one title, taken together."""

    title: str
    first: date
    last: date
    times: int
    minutes: int


def lines_of(services: Iterable[Service], most: int = MOST_ROWS) -> list[Line]:
    """Services of one title in one row, the longest first; what is beyond `most` in a last row."""
    grouped: dict[str, list[Service]] = {}
    for one in services:
        grouped.setdefault(one.title, []).append(one)
    made = sorted(
        (_line(title, rows) for title, rows in grouped.items()),
        key=lambda line: (-line.minutes, line.first, line.title),
    )
    if len(made) <= most:
        return made
    shown = {line.title for line in made[: most - 1]}
    rest = [one for title, rows in grouped.items() if title not in shown for one in rows]
    return [*made[: most - 1], _line("其他服务", rest)]


def _line(title: str, rows: Sequence[Service]) -> Line:
    days = [one.day for one in rows]
    return Line(title, min(days), max(days), len(rows), sum(one.minutes for one in rows))


def hours_label(minutes: int) -> str:
    """Hours as the record rules count them, to half an hour downwards: 3.5小时."""
    halves = minutes // 30
    return f"{halves // 2}小时" if halves % 2 == 0 else f"{halves / 2:.1f}小时"
