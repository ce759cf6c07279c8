"""What a check found, kept so that no page has to read the file again.

It holds names and numbers as the file does: it lies encrypted in the vault, under a key that is
destroyed together with the file's.
"""

from __future__ import annotations

import json
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, NamedTuple

from app.core import pinyin
from app.core.documents.sheets import Mapping, Mend, Problem
from app.core.documents.sheets.sheet import Sheet
from app.core.imports.kinds import Entry, Table
from app.core.imports.pipeline import Reading

PROBLEM = "problem"


class Line(NamedTuple):
    """One person of the file. Plain values: twenty thousand are unpacked for a page."""

    sheet: str
    row: int
    status: str
    """created, updated, unchanged or problem."""
    name: str
    number: str
    place: str
    problems: Sequence[Sequence[Any]]
    mends: Sequence[Sequence[Any]]
    changes: Sequence[str]
    notes: Sequence[str]
    """In the language of the installation: nobody asks while the work is done."""
    differs: Sequence[str] = ()

    def problem_list(self) -> list[Problem]:
        return [Problem(*one) for one in self.problems]

    def mend_list(self) -> list[Mend]:
        return [Mend(*one) for one in self.mends]

    def is_named(self, words: str) -> bool:
        """Whether somebody who looks for `words` means this line."""
        if words == str(self.row) or (len(words) > 3 and words.upper() in self.number):
            return True
        if words in self.name or words in self.place:
            return bool(words)
        if not words.isascii():
            return False
        spoken = words.lower().replace(" ", "")
        return pinyin.full(self.name).startswith(spoken) or pinyin.initials(self.name) == spoken


@dataclass
class Findings:
    general: list[Problem] = field(default_factory=list)
    skipped: list[tuple[str, int, str]] = field(default_factory=list)
    """Lines that name nobody: sheet, row, text."""
    tables: list[dict[str, Any]] = field(default_factory=list)
    """Each table's mapping, and the first cells of each column by which it is recognised."""
    lines: list[Line] = field(default_factory=list)

    @classmethod
    def begun(cls, reading: Reading) -> Findings:
        return cls(
            general=list(reading.general),
            skipped=[(sheet, line.row, line.text) for sheet, line in reading.skipped()],
            tables=[
                {"mapping": table.columns.to_json(), "examples": _examples(sheet, table)}
                for sheet, table in reading.tables
            ],
        )

    def add(self, entries: Iterable[Entry]) -> None:
        self.lines += [_line(entry) for entry in entries]

    def counts(self) -> dict[str, int]:
        found = Counter(line.status for line in self.lines)
        return {
            "rows": len(self.lines),
            "ok": len(self.lines) - found[PROBLEM],
            **{name: found[name] for name in ("created", "updated", "unchanged")},
            "problems": found[PROBLEM],
            "differing": sum(bool(line.differs) for line in self.lines),
        }

    def mappings(self) -> list[Mapping]:
        return [Mapping.from_json(one["mapping"]) for one in self.tables]

    def pack(self) -> bytes:
        plain = {
            "general": [_problem(one) for one in self.general],
            "skipped": self.skipped,
            "tables": self.tables,
            "lines": self.lines,
        }
        text = json.dumps(plain, ensure_ascii=False, separators=(",", ":"), default=str)
        return zlib.compress(text.encode(), 1)

    @classmethod
    def unpack(cls, packed: bytes) -> Findings:
        plain = json.loads(zlib.decompress(packed))
        return cls(
            general=[Problem(*one) for one in plain["general"]],
            skipped=[tuple(one) for one in plain["skipped"]],
            tables=plain["tables"],
            lines=[Line(*one) for one in plain["lines"]],
        )


def _line(entry: Entry) -> Line:
    value = entry.row.values.get
    said = (value(field) or "" for field in ("township", "village", "address"))
    return Line(
        sheet=entry.table.columns.sheet,
        row=entry.row.row_number,
        status=PROBLEM if entry.problems else entry.status,
        name=value("name") or entry.row.raw.get("name", ""),
        number=value("id_number") or "",
        place="".join(said) or entry.row.section,
        problems=[_problem(one) for one in entry.problems],
        mends=[list(asdict(one).values()) for one in entry.row.mends],
        changes=list(entry.changes),
        notes=[str(note) for note in entry.notes],
        differs=list(entry.differs),
    )


def _problem(problem: Problem) -> list[Any]:
    return list(asdict(problem).values())


def _examples(sheet: Sheet, table: Table) -> dict[str, str]:
    """Enough to recognise each column by, not to read a person's data."""
    first = sheet.rows_between(table.columns.header_last + 1, table.columns.data_last)[:1]
    return {
        str(column.index): _shortened(first[0].cell(column.index)) if first else ""
        for column in table.columns.columns
    }


def _shortened(value: Any) -> str:
    text = "" if value is None else str(value)
    return text if len(text) < 3 else f"{text[:2]}…"
