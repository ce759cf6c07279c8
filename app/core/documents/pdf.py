"""HTML to PDF by WeasyPrint: the same bytes for the same input, on every machine and in any order.

Figures behind the choices: the font configuration and parsed stylesheets are kept for the life of
the process (40% of a document's time otherwise), and rendering is behind a lock, because threads
that share a font configuration corrupt the heap.
"""

from __future__ import annotations

import io
import logging
import threading
import warnings
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from markupsafe import escape

from app.core.documents.typefaces import only_our_fonts

ROOT = Path(__file__).resolve().parents[3]
TEMPLATES = ROOT / "templates"
STATIC = ROOT / "static"
COLOURS = Path(__file__).resolve().parent / "srgb.icc"
VARIANT = "pdf/a-3u"
WEASYPRINT_LOG = logging.getLogger("weasyprint")

KEPT = 8
UNUSED_TABLES = {"cmap", "name", "post", "OS/2"}

_lock = threading.Lock()


class PdfUnavailable(RuntimeError):
    """A library of the system that documents need is not installed."""


class MissingGlyph(ValueError):
    """A document holds characters that no font of ours can draw; it must not be issued."""

    def __init__(self, characters: Sequence[str]) -> None:
        self.characters = tuple(characters)
        points = ", ".join(f"{each} (U+{ord(each):04X})" for each in self.characters)
        super().__init__(f"No font holds: {points}")


class ForbiddenAddress(ValueError):
    """A document refers to something outside the project's static files."""


def render_pdf(
    html: str,
    *,
    stylesheets: Sequence[str],
    shrink: Sequence[str] = (),
    tagged: bool = True,
    pages: int = 1,
) -> bytes:
    """PDF/A-3u of `html`, styled by files named below templates/, e.g. `pledges/pdf/pledge.css`.

    `shrink` names stylesheets that are added one by one while there are more than `pages`.
    `tagged` writes the structure for screen readers, about 3 KB a page.
    `html` needs `<html lang>` and `<title>`. Raises MissingGlyph, ForbiddenAddress, PdfUnavailable.
    """
    with _drawing() as engine:
        document = engine.lay_out(html, stylesheets, shrink, tagged, pages)
        return engine.write(document, tagged)


@dataclass(frozen=True)
class Spot:
    """Room that was left for a word, or a piece of one, or a shape: from its lower left, in points.

    Of a word, `start` is the first character that stands here and `y` its base line.
    """

    hole: int
    start: int
    length: int
    x: float
    y: float
    width: float
    height: float


def lay_out_pages(
    htmls: Sequence[str], characters: str, *, stylesheets: Sequence[str], shrink: Sequence[str]
) -> tuple[bytes, list[list[list[Spot | str]]]]:
    """One PDF of several documents, and what each page of each says in the order of reading.

    Spots are where elements have `data-hole`; all else is text. The last pages of the PDF hold
    `characters` in the face of the text, so that what is written into the spots has its font.
    """
    with _drawing() as engine:
        documents = [engine.laid_out(html, stylesheets, shrink) for html in htmls]
        ink = engine.lay_out(INK.format(escape(characters)), stylesheets, (), False, 1)
        pages = [page for one in [*documents, ink] for page in one.pages]
        pdf = engine.write(documents[0].copy(pages), False)
        return pdf, [[list(_said(page)) for page in one.pages] for one in documents]


INK = '<html lang="zh-CN"><body><p style="font: 9pt Aixin Kai; overflow-wrap: anywhere">{}</p>'
POINTS = 0.75
"""of a CSS pixel"""


def _said(page: Any) -> Iterator[Spot | str]:
    """By WeasyPrint's tree of boxes, which its public interface does not show."""
    from weasyprint.formatting_structure.boxes import BlockContainerBox, BlockLevelBox, TextBox

    written: Counter[int] = Counter()
    for box in page._page_box.descendants(placeholders=True):
        number = box.element.get("data-hole") if box.element is not None else None
        if isinstance(box, TextBox):
            yield box.text if number is None else _spot(page, box, int(number), written)
        elif number is not None and isinstance(box, BlockLevelBox):
            yield _spot(page, box, int(number), written)
        elif isinstance(box, BlockContainerBox):
            yield "\n"


def _spot(page: Any, box: Any, hole: int, written: Counter[int]) -> Spot:
    text = getattr(box, "text", None)
    start, length = written[hole], len(text or "")
    written[hole] += length
    below = box.height if text is None else box.baseline
    return Spot(
        hole,
        start,
        length,
        box.position_x * POINTS,
        (page.height - box.position_y - below) * POINTS,
        box.width * POINTS,
        (box.height if text is None else box.style["font_size"]) * POINTS,
    )


@contextmanager
def _drawing() -> Iterator[_Engine]:
    """The engine, by one thread at a time; what it refused or could not draw is raised."""
    with _lock:
        engine = _engine()
        with _missing_glyphs() as missing, warnings.catch_warnings():
            # WeasyPrint leaves its colour profile open for the collector to close.
            warnings.simplefilter("ignore", ResourceWarning)
            try:
                yield engine
            finally:
                refused = [engine.refused.pop() for _ in list(engine.refused)]
    if refused:
        raise ForbiddenAddress(", ".join(sorted(set(refused))))
    if missing:
        raise MissingGlyph(sorted(set(missing)))


class _Engine:
    """Everything of WeasyPrint that is worth keeping between two documents."""

    def __init__(self) -> None:
        try:
            import weasyprint
            from weasyprint.text import ffi
            from weasyprint.text.fonts import FontConfiguration
        except OSError as error:
            raise PdfUnavailable(
                f"PDF needs the system package libpangoft2-1.0-0 ({error})"
            ) from error
        if ffi.harfbuzz_subset is None:
            # It would work without, but 16 to 100 times slower and without saying so.
            raise PdfUnavailable("PDF needs the system package libharfbuzz-subset0")
        self._weasyprint = weasyprint
        self.refused: list[str] = []
        self._fetcher = _own_files_only(self.refused)
        self._styles: dict[str, Any] = {}
        self._kept: dict[tuple[str, ...], Any] = {}
        with only_our_fonts():
            self._fonts = FontConfiguration()

    def lay_out(
        self, html: str, stylesheets: Sequence[str], shrink: Sequence[str], tagged: bool, pages: int
    ) -> Any:
        source = self._weasyprint.HTML(
            string=html, base_url=STATIC.as_uri() + "/", url_fetcher=self._fetcher
        )
        document = source.render(
            stylesheets=[self._style(name) for name in stylesheets],
            font_config=self._fonts,
            pdf_variant=VARIANT,
            pdf_tags=tagged,
        )
        if shrink and len(document.pages) > pages:
            return self.lay_out(html, [*stylesheets, shrink[0]], shrink[1:], tagged, pages)
        return document

    def laid_out(self, html: str, stylesheets: Sequence[str], shrink: Sequence[str]) -> Any:
        """The newest are kept: the parts of a long batch share their arrangements."""
        key = (html, *stylesheets, *shrink)
        document = self._kept.pop(key, None) or self.lay_out(html, stylesheets, shrink, False, 1)
        if not self.refused:
            self._kept[key] = document
        while len(self._kept) > KEPT:
            del self._kept[next(iter(self._kept))]
        return document

    def write(self, document: Any, tagged: bool) -> bytes:
        pdf: bytes = document.write_pdf(finisher=_slim, pdf_variant=VARIANT, pdf_tags=tagged)
        return pdf

    def _style(self, name: str) -> Any:
        if name not in self._styles:
            self._styles[name] = self._weasyprint.CSS(
                filename=str(TEMPLATES / name), font_config=self._fonts, url_fetcher=self._fetcher
            )
        return self._styles[name]


def _slim(_document: Any, pdf: Any) -> None:
    _slim_profile(pdf)
    _slim_fonts(pdf)


def _slim_profile(pdf: Any) -> None:
    """The same colours (sRGB by Little CMS, curves as formulas) in 588 bytes, not 3024."""
    for each in pdf.objects:
        if (getattr(each, "extra", None) or {}).get("N") == 3:
            each.stream = [COLOURS.read_bytes()]
            each.extra["Length"] = len(each.stream[0])


def _slim_fonts(pdf: Any) -> None:
    """Without the tables that a PDF does not use, 2 KB a document: it maps characters itself."""
    from fontTools.ttLib import TTFont

    for each in pdf.objects:
        if "Length1" not in (getattr(each, "extra", None) or {}) or not each.compress:
            continue
        font = TTFont(io.BytesIO(each.stream[0]), lazy=True, recalcTimestamp=False)
        if "glyf" not in font:
            continue
        for table in UNUSED_TABLES & set(font.keys()):
            del font[table]
        out = io.BytesIO()
        font.save(out, reorderTables=None)
        each.stream = [out.getvalue()]
        each.extra["Length1"] = len(out.getvalue())


@cache
def _engine() -> _Engine:
    return _Engine()


def _own_files_only(refused: list[str]) -> Any:
    from weasyprint.urls import URLFetcher

    class OwnFilesOnly(URLFetcher):
        """A document's text comes from people: it may reach neither the network nor the disk."""

        def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
            if not is_own_file(url) and not url.startswith("data:"):
                refused.append(url)
                raise ValueError(f"A document may not fetch {url}")
            return super().fetch(url, headers)

    return OwnFilesOnly(allowed_protocols={"file", "data"}, allow_redirects=False)


def is_own_file(url: str) -> bool:
    parts = urlsplit(url)
    if parts.scheme != "file" or parts.netloc:
        return False
    return Path(unquote(parts.path)).resolve().is_relative_to(STATIC.resolve())


@contextmanager
def _missing_glyphs() -> Iterator[list[str]]:
    """Collect what WeasyPrint only warns of: characters drawn as a crossed box."""
    missing: list[str] = []

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if str(record.msg).startswith(".notdef") and isinstance(record.args, tuple):
                missing.append(str(record.args[0]))

    listener = Listener(level=logging.WARNING)
    WEASYPRINT_LOG.addHandler(listener)
    try:
        yield missing
    finally:
        WEASYPRINT_LOG.removeHandler(listener)
