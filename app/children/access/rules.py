"""Decisions on values alone: how a file is reached, what is unusual, what a count may tell."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from app.programmes.rules import ReadingRules

SMALLEST_COUNT = 5
"""Counts below it, but not none at all, could point at a child."""
PURPOSE_HOURS = 8
"""How long a file stays open that was opened for a purpose alone."""
HOURS = (4, 24, 72)
"""What an approval may last."""


class Reach(StrEnum):
    """By what right somebody opens a file."""

    STATION = "station"
    PAIRED = "paired"
    PASSED = "passed"


class Unusual(StrEnum):
    MANY = "many"
    NIGHT = "night"
    OUTSIDE = "outside"


def is_night(local: datetime, rules: ReadingRules) -> bool:
    start, end = rules.night_from, rules.night_to
    if start <= end:
        return start <= local.hour < end
    return local.hour >= start or local.hour < end


def unusual(
    *, files_in_hour: int, local: datetime, in_region: bool, rules: ReadingRules
) -> list[Unusual]:
    """What about one reading the auditor should see. `files_in_hour` counts this one too."""
    found = []
    if files_in_hour >= rules.many_files:
        found.append(Unusual.MANY)
    if is_night(local, rules):
        found.append(Unusual.NIGHT)
    if not in_region:
        found.append(Unusual.OUTSIDE)
    return found


def suppress(counts: Sequence[Sequence[int]]) -> list[list[int | None]]:
    """The table with its totals (last row, last column); None where a count must not be told.

    A single hidden cell of a line could be worked out from the total: a second one is hidden too.
    """
    table = [[*row, sum(row)] for row in counts]
    table.append([sum(column) for column in zip(*table, strict=True)] if table else [0])
    hidden = {
        (y, x)
        for y, row in enumerate(table)
        for x, value in enumerate(row)
        if 0 < value < SMALLEST_COUNT
    }
    lines = [[(y, x) for x in range(len(table[0]))] for y in range(len(table))]
    lines += [[(y, x) for y in range(len(table))] for x in range(len(table[0]))]
    while added := {cell for line in lines for cell in _companion(table, line, hidden)}:
        hidden |= added
    return [
        [None if (y, x) in hidden else value for x, value in enumerate(row)]
        for y, row in enumerate(table)
    ]


def _companion(
    table: Sequence[Sequence[int]], line: Sequence[tuple[int, int]], hidden: set[tuple[int, int]]
) -> list[tuple[int, int]]:
    """The smallest further cell of a line of which one alone is hidden."""
    if sum(cell in hidden for cell in line) != 1:
        return []
    open_cells = [cell for cell in line if cell not in hidden and table[cell[0]][cell[1]]]
    return (
        [min(open_cells, key=lambda cell: (table[cell[0]][cell[1]], cell))][:1]
        if open_cells
        else []
    )
