"""The three colours of a family, and how long each may stand before it is looked at again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l


@dataclass(frozen=True)
class Colour:
    code: str
    label: Any
    meaning: Any
    tone: str
    longest_days: int
    """Until the next review at the latest."""


COLOURS = (
    Colour("red", _l("Red"), _l("Needs help now, and close attention"), "red", 31),
    Colour("yellow", _l("Yellow"), _l("Has difficulties to be watched"), "amber", 92),
    Colour("green", _l("Green"), _l("Is doing well"), "green", 366),
)
BY_CODE = {one.code: one for one in COLOURS}
