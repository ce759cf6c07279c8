"""What every normaliser returns: the clean value and what had to be mended for it."""

from __future__ import annotations

from typing import Any, NamedTuple

from ..cells import CellValue, half_width, means_empty, strip_invisible, text_of


class Cleaned(NamedTuple):
    """Mend codes: spaces, width, empty_mark, number_as_text, case, form, several, punctuation."""

    value: Any
    mends: tuple[str, ...] = ()


def prepare(value: CellValue, *, fold: bool = True) -> tuple[str, list[str]]:
    """The cell's text without invisible characters, folded to half width, and the mends so far."""
    mends: list[str] = []
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        mends.append("number_as_text")
    text = text_of(value)
    if isinstance(value, str) and strip_invisible(value) != value:
        mends.append("spaces")
    folded = half_width(text) if fold else text
    if folded != text:
        mends.append("width")
    if folded.strip() and means_empty(folded):
        return "", [*mends, "empty_mark"]
    return folded.strip(), mends


def unique(mends: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(mends))
