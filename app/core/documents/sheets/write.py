"""Workbooks out: exports, and the marked copy of an imported file."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, BinaryIO

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from .cells import column_letter, number_text
from .problems import Problem
from .sheet import Row, Sheet

Target = str | Path | BinaryIO

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
_LARGEST_PLAIN_NUMBER = 10**11  # beyond it a number is a name: phone, identity number
_LONGEST_CELL = 32_767
_A4 = 9
_BORDER = {"border": 1, "border_color": "#BFBFBF", "valign": "vcenter", "font_name": "宋体"}


@dataclass(frozen=True)
class OutColumn:
    """`width` in characters of the standard font; a Chinese character takes two."""

    heading: str
    width: float = 12
    wrap: bool = False


@dataclass(frozen=True)
class OutSheet:
    name: str
    columns: Sequence[OutColumn]
    rows: Iterable[Sequence[Any]]
    title: str = ""
    notes: Sequence[str] = field(default=())
    watermark: str = ""
    """In header and footer of every printed page, and in the sheet's first row."""


def neutralise(text: str) -> str:
    """Keeps a spreadsheet from taking somebody's text for a formula."""
    return "'" + text if text.startswith(_DANGEROUS) else text


def sheet_name(name: str, taken: Iterable[str] = ()) -> str:
    """Within the rules of spreadsheets: 31 characters, some marks forbidden, unique."""
    base = re.sub(r"[\[\]:*?/\\]", " ", name).strip(" '")[:31] or "Sheet"
    used = {each.lower() for each in taken}
    result, number = base, 2
    while result.lower() in used:
        suffix = f" {number}"
        result, number = base[: 31 - len(suffix)] + suffix, number + 1
    return result


class _Formats:
    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self.title = book.add_format({"bold": True, "font_size": 16, "font_name": "宋体"})
        self.head = book.add_format(
            {**_BORDER, "bold": True, "bg_color": "#F2E6E6", "align": "center", "text_wrap": True}
        )
        self.text = book.add_format({**_BORDER, "num_format": "@"})
        self.wrap = book.add_format({**_BORDER, "num_format": "@", "text_wrap": True})
        self.mark = book.add_format({"italic": True, "font_color": "#777777", "font_name": "宋体"})
        self.number = book.add_format(_BORDER)
        self.date = book.add_format({**_BORDER, "num_format": "yyyy-mm-dd"})
        self.bad = book.add_format({**_BORDER, "num_format": "@", "bg_color": "#FFC7CE"})
        self.reason = book.add_format({**_BORDER, "text_wrap": True, "font_color": "#9C0006"})


def _open(target: Target, *, lean: bool) -> xlsxwriter.Workbook:
    place = str(target) if isinstance(target, Path) else target
    return xlsxwriter.Workbook(
        place,
        {
            "constant_memory": lean,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "nan_inf_to_errors": True,
        },
    )


def write_workbook(target: Target, sheets: Iterable[OutSheet]) -> None:
    """Rows are streamed to disk. Numbers of 12 digits and more are written as text."""
    with _open(target, lean=True) as book:
        formats = _Formats(book)
        taken: list[str] = []
        for sheet in sheets:
            taken.append(sheet_name(sheet.name, taken))
            _write_sheet(book.add_worksheet(taken[-1]), sheet, formats)


def _write_sheet(page: Worksheet, sheet: OutSheet, formats: _Formats) -> None:
    for index, column in enumerate(sheet.columns):
        page.set_column(index, index, column.width)
    at = 0
    if sheet.title:
        page.set_row(0, 28)
        page.write_string(0, 0, neutralise(sheet.title), formats.title)
        at = 1
    if sheet.watermark:
        page.write_string(at, 0, neutralise(sheet.watermark), formats.mark)
        at += 1
    for index, column in enumerate(sheet.columns):
        page.write_string(at, index, neutralise(column.heading), formats.head)
    _set_up_print(page, at, at)
    if sheet.watermark:
        # An ampersand begins a code in headers.
        mark = sheet.watermark.replace("&", "&&")[:220]
        page.set_header(f"&C&14&K999999{mark}")
        page.set_footer(f"&C&9{mark}　&P/&N")
    for values in sheet.rows:
        at += 1
        for index, value in enumerate(values):
            wrap = index < len(sheet.columns) and sheet.columns[index].wrap
            _write_cell(page, at, index, value, formats, formats.wrap if wrap else formats.text)
    for note in sheet.notes:
        at += 1
        page.write_string(at, 0, neutralise(note)[:_LONGEST_CELL])


def _set_up_print(page: Worksheet, first_heading: int, last_heading: int) -> None:
    page.set_paper(_A4)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    page.repeat_rows(first_heading, last_heading)
    page.freeze_panes(last_heading + 1, 0)
    page.set_footer("&C&P / &N")


def _write_cell(
    page: Worksheet, row: int, column: int, value: Any, formats: _Formats, text: Format
) -> None:
    if value is None or value == "":
        page.write_blank(row, column, None, text)
    elif isinstance(value, bool):
        page.write_string(row, column, "是" if value else "否", text)
    elif isinstance(value, (int, float)) and abs(value) < _LARGEST_PLAIN_NUMBER:
        page.write_number(row, column, value, formats.number if text is not formats.bad else text)
    elif isinstance(value, (int, float)):
        page.write_string(row, column, number_text(value), text)
    elif isinstance(value, (date, datetime)) and value.year >= 1900 and text is not formats.bad:
        page.write_datetime(row, column, _naive(value), formats.date)
    elif isinstance(value, (date, datetime, time)):
        page.write_string(row, column, value.isoformat(), text)
    else:
        page.write_string(row, column, neutralise(str(value))[:_LONGEST_CELL], text)


def _naive(value: date) -> date:
    return value.replace(tzinfo=None) if isinstance(value, datetime) else value


def mark_workbook(
    target: Target,
    sheets: Sequence[Sheet],
    problems: Mapping[str, Sequence[Problem]],
    message: Callable[[Problem], str],
    *,
    heading: str = "问题",
    heading_rows: Mapping[str, int] | None = None,
) -> None:
    """The imported sheets again, problem cells coloured, the reasons in one more column.

    `problems` and `heading_rows` (the last heading row) go by sheet name. The copy can be put right
    and imported again: its rows keep their numbers.
    """
    with _open(target, lean=False) as book:
        formats = _Formats(book)
        taken: list[str] = []
        for sheet in sheets:
            taken.append(sheet_name(sheet.name, taken))
            page = book.add_worksheet(taken[-1])
            head = (heading_rows or {}).get(sheet.name, 0)
            _mark_sheet(page, sheet, problems.get(sheet.name, ()), message, formats)
            if head:
                page.write_string(head - 1, sheet.width, heading, formats.head)
                _set_up_print(page, head - 1, head - 1)


def _mark_sheet(
    page: Worksheet,
    sheet: Sheet,
    problems: Sequence[Problem],
    message: Callable[[Problem], str],
    formats: _Formats,
) -> None:
    by_row: dict[int, list[Problem]] = {}
    for problem in problems:
        by_row.setdefault(problem.row, []).append(problem)
    bad = {(problem.row, problem.letter) for problem in problems}
    widths = [8.0] * (sheet.width + 1)
    for row in sheet.rows:
        _mark_row(page, row, bad, formats, widths)
    for number, found in by_row.items():
        reasons = "；".join(f"{problem.column}：{message(problem)}" for problem in found)
        page.write_string(
            number - 1, sheet.width, neutralise(reasons)[:_LONGEST_CELL], formats.reason
        )
    for merge in sheet.merges:
        # The first cell is written again by the merge, with the value that it has.
        value = sheet.row(merge.first_row).cell(merge.first_column)
        page.merge_range(
            merge.first_row - 1,
            merge.first_column,
            merge.last_row - 1,
            merge.last_column,
            "",
            formats.wrap,
        )
        _write_cell(page, merge.first_row - 1, merge.first_column, value, formats, formats.wrap)
    for index, width in enumerate(widths[:-1]):
        page.set_column(index, index, width)
    page.set_column(sheet.width, sheet.width, 48)


def _mark_row(
    page: Worksheet, row: Row, bad: set[tuple[int, str]], formats: _Formats, widths: list[float]
) -> None:
    for index in range(len(widths) - 1):
        value = row.cell(index)
        is_bad = (row.number, column_letter(index)) in bad
        if value is None and not is_bad:
            continue
        _write_cell(
            page, row.number - 1, index, value, formats, formats.bad if is_bad else formats.text
        )
        if sum(cell is not None for cell in row.cells) > 2:
            length = sum(2 if ord(mark) > 0x2E80 else 1 for mark in str(value or ""))
            widths[index] = max(widths[index], min(length + 2.0, 44.0))
