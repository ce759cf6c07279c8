"""Draw the border that is laid under certificates, as a ready PDF of one landscape A4 page.

Curves as one path each, compressed once: WeasyPrint would take three times as long for them in
every document. Run again after a change: python scripts/certificate_border.py
"""

from __future__ import annotations

import io
from math import cos, pi, sin
from pathlib import Path

import pikepdf

OUT = Path(__file__).resolve().parent.parent / "app" / "certificates" / "data" / "border.pdf"
MM = 72 / 25.4
WIDTH, HEIGHT = 297 * MM, 210 * MM
RED, GOLD = "0.651 0.118 0.235", "0.733 0.592 0.302"


def rectangle(inset: float, pen: float, colour: str) -> str:
    x = inset * MM
    return f"{colour} RG {pen:.2f} w {x:.2f} {x:.2f} {WIDTH - 2 * x:.2f} {HEIGHT - 2 * x:.2f} re S"


TILE = 7 * MM
INSET = 11.5 * MM


def tile() -> bytes:
    """One period of the guilloche band, from x = 0 to TILE around y = 0."""
    drawn = []
    for number in range(6):
        points = _period(number * pi / 3, 2.1)
        drawn.append(f"{GOLD} RG 0.45 w {points} S")
    drawn.append(f"{RED} RG 0.5 w {_period(pi / 2, 1.2)} S")
    return " ".join(drawn).encode()


def _period(phase: float, reach: float, steps: int = 14) -> str:
    points = [
        (TILE * k / steps, reach * MM * sin(2 * pi * k / steps + phase)) for k in range(steps + 1)
    ]
    (x, y), *rest = points
    return f"{x:.2f} {y:.2f} m " + " ".join(f"{a:.2f} {b:.2f} l" for a, b in rest)


def bands() -> str:
    """The tile along the four sides, stretched so that it comes out even."""
    drawn = []
    for y in (INSET, HEIGHT - INSET):
        count = round((WIDTH - 2 * INSET) / TILE)
        scale = (WIDTH - 2 * INSET) / count / TILE
        for k in range(count):
            drawn.append(f"q {scale:.4f} 0 0 1 {INSET + k * scale * TILE:.2f} {y:.2f} cm /T Do Q")
    for x in (INSET, WIDTH - INSET):
        count = round((HEIGHT - 2 * INSET) / TILE)
        scale = (HEIGHT - 2 * INSET) / count / TILE
        for k in range(count):
            drawn.append(f"q 0 {scale:.4f} -1 0 {x:.2f} {INSET + k * scale * TILE:.2f} cm /T Do Q")
    return "\n".join(drawn)


def rosette(x: float, y: float, radius: float, petals: int) -> str:
    """A flower of the pomegranate kind: a closed curve with `petals` lobes."""
    points = []
    for step in range(petals * 8 + 1):
        angle = 2 * pi * step / (petals * 8)
        r = radius * (0.72 + 0.28 * cos(petals * angle))
        points.append((x + r * cos(angle), y + r * sin(angle)))
    first, *rest = points
    lines = " ".join(f"{a:.1f} {b:.1f} l" for a, b in rest)
    return f"{first[0]:.1f} {first[1]:.1f} m {lines} h"


def corners() -> str:
    drawn = []
    for x in (INSET, WIDTH - INSET):
        for y in (INSET, HEIGHT - INSET):
            # White first: the bands do not run through the flower.
            drawn.append(f"1 1 1 rg {rosette(x, y, 7 * MM, 8)} f")
            for radius, petals, colour in ((6.4, 8, GOLD), (5.0, 8, RED), (3.2, 6, GOLD)):
                drawn.append(f"{colour} RG 0.6 w {rosette(x, y, radius * MM, petals)} S")
            drawn.append(f"{RED} rg {rosette(x, y, 1.6 * MM, 5)} f")
    return "\n".join(drawn)


def content() -> bytes:
    frame = [
        rectangle(7.5, 1.6, RED),
        rectangle(8.6, 0.4, GOLD),
        rectangle(14.4, 0.4, GOLD),
        rectangle(15.4, 0.9, RED),
    ]
    return "\n".join([bands(), *frame, corners()]).encode()


def main() -> None:
    with pikepdf.new() as document:
        page = document.add_blank_page(page_size=(WIDTH, HEIGHT))
        band = document.make_stream(tile())
        band.Type, band.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
        band.BBox = [-1, -3 * MM, TILE + 1, 3 * MM]
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(T=band))
        page.Contents = document.make_stream(content())
        out = io.BytesIO()
        document.save(out, deterministic_id=True, recompress_flate=True)
    OUT.write_bytes(out.getvalue())
    print(f"{OUT.name}: {len(out.getvalue())} bytes")


if __name__ == "__main__":
    main()
