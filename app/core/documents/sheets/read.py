"""Files in: content decides what a file is, never its name."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import python_calamine as calamine

from . import biff, compound, delimited, package
from .cells import is_blank
from .package import Extras
from .problems import UnreadableFile
from .sheet import Merge, Row, Sheet

MAX_BYTES = 20 * 1024 * 1024
MAX_CELLS = 4_000_000  # calamine lays a sheet out densely: some 32 bytes for each
ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_FOREIGN = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"{\\rtf",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x1f\x8b",
)
_MARKUP = (
    b"<html",
    b"<!doctype",
    b"<?xml",
    b"<table",
    b"<head",
    b"<style",
    b"<meta",
    b"mime-version",
)


def screen(source: bytes) -> None:
    """Refuse what is no roster at first sight. Raises UnreadableFile."""
    data = _load(source)
    if not data.strip(b"\x00\r\n\t ,;\xef\xbb\xbf\xff\xfe"):
        raise UnreadableFile("empty")
    if data.startswith(ZIP):
        package.screen_package(data)
    elif data.startswith(compound.SIGNATURE):
        return
    elif data[:2] == b"\x09\x08" or data[:4] in (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00"):
        raise UnreadableFile("legacy_unreadable")  # BIFF without its container: before 1995
    elif data.startswith(_FOREIGN) or data[:512].lstrip(b"\xef\xbb\xbf \r\n\t").lower().startswith(
        _MARKUP
    ):
        raise UnreadableFile("not_a_spreadsheet")


def read_table(source: str | Path | bytes, filename: str = "") -> list[Sheet]:
    """All worksheets that hold something, hidden ones marked. Raises UnreadableFile."""
    data = _load(source)
    screen(data)
    title = Path(filename or (source if isinstance(source, (str, Path)) else "")).stem
    if data.startswith(ZIP):
        sheets = _read_workbook(data, package.inspect_package(data))
    elif data.startswith(compound.SIGNATURE):
        extras, safe = biff.inspect_xls(data)
        sheets = _read_workbook(safe, extras)
    else:
        sheets = [delimited.read_delimited(data, title, MAX_CELLS)]
    sheets = [sheet for sheet in sheets if sheet.rows]
    if not sheets:
        raise UnreadableFile("empty")
    return sheets


def _load(source: str | Path | bytes) -> bytes:
    if isinstance(source, bytes):
        data = source
    else:
        with Path(source).open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise UnreadableFile("too_large", limit=MAX_BYTES)
    return data


def _read_workbook(data: bytes, extras: dict[str, Extras] | list[Extras]) -> list[Sheet]:
    found = extras.values() if isinstance(extras, dict) else extras
    if any(each.rows * each.columns > MAX_CELLS for each in found):
        raise UnreadableFile("too_large", limit=MAX_CELLS)
    is_old = isinstance(extras, list)
    try:
        book = calamine.CalamineWorkbook.from_object(BytesIO(data))
        return [
            _read_sheet(book, index, each, extras)
            for index, each in enumerate(book.sheets_metadata)
            if each.typ == calamine.SheetTypeEnum.WorkSheet
        ]
    except calamine.PasswordError as error:
        raise UnreadableFile("encrypted") from error
    except (calamine.CalamineError, ValueError, OSError) as error:
        raise UnreadableFile("legacy_unreadable" if is_old else "damaged") from error
    except BaseException as error:
        # A panic in the Rust library is no Exception; it means a file that nobody can read.
        if type(error).__name__ != "PanicException":
            raise
        raise UnreadableFile("damaged") from error


def _read_sheet(
    book: calamine.CalamineWorkbook,
    index: int,
    metadata: calamine.SheetMetadata,
    extras: dict[str, Extras] | list[Extras],
) -> Sheet:
    if isinstance(extras, dict):
        extra = extras.get(metadata.name, Extras())
    else:
        extra = extras[index] if index < len(extras) else Extras()
    sheet = book.get_sheet_by_index(index)
    rows = []
    for number, values in enumerate(sheet.iter_rows(), 1):
        cells = tuple(None if is_blank(value) else value for value in values)
        if any(cell is not None for cell in cells):
            rows.append(Row(number, cells))
    merges = [
        Merge(first[0] + 1, first[1], last[0] + 1, last[1])
        for first, last in sheet.merged_cell_ranges or ()
    ]
    is_hidden = metadata.visible != calamine.SheetVisibleEnum.Visible
    formulas = extra.formulas | _formula_texts(rows)
    return Sheet(
        metadata.name, rows, merges, frozenset(formulas), frozenset(extra.errors), is_hidden
    )


def _formula_texts(rows: list[Row]) -> set[tuple[int, int]]:
    """Formulas that were typed into text cells: shown as text, but meant as a formula."""
    return {
        (row.number, index)
        for row in rows
        for index, cell in enumerate(row.cells)
        if isinstance(cell, str) and len(cell) > 1 and cell[0] == "="
    }
