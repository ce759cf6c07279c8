"""CSV as it comes from Excel, WPS and government systems: any of their encodings and separators."""

from __future__ import annotations

import csv
import re
from io import StringIO

from .cells import CellValue, strip_invisible
from .problems import UnreadableFile
from .sheet import Position, Row, Sheet

_SEPARATORS = (",", "\t", ";", "|", "，")
_NUMBER_AFTER_SIGN = re.compile(r"^[+-]\s*[\d.(（][\d\s.,()（）+-]*$")
_DASHES = re.compile(r"^[-+@=]+$")
_TEXT_GUARD = re.compile(r'^="([^"]*)"$')
_CONTROL = re.compile(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f]")


def read_delimited(data: bytes, name: str, max_cells: int) -> Sheet:
    text = decode_text(data)
    separator, text = _separator(text)
    rows: list[Row] = []
    formulas: set[Position] = set()
    count = 0
    try:
        for number, record in enumerate(csv.reader(StringIO(text), delimiter=separator), 1):
            cells = tuple(_cell(value) for value in record)
            formulas.update((number, i) for i, value in enumerate(cells) if _is_formula(value))
            count += len(cells)
            if count > max_cells:
                raise UnreadableFile("too_large")
            if any(cell is not None for cell in cells):
                rows.append(Row(number, cells))
    except csv.Error as error:
        raise UnreadableFile("damaged") from error
    return Sheet(name, rows, formulas=frozenset(formulas))


def decode_text(data: bytes) -> str:
    encodings = _encodings(data)
    if not encodings[0].startswith("utf-16") and _CONTROL.search(data):
        raise UnreadableFile("not_a_spreadsheet")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            raise UnreadableFile("not_a_spreadsheet")
        return text.lstrip("\ufeff")
    raise UnreadableFile("encoding_unknown")


def _encodings(data: bytes) -> tuple[str, ...]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ("utf-16",)
    if data.startswith(b"\xef\xbb\xbf"):
        return ("utf-8-sig", "gb18030")
    sample = data[:4096]
    if b"\x00" in sample:  # UTF-16 without a mark: separators and digits have one NUL each
        is_little = sample[1::2].count(0) > sample[::2].count(0)
        return ("utf-16-le",) if is_little else ("utf-16-be",)
    return ("utf-8", "gb18030")


def _separator(text: str) -> tuple[str, str]:
    first, _, rest = text.partition("\n")
    told = re.match(r"^\"?sep=(.)\"?\s*$", first, re.IGNORECASE)
    if told:
        return told[1], "\n" + rest  # the line stays a row, as Excel counts it
    lines = [line for line in text[:100_000].splitlines() if line.strip()][:60]
    scores = {mark: _score(lines, mark) for mark in _SEPARATORS}
    best = max(_SEPARATORS, key=lambda mark: scores[mark])
    return (best if scores[best] > 0 else ","), text


def _score(lines: list[str], separator: str) -> float:
    """How many columns most lines agree on; titles and notes do not agree and do not count."""
    try:
        widths = [len(record) for record in csv.reader(lines, delimiter=separator)]
    except csv.Error:
        return 0
    if not widths:
        return 0
    common = max(set(widths), key=lambda width: (widths.count(width) * (width > 1), width))
    return (common - 1) * widths.count(common) / len(widths)


def _cell(value: str) -> CellValue:
    text = strip_invisible(value)
    guard = _TEXT_GUARD.match(text)  # ="430626…" keeps a number as text in Excel; no formula
    return (guard[1] if guard else text) or None


def _is_formula(value: CellValue) -> bool:
    if not isinstance(value, str) or value[0] not in "=+-@" or _DASHES.match(value):
        return False
    return not _NUMBER_AFTER_SIGN.match(value)
