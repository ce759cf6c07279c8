"""Names of people."""

from __future__ import annotations

import re

from ..cells import CellValue
from ..problems import CellProblem
from .result import Cleaned, prepare, unique

_HAN = (
    "\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002fa1f\U00030000-\U000323af"
)
_GAP_AT_HAN = re.compile(rf"(?<=[{_HAN}·])\s+|\s+(?=[{_HAN}·])")
_DOTS = re.compile("[•・‧∙⋅●．﹒･᛫.]")
_NAME = re.compile(rf"^[{_HAN}](?:[{_HAN}·]*[{_HAN}])?$|^[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ .,'’·-]*$")
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff\ufffd?□■*]")
# GB18030-2000 had no code points for these eight and sent them to the private area.
_FROM_PRIVATE = dict(
    zip(
        (0xE81E, 0xE826, 0xE82B, 0xE82C, 0xE832, 0xE843, 0xE854, 0xE864),
        range(0x9FB4, 0x9FBC),
        strict=True,
    )
)
_LONGEST = 30


def clean_name(value: CellValue) -> Cleaned:
    """Problems: name_character (lost in an old encoding), several_names, name_invalid."""
    text, mends = prepare(value)
    if not text:
        return Cleaned(None, unique(mends))
    mapped = text.translate(_FROM_PRIVATE)
    if mapped != text:
        mends.append("form")
    closed = _GAP_AT_HAN.sub("", re.sub(r"\s+", " ", mapped))
    if closed != mapped:
        mends.append("spaces")
    if any("\u4e00" <= mark <= "\u9fff" for mark in closed):
        dotted = _DOTS.sub("·", closed).strip("·,;、:'`")
    else:
        dotted = closed.strip(",;:'`")
    if dotted != closed:
        mends.append("punctuation")
    if _PRIVATE.search(dotted):
        raise CellProblem("name_character", value=text)
    if re.search(r"[、,，;/]", dotted) and not dotted.isascii():
        raise CellProblem("several_names", value=text)
    if not _NAME.match(dotted) or len(dotted) > _LONGEST:
        raise CellProblem("name_invalid", value=text)
    return Cleaned(dotted, unique(mends))
