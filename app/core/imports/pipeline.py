"""From a file to what it would change: read, map, clean, find contradictions, compare.

Nothing is written here. The same examination is done again inside the transaction that writes, so
that what was shown is still true then.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.core.clock import today
from app.core.documents import sheets
from app.core.documents.sheets import Mend, Problem, Sheet, SkippedRow, UnreadableFile
from app.core.imports.kinds import CREATED, UNCHANGED, UPDATED, Entry, Roster, Table

Choices = Mapping[str, Mapping[str, str]]
"""A person's corrections: table index → column index → meaning (`Column.choice`)."""

RENAMED = {"length": "identity_length", "old_number": "identity_length"}


@dataclass
class Examination:
    sheets: Sequence[Sheet]
    tables: Sequence[Table]
    entries: Sequence[Entry]
    skipped: Sequence[tuple[str, SkippedRow]]
    """By sheet name: lines that were not taken for a person."""
    general: Sequence[Problem]
    """Of the file as a whole: no table left, a column missing."""

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

    def problems_by_sheet(self) -> dict[str, list[Problem]]:
        found: dict[str, list[Problem]] = {}
        for entry in self.bad:
            found.setdefault(entry.table.columns.sheet, []).extend(entry.problems)
        return found


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


def examine(content: bytes, name: str, roster: Roster, choices: Choices) -> Examination:
    """Raises UnreadableFile."""
    read, found = find_tables(content, name, roster, choices)
    # Whoever ignores all columns of a table leaves it out.
    tables = [(sheet, table) for sheet, table in found if table.columns.fields]
    roster.begin([table for _, table in tables])
    general: list[Problem] = [] if tables else [Problem(1, "", "no_table")]
    entries: list[Entry] = []
    skipped: list[tuple[str, SkippedRow]] = []
    for sheet, table in tables:
        general += sheets.column_problems(table.columns, roster.schema)
        entries += _read_rows(sheet, table, roster)
        left_out = sheets.skipped_rows(sheet, table.columns, roster.schema)
        skipped += [(sheet.name, row) for row in left_out]
    if not general:
        _find_doubles(entries)
        roster.compare([entry for entry in entries if not entry.problems])
    return Examination(read, [table for _, table in tables], entries, skipped, general)


def _read_rows(sheet: Sheet, table: Table, roster: Roster) -> Iterable[Entry]:
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


def _find_doubles(entries: Sequence[Entry]) -> None:
    """The same person twice in the file: the later row is the problem."""
    first: dict[str, Entry] = {}
    for entry in entries:
        if not entry.key:
            continue
        earlier = first.setdefault(entry.key, entry)
        if earlier is not entry:
            entry.report("duplicate_in_file", entry.key_field, row=_place(earlier, entry))


def _place(earlier: Entry, later: Entry) -> str:
    number, sheet = str(earlier.row.row_number), earlier.table.columns.sheet
    return number if sheet == later.table.columns.sheet else f"{sheet} {number}"
