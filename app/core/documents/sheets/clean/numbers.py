"""Identity numbers (GB 11643) and whole numbers."""

from __future__ import annotations

import re
from datetime import date

from stdnum.cn import ric

from ..cells import CellValue, without_spaces
from ..problems import CellProblem
from .result import Cleaned, prepare, unique

_LENGTH = 18
_OLD_LENGTH = 15
_SCIENTIFIC = re.compile(r"^\d(\.\d+)?E\+?\d+$", re.IGNORECASE)
_ORNAMENTS = re.compile(r"['’‘`\"“”\s·._-]")
_LOOKALIKES = str.maketrans("х×ХΧ✕╳xＸ", "XXXXXXXX")
_DIGITS = {mark: index for index, mark in enumerate("〇一二三四五六七八九")}
_DIGITS |= {"零": 0, "两": 2, "俩": 2, "壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5}
_UNITS = "人|名|个|位|岁|周岁|孩|户|次|对|年|元|名儿童|个孩子|人次"


def clean_id_number(value: CellValue, *, today: date | None = None) -> Cleaned:
    """Problems: rounded, masked, length, old_number, characters, check_digit, birth_date_invalid.

    A spreadsheet keeps 15 digits of a number; an 18-digit one in a number cell is never right,
    even if the last digits happen to look so.
    """
    text, mends = prepare(value)
    if not text:
        return Cleaned(None, unique(mends))
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if _SCIENTIFIC.match(text) or (is_number and len(text) > _OLD_LENGTH):
        raise CellProblem("rounded", value=text)
    number = _ORNAMENTS.sub("", text)
    if number != text:
        mends.append("spaces")
    upper = number.translate(_LOOKALIKES).upper()
    if upper != number:
        mends.append("case")
    if upper.endswith("*") or "**" in upper or "XXX" in upper:
        raise CellProblem("masked", value=text)
    return Cleaned(_checked(upper, today), unique(mends))


def _checked(number: str, today: date | None) -> str:
    if not re.fullmatch(r"[0-9]+X?", number):
        raise CellProblem("characters", value=number)
    if len(number) == _OLD_LENGTH:
        raise CellProblem("old_number", value=number)
    if len(number) != _LENGTH:
        raise CellProblem("length", value=number, length=len(number), expected=_LENGTH)
    if ric.calc_check_digit(number) != number[-1]:
        raise CellProblem("rounded" if number.endswith("000") else "check_digit", value=number)
    born = birth_date_of(number)
    if born is None or born.year < 1900 or (today is not None and born > today):
        raise CellProblem("birth_date_invalid", value=number)
    return number


def birth_date_of(id_number: str) -> date | None:
    try:
        return date(int(id_number[6:10]), int(id_number[10:12]), int(id_number[12:14]))
    except ValueError:
        return None


def sex_of(id_number: str) -> str:
    return "male" if int(id_number[16]) % 2 else "female"


def clean_integer(value: CellValue) -> Cleaned:
    """Takes 3, 3.0, "3人", "３", 三, 十二. Problem: integer."""
    text, mends = prepare(value)
    if not text:
        return Cleaned(None, unique(mends))
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        if value == int(value):
            return Cleaned(int(value))
        raise CellProblem("integer", value=text)
    compact = without_spaces(text)
    bare = re.sub(rf"(?:{_UNITS})$", "", compact)
    if bare != text:
        mends.append("form")
    if re.fullmatch(r"-?\d{1,12}(\.0+)?", bare):
        return Cleaned(int(bare.split(".")[0]), unique(mends))
    number = chinese_number(bare)
    if number is None:
        raise CellProblem("integer", value=text)
    return Cleaned(number, unique([*mends, "form"]))


def chinese_number(text: str) -> int | None:
    """一 … 九十九, and digit by digit (二〇一三)."""
    if not text or any(mark not in _DIGITS and mark != "十" for mark in text):
        return None
    if "十" not in text:
        return int("".join(str(_DIGITS[mark]) for mark in text))
    tens, _, ones = text.partition("十")
    if len(tens) > 1 or len(ones) > 1 or "十" in ones:
        return None
    return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0)
