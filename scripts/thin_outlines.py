"""Redraw Aixin Kai with fewer points: 116 instead of 190 bytes a glyph in a PDF.

Nine tenths of a document's size is outlines. Every contour is sampled and redrawn by the fewest
lines and quadratic curves that stay within TOLERANCE of it, on a coarser GRID. At 12 pt the
tolerance is 0.03 mm, below what a 600 dpi printer shows. Takes about ten minutes; run it once, on
the font as LXGW WenKai was cut and renamed, when that font changes:

    python scripts/thin_outlines.py SOURCE.ttf app/core/documents/fonts/AixinKai-Regular.ttf
"""

import itertools
import math
import sys
from typing import Any

from fontTools.pens.basePen import BasePen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

TOLERANCE = 2.0  # units of 1/256 em, as all lengths here
GRID = 2
SLACK = 1.5  # how far a smooth join may move to be implied instead of written
SAMPLES = 6  # points taken from each curve
SPACING = 8  # of points taken from lines
PATIENCE = 4  # longer runs tried after one does not fit

Point = tuple[float, float]
Segment = tuple[Point | None, Point]  # control (None for a line) and end


class Sampler(BasePen):
    """Contours as dense closed polygons."""

    def __init__(self, glyphs: Any) -> None:
        super().__init__(glyphs)
        self.contours: list[list[Point]] = []

    def _moveTo(self, pt: Point) -> None:
        self.points = [pt]

    def _lineTo(self, pt: Point) -> None:
        start = self.points[-1]
        steps = max(1, int(math.dist(start, pt) / SPACING))
        for step in range(1, steps + 1):
            self.points.append(between(start, pt, step / steps))

    def _qCurveToOne(self, pt1: Point, pt2: Point) -> None:
        start = self.points[-1]
        for step in range(1, SAMPLES + 1):
            self.points.append(on_curve(start, pt1, pt2, step / SAMPLES))

    def _closePath(self) -> None:
        distinct = [self.points[0]]
        for point in self.points[1:]:
            if math.dist(point, distinct[-1]) > 0.3:
                distinct.append(point)
        if len(distinct) > 1 and math.dist(distinct[0], distinct[-1]) <= 0.3:
            distinct.pop()
        if len(distinct) > 2:
            self.contours.append(distinct)


def between(a: Point, b: Point, t: float) -> Point:
    return a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t


def on_curve(start: Point, control: Point, end: Point, t: float) -> Point:
    return between(between(start, control, t), between(control, end, t), t)


def on_grid(point: Point) -> Point:
    return round(point[0] / GRID) * GRID, round(point[1] / GRID) * GRID


def length(points: list[Point]) -> float:
    return sum(math.dist(a, b) for a, b in itertools.pairwise(points))


def is_straight(points: list[Point]) -> bool:
    (x0, y0), (x1, y1) = points[0], points[-1]
    dx, dy, span = x1 - x0, y1 - y0, math.dist(points[0], points[-1])
    off = (abs((x - x0) * dy - (y - y0) * dx) / span for x, y in points[1:-1])
    return length(points) <= span + TOLERANCE and all(each <= TOLERANCE * 0.7 for each in off)


def fitted_control(points: list[Point]) -> Point | None:
    """Control of the one quadratic curve that follows the points, if there is one."""
    start, end, total = points[0], points[-1], length(points)
    steps = (math.dist(a, b) for a, b in itertools.pairwise(points))
    times = [at / total for at in itertools.accumulate(steps, initial=0.0)]
    for _ in range(3):
        control = least_squares_control(points, times)
        times = [nearer_time(start, control, end, p, t) for p, t in zip(points, times, strict=True)]
        if follows(points, times, control, total):
            return control
    return None


def least_squares_control(points: list[Point], times: list[float]) -> Point:
    (x0, y0), (x1, y1) = points[0], points[-1]
    sum_x = sum_y = weight = 0.0
    for (x, y), t in zip(points[1:-1], times[1:-1], strict=True):
        b = 2 * t * (1 - t)
        sum_x += b * (x - (1 - t) ** 2 * x0 - t * t * x1)
        sum_y += b * (y - (1 - t) ** 2 * y0 - t * t * y1)
        weight += b * b
    return on_grid((sum_x / weight, sum_y / weight))


def nearer_time(start: Point, control: Point, end: Point, point: Point, t: float) -> float:
    if t in (0.0, 1.0):
        return t
    for _ in range(2):
        x, y = on_curve(start, control, end, t)
        vx = 2 * (1 - t) * (control[0] - start[0]) + 2 * t * (end[0] - control[0])
        vy = 2 * (1 - t) * (control[1] - start[1]) + 2 * t * (end[1] - control[1])
        speed = vx * vx + vy * vy
        if speed > 1e-9:
            t = min(1, max(0, t + ((point[0] - x) * vx + (point[1] - y) * vy) / speed))
    return t


def follows(points: list[Point], times: list[float], control: Point, total: float) -> bool:
    """Near every point, and not straying between them."""
    start, end = points[0], points[-1]
    for point, t in zip(points, times, strict=True):
        if math.dist(point, on_curve(start, control, end, t)) > TOLERANCE:
            return False
    curve = [on_curve(start, control, end, step / 8) for step in range(9)]
    if abs(length(curve) - total) > TOLERANCE + 0.02 * total:
        return False
    return all(min(math.dist(c, p) for p in points) <= TOLERANCE + 4 for c in curve)


def sharpest(points: list[Point]) -> int:
    def turn(n: int) -> float:
        a, b, c = points[n - 1], points[n], points[(n + 1) % len(points)]
        angle = math.atan2(c[1] - b[1], c[0] - b[0]) - math.atan2(b[1] - a[1], b[0] - a[0])
        return abs((angle + math.pi) % (2 * math.pi) - math.pi)

    return max(range(len(points)), key=turn)


def redraw(points: list[Point]) -> tuple[Point, list[Segment]]:
    first = sharpest(points)
    points = [*points[first:], *points[: first + 1]]
    segments: list[Segment] = []
    at = 0
    while at < len(points) - 1:
        best = at + 1
        segment: Segment = (None, on_grid(points[best]))
        misses = 0
        for end in range(at + 2, len(points)):
            run = [on_grid(points[at]), *points[at + 1 : end], on_grid(points[end])]
            span = math.dist(run[0], run[-1])
            if span > 0 and length(run) <= 3 * span:
                if is_straight(run):
                    best, segment, misses = end, (None, run[-1]), 0
                    continue
                if control := fitted_control(run):
                    best, segment, misses = end, (control, run[-1]), 0
                    continue
            misses += 1
            if misses > PATIENCE:
                break
        segments.append(segment)
        at = best
    return on_grid(points[0]), segments


def draw(pen: TTGlyphPen, start: Point, segments: list[Segment]) -> None:
    pen.moveTo(start)
    controls: list[Point] = []
    for n, (control, end) in enumerate(segments):
        if control is None:
            pen.lineTo(end)
            continue
        controls.append(control)
        following = segments[n + 1][0] if n + 1 < len(segments) else None
        if following and math.dist(between(control, following, 0.5), end) <= SLACK:
            continue
        pen.qCurveTo(*controls, end)
        controls = []
    pen.closePath()


def thin(font: TTFont) -> None:
    glyphs = font.getGlyphSet()
    thinned = {}
    for name in font.getGlyphOrder():
        sampler = Sampler(glyphs)
        glyphs[name].draw(sampler)
        pen = TTGlyphPen(None)
        for contour in sampler.contours:
            start, segments = redraw(contour)
            if len(segments) > 1:
                draw(pen, start, segments)
        thinned[name] = pen.glyph(dropImpliedOnCurves=True)
    for name, glyph in thinned.items():
        font["glyf"][name] = glyph
        glyph.recalcBounds(font["glyf"])
        advance, _ = font["hmtx"][name]
        font["hmtx"][name] = (advance, getattr(glyph, "xMin", 0))


def main(source: str, target: str) -> None:
    font = TTFont(source, recalcTimestamp=False)
    thin(font)
    font.save(target)


if __name__ == "__main__":
    main(*sys.argv[1:])
