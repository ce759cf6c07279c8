"""Which column means what: found by the machine, corrected by a person, kept as JSON."""

from __future__ import annotations

from collections.abc import Mapping as Dictionary
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from .cells import column_letter
from .schema import Schema


@dataclass(frozen=True)
class Column:
    """`heading` is the cell's own text; `path` the headings from the top storey down.

    `role`: value, join (further cell of the same merged heading), tick, year, month, day; a
    column with an empty `field` is ignored.
    """

    index: int
    heading: str
    path: tuple[str, ...] = ()
    field: str = ""
    role: str = "value"
    option: str = ""
    confidence: float = 0.0

    @property
    def letter(self) -> str:
        return column_letter(self.index)

    @property
    def choice(self) -> str:
        """The form value that stands for this meaning: key, key:role or key:tick=option."""
        if not self.field or self.role == "value":
            return self.field
        return (
            f"{self.field}:tick={self.option}"
            if self.role == "tick"
            else f"{self.field}:{self.role}"
        )


@dataclass(frozen=True)
class Mapping:
    """One table of one sheet. Rows are spreadsheet row numbers, both ends included."""

    sheet: str
    header_first: int
    header_last: int
    data_last: int
    columns: tuple[Column, ...]
    titles: tuple[str, ...] = field(default=())

    def of(self, key: str) -> list[Column]:
        return [column for column in self.columns if column.field == key]

    @property
    def fields(self) -> frozenset[str]:
        return frozenset(column.field for column in self.columns if column.field)

    @property
    def ignored(self) -> list[Column]:
        return [column for column in self.columns if not column.field]

    def missing(self, schema: Schema) -> list[str]:
        return [s.key for s in schema.fields if s.required and s.key not in self.fields]

    def heading_of(self, key: str, schema: Schema) -> str:
        """As the file shows it; of tick columns the heading above them."""
        for column in self.of(key):
            is_below = column.role in ("tick", "year", "month", "day") and len(column.path) > 1
            return column.path[-2] if is_below else column.heading
        return schema.field(key).label

    def from_choices(self, choices: Dictionary[int, str], schema: Schema) -> Mapping:
        """A person's corrections by column index, in the words of `Column.choice`; "" ignores.

        Raises ValueError for an unknown field, role or column, or a field with two value columns.
        """
        known = {column.index for column in self.columns}
        if unknown := set(choices) - known:
            raise ValueError(f"no such columns: {sorted(unknown)}")
        columns = tuple(
            _chosen(column, choices[column.index], schema) if column.index in choices else column
            for column in self.columns
        )
        values = [column.field for column in columns if column.field and column.role == "value"]
        if doubles := {key for key in values if values.count(key) > 1}:
            raise ValueError(f"chosen twice: {sorted(doubles)}")
        return replace(self, columns=columns)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: Dictionary[str, Any]) -> Mapping:
        columns = tuple(Column(**{**each, "path": tuple(each["path"])}) for each in data["columns"])
        return cls(**{**data, "columns": columns, "titles": tuple(data["titles"])})


def _chosen(column: Column, choice: str, schema: Schema) -> Column:
    if choice == column.choice:
        return column
    key, _, detail = choice.partition(":")
    role, _, option = detail.partition("=")
    role = role or "value"
    if key and not schema.has_field(key):
        raise ValueError(f"no such field: {key}")
    if role not in ("value", "join", "tick", "year", "month", "day") or (role == "tick") != bool(
        option
    ):
        raise ValueError(f"no such role: {detail}")
    return replace(column, field=key, role=role, option=option, confidence=1.0)
