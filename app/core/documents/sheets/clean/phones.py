"""Phone numbers of mainland China: mobiles as 11 digits, landlines as 0730-6223344."""

from __future__ import annotations

import re

import phonenumbers

from ..cells import CellValue
from ..problems import CellProblem
from .result import Cleaned, prepare, unique

_MOBILE = re.compile(r"1[3-9]\d{9}")
_AREA = re.compile(r"(0(?:10|2\d|[3-9]\d\d))(\d{7,8})")
_FIXED = (
    phonenumbers.PhoneNumberType.FIXED_LINE,
    phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE,
)
_BETWEEN = re.compile(r"[/、,;|\n\r]+|或")
_LABEL = re.compile(r"^(?:手机|电话|联系电话|座机|tel|phone|固话)[:\s]*", re.IGNORECASE)


def clean_phone(value: CellValue) -> Cleaned:
    """The first good number in the cell; a second one is dropped as a mend. Problem: phone."""
    text, mends = prepare(value)
    if not text:
        return Cleaned(None, unique(mends))
    whole = _one(text)
    if whole is not None:
        return Cleaned(whole, unique([*mends, *(["form"] if whole != text else [])]))
    parts = [part for part in _BETWEEN.split(text) if part.strip()]
    if len(parts) == 1:
        parts = text.split()
    numbers = [number for number in map(_one, parts) if number]
    # All parts must be numbers: "13812345678/5" may be a slip in the one that matters.
    if len(parts) < 2 or len(numbers) != len(parts):
        raise CellProblem("phone", value=text)
    return Cleaned(numbers[0], unique([*mends, "several"]))


def _one(text: str) -> str | None:
    bare = _LABEL.sub("", text.strip()).strip("'\"`’‘")
    bare = re.sub(r"(?<=\d{11})\.0+$", "", bare)  # a number that another program wrote to CSV
    bare = re.sub(r"[\s().·_—–‐−-]", "", bare)
    bare = re.sub(r"^(?:\+|00)?86(?=1\d{10}$|0?\d{9,11}$)", "", bare)
    if not bare.isascii() or not bare.isdigit():
        return None
    mobile = bare[1:] if bare.startswith("01") and len(bare) == 12 else bare
    if _MOBILE.fullmatch(mobile):
        return mobile
    return _landline(bare)


def _landline(digits: str) -> str | None:
    parts = _AREA.fullmatch(digits)
    if parts is None:
        return None
    try:
        number = phonenumbers.parse(digits, "CN")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number) or phonenumbers.number_type(number) not in _FIXED:
        return None
    return f"{parts[1]}-{parts[2]}"
