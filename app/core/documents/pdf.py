"""HTML to PDF by WeasyPrint: the same bytes for the same input, on every machine and in any order.

Figures behind the choices: the font configuration and parsed stylesheets are kept for the life of
the process (40% of a document's time otherwise), and rendering is behind a lock, because threads
that share a font configuration corrupt the heap.
"""

import logging
import threading
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from app.core.documents.typefaces import only_our_fonts

ROOT = Path(__file__).resolve().parents[3]
TEMPLATES = ROOT / "templates"
STATIC = ROOT / "static"
WEASYPRINT_LOG = logging.getLogger("weasyprint")

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
    with _lock:
        engine = _engine()
        with _missing_glyphs() as missing, warnings.catch_warnings():
            # WeasyPrint leaves its colour profile open for the collector to close.
            warnings.simplefilter("ignore", ResourceWarning)
            pdf = engine.render(html, list(stylesheets), list(shrink), tagged, pages)
        refused = [engine.refused.pop() for _ in list(engine.refused)]
    if refused:
        raise ForbiddenAddress(", ".join(sorted(set(refused))))
    if missing:
        raise MissingGlyph(sorted(set(missing)))
    return pdf


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
        with only_our_fonts():
            self._fonts = FontConfiguration()

    def render(
        self, html: str, stylesheets: list[str], shrink: list[str], tagged: bool, pages: int
    ) -> bytes:
        source = self._weasyprint.HTML(
            string=html, base_url=STATIC.as_uri() + "/", url_fetcher=self._fetcher
        )
        document = source.render(
            stylesheets=[self._style(name) for name in stylesheets],
            font_config=self._fonts,
            pdf_variant="pdf/a-3u",
            pdf_tags=tagged,
        )
        if shrink and len(document.pages) > pages:
            return self.render(html, [*stylesheets, shrink[0]], shrink[1:], tagged, pages)
        pdf: bytes = document.write_pdf(pdf_variant="pdf/a-3u", pdf_tags=tagged)
        return pdf

    def _style(self, name: str) -> Any:
        if name not in self._styles:
            self._styles[name] = self._weasyprint.CSS(
                filename=str(TEMPLATES / name), font_config=self._fonts, url_fetcher=self._fetcher
            )
        return self._styles[name]


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
