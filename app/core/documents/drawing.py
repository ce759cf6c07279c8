"""Shapes for documents as SVG path data, so that templates write all markup themselves."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

import zxingcpp


@dataclass(frozen=True)
class Shape:
    """An SVG viewBox from (0, 0), the path in it and the width of the pen that draws it."""

    width: int
    height: int
    path: str
    pen: int


Point = tuple[int, int]
DARK = 0


def qr_code(text: str) -> Shape:
    """Rows of dark modules as strokes one wide, which is half the bytes of filled boxes.

    Without the quiet zone: leave four modules of white around it.
    """
    barcode = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    image: Any = barcode.to_image(scale=1, add_quiet_zones=False)
    rows: list[list[int]] = cast(Any, memoryview(image).tolist())
    out = io.StringIO()
    for y, row in enumerate(rows):
        x = 0
        while x < len(row):
            run = 0
            while x + run < len(row) and row[x + run] == DARK:
                run += 1
            if run:
                out.write(f"M{x} {y}.5h{run}")
            x += run or 1
    return Shape(len(rows), len(rows), out.getvalue(), 1)


def strokes(lines: Sequence[Sequence[Point]], *, width: int, height: int) -> Shape:
    """A signature drawn on screen; one point becomes a dot, points outside are clipped."""
    parts = []
    for line in lines:
        points = [(min(max(x, 0), width), min(max(y, 0), height)) for x, y in line]
        if not points:
            continue
        (x, y), *rest = points
        parts.append(f"M{x} {y}" + "".join(f"L{a} {b}" for a, b in rest or [(x, y)]))
    return Shape(width, height, "".join(parts), max(2, height // 30))
