"""A signature drawn on screen: what the browser sends, whether it is one, and how it prints."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from flask_babel import lazy_gettext as _l

from app.core.documents.drawing import Point, Shape, strokes
from app.core.errors import Problem

Line = Sequence[Point]

PATH = re.compile(r"(?:M-?\d{1,5} -?\d{1,5}(?:L-?\d{1,5} -?\d{1,5})*)*")
CANVAS = (600, 200)
"""Width and height of the box that is drawn in, in its own units."""
MIN_POINTS, MAX_POINTS, MAX_LINES = 8, 4000, 200


@dataclass(frozen=True)
class Signature:
    """Lines of (x, y) points inside width × height."""

    signed_on: date
    width: int
    height: int
    lines: tuple[tuple[Point, ...], ...]

    @classmethod
    def drawn(cls, lines: Sequence[Line], signed_on: date) -> Self:
        return cls(signed_on, *CANVAS, tuple(tuple((x, y) for x, y in line) for line in lines))

    @classmethod
    def from_values(cls, values: Mapping[str, Any]) -> Self:
        lines = tuple(tuple((x, y) for x, y in line) for line in values["lines"])
        day = date.fromisoformat(values["signed_on"])
        return cls(day, values["width"], values["height"], lines)

    @property
    def shape(self) -> Shape:
        return strokes(self.lines, width=self.width, height=self.height)


def lines_of(path: str) -> list[list[Point]]:
    """Of SVG path data of M and L with whole numbers, as app.js writes it; else nothing."""
    if not PATH.fullmatch(path):
        return []
    return [
        [(int(x), int(y)) for x, y in re.findall(r"(-?\d+) (-?\d+)", line)]
        for line in path.split("M")[1:]
    ]


def problem_of(lines: Sequence[Line], field: str = "signature") -> Problem | None:
    """Nothing drawn, or not a drawing at all."""
    points = sum(len(line) for line in lines)
    if not lines or points < MIN_POINTS:
        text = _l("Sign in the box with your finger or the mouse.")
        return Problem("signature_missing", text, field=field)
    if len(lines) > MAX_LINES or points > MAX_POINTS:
        text = _l("Clear the box and sign again, in one go.")
        return Problem("signature_too_long", text, field=field)
    return None
