"""Dates as people write them, with the precision that they wrote."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from ..cells import CellValue
from ..problems import CellProblem
from .numbers import chinese_number
from .result import Cleaned, prepare, unique

_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_EPOCH = date(1899, 12, 30)  # day 0 of a spreadsheet, with its false leap day of 1900
_SERIALS = range(7_000, 74_000)  # 1919 … 2102
_PARTS = re.compile(
    r"^(\d{4})(?:[-/.,、。\\ ]+|年)(\d{1,2})(?:(?:[-/.,、。\\ ]+|月)(\d{1,2})[日号]?|月)?[.]?$"
)
_YEAR = re.compile(r"^(\d{4})年?$")
_TIME = re.compile(r"[T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?(Z|\+\d\d:\d\d)?$")
_CHINESE = re.compile(r"[〇零一二三四五六七八九十]+")


@dataclass(frozen=True, slots=True)
class PartialDate:
    """`or_month` is the other reading of a number cell 2013.1, which may have been 2013.10.

    `is_day_doubtful`: a date cell on the first of a month; a spreadsheet turns 2013年5月 into it.
    """

    year: int
    month: int | None = None
    day: int | None = None
    or_month: int | None = None
    is_day_doubtful: bool = False

    @property
    def precision(self) -> str:
        return "year" if self.month is None else "month" if self.day is None else "day"

    def first_day(self) -> date:
        return date(self.year, self.month or 1, self.day or 1)

    def isoformat(self) -> str:
        """2013, 2013-05 or 2013-05-12."""
        return self.first_day().isoformat()[: {"year": 4, "month": 7, "day": 10}[self.precision]]

    def agrees_with(self, other: date) -> bool:
        """Nothing that was written contradicts this day."""
        if self.year != other.year:
            return False
        if self.month is None:
            return True
        if other.month not in (self.month, self.or_month):
            return False
        return self.day is None or self.is_day_doubtful or self.day == other.day


def clean_date(value: CellValue) -> Cleaned:
    """A PartialDate. Problem: date."""
    if isinstance(value, (date, datetime)):
        return _date_cell(value)
    text, mends = prepare(value)
    if not text:
        return Cleaned(None, unique(mends))
    found = _from_number(value) if isinstance(value, (int, float)) else _from_text(text)
    if found is None:
        raise CellProblem("date", value=text)
    mends = [mend for mend in mends if mend != "number_as_text"]
    if found.or_month:
        mends.append("month_ambiguous")
    if found.isoformat() != text:
        mends.append("form")
    return Cleaned(found, unique(mends))


def date_from_parts(year: int, month: int | None, day: int | None) -> PartialDate | None:
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    if month is None:
        return PartialDate(year)
    if not 1 <= month <= 12:
        return None
    if day is not None and not 1 <= day <= monthrange(year, month)[1]:
        return None
    return PartialDate(year, month, day)


def _date_cell(value: date) -> Cleaned:
    day = value.date() if isinstance(value, datetime) else value
    serial = (day - _EPOCH).days
    if _FIRST_YEAR + 50 <= serial <= _LAST_YEAR:  # 2013.5 typed into a cell formatted as a date
        fraction = 0.0
        if isinstance(value, datetime):
            fraction = (value - datetime.combine(day, datetime.min.time())) / timedelta(days=1)
        found = _from_number(round(serial + fraction, 2))
        if found is not None:
            return Cleaned(found, ("form",))
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise CellProblem("date", value=day.isoformat())
    return Cleaned(PartialDate(day.year, day.month, day.day, is_day_doubtful=day.day == 1))


def _from_number(value: float) -> PartialDate | None:
    if value != value or abs(value) > 1e9:
        return None
    whole = int(value)
    if value == whole:
        return _from_digits(str(whole))
    if _FIRST_YEAR <= whole <= _LAST_YEAR:
        decimals = format(value, ".4f").rstrip("0").split(".")[1]
        if decimals == "1":
            return PartialDate(whole, 1, or_month=10)
        return date_from_parts(whole, int(decimals), None) if len(decimals) <= 2 else None
    return _from_serial(whole)


def _from_serial(serial: int) -> PartialDate | None:
    if serial not in _SERIALS:
        return None
    day = _EPOCH + timedelta(days=serial)
    return PartialDate(day.year, day.month, day.day, is_day_doubtful=day.day == 1)


def _from_digits(digits: str) -> PartialDate | None:
    if len(digits) == 8:
        return date_from_parts(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    if len(digits) == 6:
        return date_from_parts(int(digits[:4]), int(digits[4:]), None)
    if len(digits) == 5:
        return _from_serial(int(digits))
    return date_from_parts(int(digits), None, None) if len(digits) == 4 else None


def _from_text(text: str) -> PartialDate | None:
    text = _TIME.sub("", text.strip("'\"`‘’"))
    text = re.sub(r"\s+", " ", text).strip()
    text = re.sub(r"\s*([-/.,、。年月日号])\s*", r"\1", text)
    text = re.sub(r"(?:出生|生)$", "", text)
    if "年" in text:
        text = _CHINESE.sub(_digits_for, text)
    if text.isascii() and text.isdigit():
        return _from_digits(text)
    year = _YEAR.match(text)
    if year:
        return date_from_parts(int(year[1]), None, None)
    parts = _PARTS.match(text)
    if not parts:
        return None
    return date_from_parts(int(parts[1]), int(parts[2]), int(parts[3]) if parts[3] else None)


def _digits_for(match: re.Match[str]) -> str:
    number = chinese_number(match[0])
    return match[0] if number is None else str(number)
