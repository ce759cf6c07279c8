"""The values of cells and the plain text operations that everything else stands on."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from functools import lru_cache

CellValue = str | int | float | bool | date | datetime | time | timedelta | None

_INVISIBLE = re.compile(
    "[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u00ad\x00-\x08\x0e-\x1f\x7f]"
)
_SPACES = re.compile(r"\s+")
# Full-width forms only: NFKC would also replace rare compatibility ideographs used in names.
_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_EMPTY_MARKS = frozenset(
    {"", "-", "--", "—", "——", "———", "－", "－－", "/", "／", "\\", "无", "暂无", "没有", "不详"}
    | {"未知", "空", "N/A", "n/a", "NA", "null", "NULL", "None", "(空)", "（空）", "(空白)"}
)


@lru_cache(maxsize=1 << 15)
def strip_invisible(text: str) -> str:
    return _INVISIBLE.sub("", text).strip()


def half_width(text: str) -> str:
    return text.translate(_HALF_WIDTH)


def without_spaces(text: str) -> str:
    return _SPACES.sub("", text)


def means_empty(text: str) -> bool:
    return text.strip() in _EMPTY_MARKS


def is_blank(value: CellValue) -> bool:
    return value is None or (isinstance(value, str) and not strip_invisible(value))


def text_of(value: CellValue) -> str:
    """The value as a person reads it; whole numbers without a decimal point."""
    if value is None:
        return ""
    if isinstance(value, str):
        text = strip_invisible(value)
        # Our own guard against formula injection comes back when a marked copy is imported.
        return text[1:] if len(text) > 1 and text[0] == "'" and text[1] in "=+-@" else text
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, (int, float)):
        return number_text(value)
    if isinstance(value, datetime):
        is_midnight = value.time() == time(0)
        return value.date().isoformat() if is_midnight else value.isoformat(" ", "minutes")
    if isinstance(value, (date, time)):
        return value.isoformat()
    return str(value)


def number_text(value: float) -> str:
    if isinstance(value, int):
        return str(value)
    if value != value or value in (float("inf"), float("-inf")):
        return ""
    return str(int(value)) if value == int(value) else format(value, ".15g")


@lru_cache(maxsize=8192)
def heading_text(text: str) -> str:
    """A heading as it is reported: without line breaks, spaces and invisible characters."""
    return without_spaces(strip_invisible(text))


@lru_cache(maxsize=8192)
def heading_key(text: str) -> str:
    """A heading as it is compared: one width, lower case, no numbering, no ornaments."""
    key = unicodedata.normalize("NFKC", heading_text(text)).lower()
    key = re.sub(
        r"^(\(?\d{1,2}\)?[.、]|\([一二三四五六七八九十]+\)|[一二三四五六七八九十]+、)(?=\D)",
        "",
        key,
    )
    return key.strip("*:;,.。、，_-—~#※★☆\"'“”")


def column_letter(index: int) -> str:
    """0 → A, 26 → AA."""
    letters = ""
    number = index + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_index(letters: str) -> int:
    index = 0
    for letter in letters.upper():
        index = index * 26 + ord(letter) - 64
    return index - 1
