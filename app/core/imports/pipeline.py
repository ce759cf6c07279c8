"""From a file to what it would change: read, map, clean, find contradictions, compare.

Nothing is written here. Rows are compared again inside the transaction that writes them, so that
what was shown is still true then.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from app.core.clock import today
from app.core.documents import sheets
from app.core.documents.sheets import Mend, Problem, Row, Sheet, SkippedRow, UnreadableFile
from app.core.imports.kinds import CREATED, UNCHANGED, UPDATED, Entry, Roster, Table

Choices = Mapping[str, Mapping[str, str]]
"""A person's corrections: table index → column index → meaning (`Column.choice`)."""

RENAMED = {"length": "identity_length", "old_number": "identity_length"}


@dataclass
class Examination:
    entries: Sequence[Entry]
    general: Sequence[Problem]
    skipped: Sequence[tuple[str, SkippedRow]]

    @property
    def problems(self) -> list[Problem]:
        return [*self.general, *(one for entry in self.entries for one in entry.problems)]

    @property
    def mends(self) -> list[Mend]:
        return [one for entry in self.entries for one in entry.row.mends]

    @property
    def good(self) -> list[Entry]:
        return [entry for entry in self.entries if not entry.problems]

    @property
    def bad(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.problems]

    def count(self, status: str) -> int:
        return sum(entry.status == status for entry in self.good)

    def counts(self) -> dict[str, int]:
        return {
            "rows": len(self.entries),
            "ok": len(self.good),
            CREATED: self.count(CREATED),
            UPDATED: self.count(UPDATED),
            UNCHANGED: self.count(UNCHANGED),
        }


def find_tables(
    content: bytes, name: str, roster: Roster, choices: Choices
) -> tuple[list[Sheet], list[tuple[Sheet, Table]]]:
    """The file's sheets and its tables, with a person's corrections.

    Raises UnreadableFile, also where no table of people is found, and ValueError for corrections
    that contradict each other.
    """
    found = sheets.read_table(content, name)
    rosters = sheets.find_rosters(found, roster.schema)
    if not rosters:
        raise UnreadableFile("no_table")
    tables = []
    for index, (sheet, columns) in enumerate(rosters):
        wanted = {int(at): choice for at, choice in choices.get(str(index), {}).items()}
        if wanted:
            columns = columns.from_choices(wanted, roster.schema)
        tables.append((sheet, Table(index, columns, roster.schema)))
    return found, tables


@dataclass
class Reading:
    """A file whose tables are known, and whose rows are read once, in order."""

    roster: Roster
    sheets: Sequence[Sheet]
    tables: Sequence[tuple[Sheet, Table]]
    general: Sequence[Problem]
    """Of the file as a whole: no table left, a column missing."""

    def skipped(self) -> list[tuple[str, SkippedRow]]:
        """By sheet name: lines that were not taken for a person."""
        return [
            (sheet.name, row)
            for sheet, table in self.tables
            for row in sheets.skipped_rows(sheet, table.columns, self.roster.schema)
        ]

    @property
    def expected(self) -> int:
        """Lines below the headings: no fewer than there are people."""
        return sum(len(_lines(sheet, table)) for sheet, table in self.tables)

    def entries(self) -> Iterator[Entry]:
        """Everybody of the file. The same person twice: the later row is the problem."""
        first: dict[str, tuple[int, str]] = {}
        for sheet, table in self.tables:
            for entry in _read_rows(sheet, table, self.roster):
                place = entry.row.row_number, table.columns.sheet
                if entry.key and (earlier := first.setdefault(entry.key, place)) != place:
                    entry.report("duplicate_in_file", entry.key_field, row=_said(earlier, place))
                yield entry

    def batches(self, size: int) -> Iterator[list[Entry]]:
        entries = self.entries()
        while batch := list(islice(entries, size)):
            yield batch


def open_file(content: bytes, name: str, roster: Roster, choices: Choices) -> Reading:
    """Raises UnreadableFile."""
    read, found = find_tables(content, name, roster, choices)
    # Whoever ignores all columns of a table leaves it out.
    tables = [(sheet, table) for sheet, table in found if table.columns.fields]
    roster.begin([table for _, table in tables])
    general: list[Problem] = [] if tables else [Problem(1, "", "no_table")]
    for _, table in tables:
        general += sheets.column_problems(table.columns, roster.schema)
    return Reading(roster, read, tables, general)


def examine(content: bytes, name: str, roster: Roster, choices: Choices) -> Examination:
    """All of a file at once, compared with what there is. Raises UnreadableFile."""
    reading = open_file(content, name, roster, choices)
    entries = list(reading.entries())
    if not reading.general:
        roster.compare([entry for entry in entries if not entry.problems])
    return Examination(entries, reading.general, reading.skipped())


def _lines(sheet: Sheet, table: Table) -> Sequence[Row]:
    return sheet.rows_between(table.columns.header_last + 1, table.columns.data_last)


def _read_rows(sheet: Sheet, table: Table, roster: Roster) -> Iterator[Entry]:
    for row in sheets.parse_rows(sheet, table.columns, roster.schema, today=today()):
        problems = [_named(one) for one in row.problems if one.field not in roster.dropped]
        row.mends = [mend for mend in row.mends if mend.field not in roster.dropped]
        entry = Entry(table, row, problems)
        roster.read(entry)
        yield entry


def _named(problem: Problem) -> Problem:
    """Under the code that this software promises to programs."""
    code = RENAMED.get(problem.code, problem.code)
    if code == "missing":
        code = "missing_name" if problem.field == "name" else "missing_value"
    # What is in the cell stays in the file: messages go to logs and screens.
    keep: dict[str, Any] = {k: v for k, v in problem.args.items() if k in ("length", "expected")}
    if problem.field not in ("name", "id_number"):
        keep |= {k: v for k, v in problem.args.items() if k == "value"}
    return replace(problem, code=code, args=keep)


def _said(earlier: tuple[int, str], later: tuple[int, str]) -> str:
    number, sheet = earlier
    return str(number) if sheet == later[1] else f"{sheet} {number}"
