"""What can be wrong with a file, a row or a cell. Codes are stable; callers write the messages."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


class UnreadableFile(Exception):
    """The file as a whole is refused.

    Codes: empty, too_large, zip_bomb, damaged, encrypted, macro, doctype, not_a_spreadsheet,
    format_not_supported, legacy_unreadable, encoding_unknown.
    """

    def __init__(self, code: str, **args: Any) -> None:
        super().__init__(code)
        self.code = code
        self.details = args


class CellProblem(Exception):
    """Raised by a normaliser: the cell cannot be taken as it stands."""

    def __init__(self, code: str, **args: Any) -> None:
        super().__init__(code)
        self.code = code
        self.details = args


@dataclass(frozen=True, slots=True)
class Problem:
    """`row` is the spreadsheet's own row number, `column` the heading as the file shows it."""

    row: int
    column: str
    code: str
    args: dict[str, Any] = field(default_factory=dict)
    field: str = ""
    letter: str = ""


@dataclass(frozen=True, slots=True)
class Mend:
    """A harmless mess that was put right without asking; shown in the preview."""

    row: int
    column: str
    codes: tuple[str, ...]
    before: str
    after: str
    field: str = ""
