"""Finds the tables of a sheet: headings of one to three storeys, under titles, repeated or not."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from .assign import assign_columns
from .cells import heading_text, is_blank, text_of
from .lexicon import Lexicon
from .mapping import Column, Mapping
from .paths import heading_paths
from .schema import Schema
from .sheet import Row, Sheet

_STOREYS = 3
_STOREY_COST = 0.05
_PART_GAIN = 0.15  # several columns below one heading beat that heading read alone
_LONGEST_HEADING = 60
_DATA = re.compile(r"\d{6,}|^\d+(\.\d+)?$|^1\d{10}$")


def find_tables(sheet: Sheet, schema: Schema) -> list[Mapping]:
    """All tables of the sheet, in order. A heading that repeats (page break) joins its table."""
    lexicon = Lexicon(schema)
    tables: list[Mapping] = []
    done = 0
    for row in sheet.rows:
        if row.number <= done or not _may_be_heading(row, lexicon):
            continue
        table = _best_block(sheet, row.number, done, lexicon)
        if table is None:
            continue
        done = table.header_last
        if tables and _same_layout(tables[-1], table):
            continue
        if tables:
            tables[-1] = replace(tables[-1], data_last=table.header_first - 1)
        tables.append(table)
    return tables


def find_rosters(sheets: Sequence[Sheet], schema: Schema) -> list[tuple[Sheet, Mapping]]:
    """The tables of all visible sheets; of hidden ones only if the visible ones have none."""
    for wanted in (False, True):
        found = [
            (sheet, table)
            for sheet in sheets
            if sheet.is_hidden is wanted
            for table in find_tables(sheet, schema)
        ]
        if found:
            return found
    return []


def _may_be_heading(row: Row, lexicon: Lexicon) -> bool:
    texts = [heading_text(cell) for cell in row.cells if isinstance(cell, str)]
    if sum(bool(_DATA.search(text)) for text in texts) > len(texts) / 4:
        return False
    return sum(len(t) <= _LONGEST_HEADING and lexicon.knows(t) for t in dict.fromkeys(texts)) >= 2


def _best_block(sheet: Sheet, number: int, done: int, lexicon: Lexicon) -> Mapping | None:
    best: tuple[float, Mapping] | None = None
    for height in range(1, _STOREYS + 1):
        for first in range(max(number - height + 1, done + 1), number + 1):
            rows = [sheet.row(n) for n in range(first, first + height)]
            if any(not row.cells or _is_data(row) for row in rows):
                continue
            table = _table(sheet, rows, lexicon)
            score = _score(table) - _STOREY_COST * height
            if _is_roster(table, lexicon.schema) and (best is None or score > best[0]):
                best = (score, table)
    return best[1] if best else None


def _is_data(row: Row) -> bool:
    """Numbers do not stand in headings, but for a line of column numbers, which is no storey."""
    cells = [cell for cell in row.cells if not is_blank(cell)]
    plain = sum(
        not isinstance(cell, str) or bool(_DATA.search(heading_text(cell))) for cell in cells
    )
    return plain > len(cells) / 4


def _table(sheet: Sheet, rows: list[Row], lexicon: Lexicon) -> Mapping:
    first, last = rows[0].number, rows[-1].number
    paths = heading_paths(sheet, rows, lexicon)
    columns = assign_columns(sheet, last, paths, lexicon)
    above = sheet.rows_between(1, first - 1)[-8:]
    titles = tuple(text_of(cell) for row in above for cell in row.cells if not is_blank(cell))
    return Mapping(sheet.name, first, last, sheet.last_row, columns, titles[-12:])


def _score(table: Mapping) -> float:
    best: dict[str, float] = {}
    for column in table.columns:
        if column.field:
            best[column.field] = max(best.get(column.field, 0), column.confidence)
    below = sum(column.role not in ("value", "join") for column in table.columns if column.field)
    return sum(best.values()) + _PART_GAIN * below


def _is_roster(table: Mapping, schema: Schema) -> bool:
    kinds = [schema.field(key) for key in table.fields]
    return len(kinds) >= 2 and any(spec.anchor for spec in kinds)


def _same_layout(one: Mapping, other: Mapping) -> bool:
    def layout(table: Mapping) -> set[tuple[int, str]]:
        return {(column.index, column.choice) for column in _mapped(table)}

    return layout(one) == layout(other)


def _mapped(table: Mapping) -> list[Column]:
    return [column for column in table.columns if column.field]
