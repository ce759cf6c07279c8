"""From the rows of a table to clean values, mends and problems."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from .cells import CellValue, is_blank, text_of
from .clean import (
    Cleaned,
    clean_choice,
    clean_date,
    clean_ethnic_group,
    clean_id_number,
    clean_integer,
    clean_list,
    clean_name,
    clean_phone,
    clean_sex,
    clean_text,
    clean_yes_no,
    date_from_parts,
    tick_of,
)
from .filter import RowFilter, SkippedRow
from .mapping import Column, Mapping
from .problems import CellProblem, Mend, Problem
from .schema import FieldSpec, Schema
from .sheet import Row, Sheet

_AS_ABOVE = ("同上", "〃", "″", "''", '"', "“")


@dataclass
class ParsedRow:
    """`values` has every mapped field; None (or [] or absent ticks) where the cell was empty.

    `raw` is the text as seen. `section` is the lone text above (加义镇). `more` holds the values of
    further lines of the same person, whose name cell is merged over them (a second guardian).
    """

    row_number: int
    values: dict[str, Any] = field(default_factory=dict)
    raw: dict[str, str] = field(default_factory=dict)
    mends: list[Mend] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    section: str = ""
    more: list[dict[str, Any]] = field(default_factory=list)


def parse_rows(
    sheet: Sheet, mapping: Mapping, schema: Schema, *, today: date | None = None
) -> Iterator[ParsedRow]:
    """Every person of the table, in order. `today` lets birth dates in the future be refused."""
    parser = _Parser(sheet, mapping, schema, today)
    pending: ParsedRow | None = None
    for item in _walk(sheet, mapping, schema):
        if isinstance(item, SkippedRow):
            if item.reason == "section":
                parser.section = item.text
            continue
        if pending is not None and parser.continues(item):
            extra = parser.parse(item, is_continuation=True)
            pending.more.append(extra.values)
            pending.mends += extra.mends
            pending.problems += extra.problems
            continue
        if pending is not None:
            yield pending
        pending = parser.parse(item)
    if pending is not None:
        yield pending


def skipped_rows(sheet: Sheet, mapping: Mapping, schema: Schema) -> list[SkippedRow]:
    """Rows below the heading that were not taken for a person, so that nothing vanishes unseen."""
    items = _walk(sheet, mapping, schema)
    return [item for item in items if isinstance(item, SkippedRow) and item.reason != "empty"]


def column_problems(mapping: Mapping, schema: Schema) -> list[Problem]:
    """A required field without a column, reported at the heading's row."""
    return [
        Problem(mapping.header_last, schema.field(key).label, "column_missing", {}, key)
        for key in mapping.missing(schema)
    ]


def _walk(sheet: Sheet, mapping: Mapping, schema: Schema) -> Iterator[Row | SkippedRow]:
    row_filter = RowFilter(sheet, mapping, schema)
    for row in sheet.rows_between(mapping.header_last + 1, mapping.data_last):
        reason = row_filter.reason_to_skip(row)
        if reason is None:
            yield row
        else:
            text = " ".join(text_of(cell) for cell in row.cells if not is_blank(cell))
            yield SkippedRow(row.number, reason, text)


class _Parser:
    def __init__(self, sheet: Sheet, mapping: Mapping, schema: Schema, today: date | None) -> None:
        self._sheet = sheet
        self._above = sheet.merged_from_above()
        self._first_data = mapping.header_last + 1
        self._fields = [
            (spec, columns, mapping.heading_of(spec.key, schema))
            for spec in schema.fields
            if (columns := mapping.of(spec.key))
        ]
        self._anchors = [c for spec, columns, _ in self._fields if spec.anchor for c in columns]
        self._today = today
        self._last: dict[int, CellValue] = {}
        self.section = ""

    def continues(self, row: Row) -> bool:
        """A line of the person above: an anchor is merged down over it, and none is its own."""
        merged = [self._merged_top(row, column) is not None for column in self._anchors]
        own = [not is_blank(row.cell(column.index)) for column in self._anchors]
        return any(merged) and not any(own)

    def _merged_top(self, row: Row, column: Column) -> int | None:
        top = self._above.get((row.number, column.index))
        return top if top is not None and top >= self._first_data else None

    def parse(self, row: Row, *, is_continuation: bool = False) -> ParsedRow:
        parsed = ParsedRow(row.number, section=self.section)
        for spec, columns, heading in self._fields:
            own = [column for column in columns if not is_blank(self._cell(row, column))]
            if is_continuation and not any(not is_blank(row.cell(c.index)) for c in columns):
                continue
            self._parse_field(parsed, row, spec, columns, own, heading)
        if not is_continuation:
            self._remember(row)
        return parsed

    def _cell(self, row: Row, column: Column) -> CellValue:
        top = self._merged_top(row, column)
        value = row.cell(column.index) if top is None else self._sheet.row(top).cell(column.index)
        return self._last.get(column.index) if value in _AS_ABOVE else value

    def _remember(self, row: Row) -> None:
        """What 同上 in the next line stands for; never for whatever tells people apart."""
        columns = [c for spec, columns, _ in self._fields if not spec.anchor for c in columns]
        self._last = {column.index: self._cell(row, column) for column in columns}

    def _parse_field(
        self,
        parsed: ParsedRow,
        row: Row,
        spec: FieldSpec,
        columns: list[Column],
        filled: list[Column],
        heading: str,
    ) -> None:
        raw = " ".join(text_of(self._cell(row, column)) for column in filled)
        parsed.raw[spec.key] = raw
        at = (filled or columns)[0]

        def report(code: str, **args: Any) -> None:
            problem = Problem(row.number, heading, code, args, spec.key, at.letter)
            parsed.problems.append(problem)
            parsed.values[spec.key] = [] if _is_list(spec) else None

        if spec.kind != "serial" and (bad := self._unusable(row, columns)):
            report(bad, value=raw)
            return
        try:
            cleaned = self._clean(row, spec, columns, filled)
        except CellProblem as problem:
            report(problem.code, **problem.details)
            return
        if cleaned.value in (None, [], "") and spec.required:
            report("missing")
            return
        parsed.values[spec.key] = cleaned.value
        if cleaned.mends and spec.kind != "serial":
            after = _shown(cleaned.value)
            parsed.mends.append(Mend(row.number, heading, cleaned.mends, raw, after, spec.key))

    def _unusable(self, row: Row, columns: list[Column]) -> str:
        places = {(self._merged_top(row, c) or row.number, c.index) for c in columns}
        if places & self._sheet.formulas:
            return "formula"
        return "error_value" if places & self._sheet.errors else ""

    def _clean(
        self, row: Row, spec: FieldSpec, columns: list[Column], filled: list[Column]
    ) -> Cleaned:
        if any(column.role == "tick" for column in columns):
            return _clean_ticks(spec, [(c, self._cell(row, c)) for c in filled])
        if any(column.role in ("year", "month", "day") for column in columns):
            return _clean_date_parts({c.role: self._cell(row, c) for c in filled})
        value: CellValue = self._cell(row, filled[0]) if filled else None
        if len(filled) > 1:
            value = "".join(text_of(self._cell(row, column)) for column in filled)
        return _cleaner(spec, self._today)(value)


def _is_list(spec: FieldSpec) -> bool:
    return spec.kind == "list" or (spec.kind == "choice" and spec.multiple)


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return "、".join(map(str, value))
    return value.isoformat() if hasattr(value, "isoformat") else "" if value is None else str(value)


def _cleaner(spec: FieldSpec, today: date | None) -> Callable[[CellValue], Cleaned]:
    if spec.kind == "choice":
        options, code = spec.options, spec.unknown_code
        return partial(clean_choice, options=options, multiple=spec.multiple, unknown_code=code)
    if spec.kind == "id_number":
        return partial(clean_id_number, today=today)
    return _CLEANERS[spec.kind]


_CLEANERS: dict[str, Callable[[CellValue], Cleaned]] = {
    "serial": clean_text,
    "text": clean_text,
    "name": clean_name,
    "phone": clean_phone,
    "date": clean_date,
    "sex": clean_sex,
    "yes_no": clean_yes_no,
    "integer": clean_integer,
    "list": clean_list,
    "ethnic_group": clean_ethnic_group,
}


def _clean_ticks(spec: FieldSpec, cells: list[tuple[Column, CellValue]]) -> Cleaned:
    """Problems: tick_unknown, choice_several, and the field's `unknown_code`."""
    chosen: list[str] = []
    for column, value in cells:
        ticked = tick_of(value)
        if ticked is None and text_of(value) == column.heading:
            ticked = True
        if ticked is None:
            raise CellProblem("tick_unknown", value=text_of(value), option=column.heading)
        if ticked:
            chosen.append(column.option)
    strange = [option for option in chosen if spec.options and option not in spec.options]
    if strange and spec.unknown_code:
        raise CellProblem(spec.unknown_code, value=strange[0], options=list(spec.options))
    if _is_list(spec):
        return Cleaned(chosen)
    if len(chosen) > 1:
        raise CellProblem("choice_several", value="、".join(chosen))
    return Cleaned(chosen[0] if chosen else None)


def _clean_date_parts(cells: dict[str, CellValue]) -> Cleaned:
    parts = {role: clean_integer(text_of(value)).value for role, value in cells.items()}
    if not parts:
        return Cleaned(None)
    year = parts.get("year")
    found = date_from_parts(year, parts.get("month"), parts.get("day")) if year else None
    if found is None:
        raise CellProblem("date", value="-".join(text_of(value) for value in cells.values()))
    return Cleaned(found, ("form",))
