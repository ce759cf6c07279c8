"""发现即纳入、纳入即结对、结对即关爱: how long each step takes, and who has waited too long.

Of the children who are enrolled now. A step that has not come yet counts as waiting from the step
before it; how far a pair has come is told by whoever keeps the pairs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app.children import hooks
from app.children.access.rules import suppress
from app.children.models import Child
from app.children.rosters.rules import median
from app.children.rosters.terms import RosterTerms
from app.core import regioncode
from app.core.access.actors import Actor
from app.core.access.policy import may
from app.core.access.scope import within
from app.core.clock import local
from app.core.db import session
from app.core.errors import Forbidden, Problem
from app.core.regioncode import Level
from app.policy import P

STEPS = {
    "enrolled": _l("Found → enrolled"),
    "paired": _l("Enrolled → paired"),
    "met": _l("Paired → first meeting"),
}


@dataclass(frozen=True)
class Walk:
    """One child's way: the days on which it was found, enrolled, paired, first met."""

    child_id: int
    region_code: str
    days: tuple[date, date, date | None, date | None]

    def took(self, step: int) -> int | None:
        """Days from the step before to this one; None while it has not come."""
        before, after = self.days[step], self.days[step + 1]
        return None if before is None or after is None else max(0, (after - before).days)

    def waits(self, step: int, on: date) -> int | None:
        """Days since the step before, while this one has not come."""
        before, after = self.days[step], self.days[step + 1]
        return (on - before).days if before is not None and after is None else None


@dataclass(frozen=True)
class Clock:
    """One step over many children. Numbers are None where they are too small to be told."""

    step: str
    done: int | None
    median: float | None
    waiting: int | None
    late: int | None
    term: int


@dataclass(frozen=True)
class Row:
    code: str
    children: int | None
    clocks: tuple[Clock, ...]


@dataclass(frozen=True)
class Late:
    child: Child
    step: str
    days: int
    term: int


def terms_by_step(terms: RosterTerms) -> tuple[int, int, int]:
    return terms.found_days, terms.pair_days, terms.meet_days


def walks(region: str) -> list[Walk]:
    """Every enrolled child of the region. The caller asks for the right to count them."""
    chosen = (Child.state == "enrolled", within(Child, region))
    columns = (Child.id, Child.region_code, Child.found_on, Child.created_at)
    known = hooks.milestones(select(Child.id).where(*chosen))
    nothing = hooks.Milestones()
    return [
        _walk(row, known.get(row.id, nothing))
        for row in session().execute(select(*columns).where(*chosen))
    ]


def _walk(row: Any, reached: hooks.Milestones) -> Walk:
    entered: datetime = row.created_at
    enrolled = max(local(entered).date(), row.found_on)
    return Walk(
        row.id, row.region_code, (row.found_on, enrolled, reached.paired_on, reached.met_on)
    )


def clocks(found: Sequence[Walk], terms: RosterTerms, on: date) -> tuple[Clock, ...]:
    made = []
    for number, (step, term) in enumerate(zip(STEPS, terms_by_step(terms), strict=True)):
        took = [days for one in found if (days := one.took(number)) is not None]
        waits = [days for one in found if (days := one.waits(number, on)) is not None]
        late = sum(days > term for days in waits)
        made.append(Clock(step, len(took), median(took), len(waits), late, term))
    return tuple(made)


def by_division(
    actor: Actor, region: str, terms: RosterTerms, on: date
) -> tuple[Row, list[Row], bool]:
    """The region as a whole, the divisions below it, and whether all numbers are told.

    Who does not see the children themselves is told no number from one to four, nor another by
    which it could be worked out. Raises Forbidden outside the actor's region.
    """
    if not may(actor, P.COUNT_ROSTERS, region):
        raise Forbidden(Problem("not_permitted", ""))
    exact = may(actor, P.READ_ROSTER, region)
    below = Level(min(regioncode.level_of(region) + 1, Level.VILLAGE))
    every = walks(region)
    parts: dict[str, list[Walk]] = defaultdict(list)
    for one in every:
        parts[regioncode.at_level(one.region_code, below)].append(one)
    rows = [Row(code, len(own), clocks(own, terms, on)) for code, own in sorted(parts.items())]
    rows.append(Row(region, len(every), clocks(every, terms, on)))
    if not exact:
        rows = masked(rows)
    return rows[-1], rows[:-1], exact


def masked(rows: Sequence[Row]) -> list[Row]:
    """`rows`: of divisions, the last one of them together."""
    made = list(rows)
    if len(made) < 2:
        return made
    for step in range(len(STEPS)):
        table = [
            [one.done or 0, one.late or 0, (one.waiting or 0) - (one.late or 0)]
            for one in (row.clocks[step] for row in rows[:-1])
        ]
        for at, cells in enumerate(suppress(table)):
            made[at] = _masked(made[at], step, cells)
    totals = suppress([[row.children or 0] for row in rows[:-1]])
    return [
        row if cells[0] is not None else Row(row.code, None, ())
        for row, cells in zip(made, totals, strict=True)
    ]


def _masked(row: Row, step: int, cells: Sequence[int | None]) -> Row:
    done, late, in_time, _together = cells
    waiting = None if late is None or in_time is None else late + in_time
    old = row.clocks[step]
    told = replace(
        old, done=done, late=late, waiting=waiting, median=None if done is None else old.median
    )
    changed = [told if at == step else one for at, one in enumerate(row.clocks)]
    return replace(row, clocks=tuple(changed))


def late_children(region: str, terms: RosterTerms, on: date, step: str = "") -> list[Late]:
    """Who has waited longer than the programme allows, the longest first; for near readers."""
    found: list[tuple[int, int, str, int]] = []
    for number, (name, term) in enumerate(zip(STEPS, terms_by_step(terms), strict=True)):
        if step in ("", name):
            for one in walks(region):
                days = one.waits(number, on)
                if days is not None and days > term:
                    found.append((days, one.child_id, name, term))
    found.sort(key=lambda one: (-one[0], one[1]))
    children = _children(child_id for _days, child_id, _name, _term in found)
    return [Late(children[child_id], name, days, term) for days, child_id, name, term in found]


def _children(ids: Iterable[int]) -> dict[int, Child]:
    query = select(Child).where(Child.id.in_(list(ids)))
    return {one.id: one for one in session().scalars(query)}
