"""A sheet in memory: only the rows that hold something, with their own row numbers."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field

from .cells import CellValue, is_blank

Position = tuple[int, int]  # row number from 1, column index from 0
_MAX_COVERED = 1_000_000  # a hostile file may merge every column many times over


@dataclass(frozen=True, slots=True)
class Row:
    number: int
    cells: tuple[CellValue, ...]

    def cell(self, column: int) -> CellValue:
        return self.cells[column] if column < len(self.cells) else None


@dataclass(frozen=True, slots=True)
class Merge:
    first_row: int
    first_column: int
    last_row: int
    last_column: int


@dataclass
class Sheet:
    name: str
    rows: list[Row]
    merges: list[Merge] = field(default_factory=list)
    formulas: frozenset[Position] = frozenset()
    errors: frozenset[Position] = frozenset()
    is_hidden: bool = False

    def __post_init__(self) -> None:
        self._by_number = {row.number: row for row in self.rows}
        self._numbers = [row.number for row in self.rows]
        self.width = max((len(row.cells) for row in self.rows), default=0)

    def row(self, number: int) -> Row:
        return self._by_number.get(number) or Row(number, ())

    def rows_between(self, first: int, last: int) -> list[Row]:
        start, stop = bisect_left(self._numbers, first), bisect_right(self._numbers, last)
        return self.rows[start:stop]

    @property
    def last_row(self) -> int:
        return self._numbers[-1] if self._numbers else 0

    def merged_from_above(self) -> dict[Position, int]:
        """Cells covered by a merge that starts in a row above → that row's number."""
        covered: dict[Position, int] = {}
        seen = 0
        for merge in self.merges:
            rows = self.rows_between(merge.first_row + 1, merge.last_row)
            seen += len(rows)
            if seen > _MAX_COVERED:
                break
            for row in rows:
                if is_blank(row.cell(merge.first_column)):
                    covered[row.number, merge.first_column] = merge.first_row
        return covered
