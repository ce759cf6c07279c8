"""The headings above each column, from the top storey down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .cells import heading_text, text_of
from .lexicon import Lexicon
from .sheet import Row, Sheet


@dataclass(frozen=True)
class HeadingPath:
    """`joined_to` is the first column of a merged heading without anything below it."""

    column: int
    texts: tuple[str, ...]
    joined_to: int | None = None


def heading_paths(sheet: Sheet, rows: Sequence[Row], lexicon: Lexicon) -> list[HeadingPath]:
    width = max(len(row.cells) for row in rows)
    grid = [[heading_text(text_of(row.cell(column))) for column in range(width)] for row in rows]
    origin = _spread_merges(sheet, rows, grid)
    for storey in range(len(rows) - 1):
        if not _has_wide_merge(sheet, rows[storey].number):
            _spread_unmerged(grid, storey, lexicon)
    paths = []
    for column in range(width):
        texts = tuple(dict.fromkeys(line[column] for line in grid if line[column]))
        if texts:
            paths.append(HeadingPath(column, texts, _joined_to(grid, origin, column)))
    return paths


def _spread_merges(
    sheet: Sheet, rows: Sequence[Row], grid: list[list[str]]
) -> dict[tuple[int, int], int]:
    """Fills merged headings; returns for each cell of a wide merge the column it starts in."""
    first, last, width = rows[0].number, rows[-1].number, len(grid[0])
    origin: dict[tuple[int, int], int] = {}
    for merge in sheet.merges:
        if merge.last_row < first or merge.first_row > last or merge.first_column >= width:
            continue
        text = heading_text(text_of(sheet.row(merge.first_row).cell(merge.first_column)))
        # A merge over the whole width is a title and says nothing about a column.
        is_title = merge.first_column == 0 and merge.last_column >= width - 1 and width > 2
        for row in range(max(merge.first_row, first), min(merge.last_row, last) + 1):
            for column in range(merge.first_column, min(merge.last_column, width - 1) + 1):
                grid[row - first][column] = "" if is_title else text
                if column > merge.first_column:
                    origin[row - first, column] = merge.first_column
    return origin


def _has_wide_merge(sheet: Sheet, row: int) -> bool:
    return any(
        merge.first_row <= row <= merge.last_row and merge.first_column < merge.last_column
        for merge in sheet.merges
    )


def _spread_unmerged(grid: list[list[str]], storey: int, lexicon: Lexicon) -> None:
    """A file without merges (CSV): a group's heading stands only above its first column."""
    above, below = grid[storey], grid[storey + 1]
    current = ""
    for column in range(len(above)):
        if above[column]:
            current = above[column] if below[column] else ""
        elif not below[column]:
            current = ""
        elif current and _belongs(current, below[column], lexicon):
            above[column] = current
        else:
            current = ""


def _belongs(group: str, leaf: str, lexicon: Lexicon) -> bool:
    inside = lexicon.candidates((group, leaf))
    outside = lexicon.candidates((leaf,))
    if not outside:
        return True
    if not inside:
        return False
    return inside[0].confidence >= outside[0].confidence - 0.1


def _joined_to(
    grid: list[list[str]], origin: dict[tuple[int, int], int], column: int
) -> int | None:
    """Set if the lowest storey with a text here is the rest of a wide merge."""
    for storey in range(len(grid) - 1, -1, -1):
        if grid[storey][column]:
            first = origin.get((storey, column))
            is_same = first is not None and _texts(grid, first) == _texts(grid, column)
            return first if is_same else None
    return None


def _texts(grid: list[list[str]], column: int) -> list[str]:
    return [line[column] for line in grid]
