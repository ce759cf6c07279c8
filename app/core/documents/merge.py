"""Many pages that differ in a few words: each arrangement is laid out once, words are set into it.

Laying a page out takes WeasyPrint 40 to 60 ms, setting a name and a number into a finished one
less than two. A template is asked for the document with room left for what differs; documents of
which the same is left, because their names are as long, share one arrangement.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pikepdf
from fontTools.ttLib import TTFont
from markupsafe import Markup, escape
from pikepdf import Array, Dictionary, Name

from app.core.documents.drawing import Shape
from app.core.documents.pdf import Spot, lay_out_pages
from app.core.documents.typefaces import FONT_FOLDER, TEXT_FONTS
from app.core.documents.underlay import form_of, saved

CODE_STYLE = "display: inline-block; width: 5.4em; white-space: nowrap"
"""As wide as the widest six letters."""
CODE = 6
HIDDEN = Markup('<span style="visibility: hidden" data-hole="{}">{}</span>')
IDEOGRAPH, DIGIT = "国", "0"


@dataclass(frozen=True)
class Hole:
    """Stands in a template for a shape that is set in afterwards."""

    hole: int


class Pen:
    """What a template writes by what differs from document to document: here, into its place."""

    def words(self, text: str, *varying: str) -> str:
        """`text`, in which only `varying` differ; none named: all of it."""
        return text

    def code(self, text: str) -> str:
        return Markup('<span style="{}">{}</span>').format(CODE_STYLE, text)

    def shape(self, drawing: Shape) -> Shape | Hole:
        return drawing


class LeavingRoom(Pen):
    """Leaves room for characters of the same width, and remembers them. In the face of the text."""

    def __init__(self) -> None:
        self.contents: list[str | Shape] = []

    def words(self, text: str, *varying: str) -> str:
        named = [one for one in varying if one] or [text]
        parts = re.split("(" + "|".join(map(re.escape, named)) + ")", text) if text else []
        return Markup("").join(
            self._room(part, _stand_in(part)) if part in named else escape(part) for part in parts
        )

    def code(self, text: str) -> str:
        if len(text) > CODE or _stand_in(text) is None:
            return super().code(text)
        return super().code(self._room(text, "W" * CODE))

    def shape(self, drawing: Shape) -> Shape | Hole:
        self.contents.append(drawing)
        return Hole(len(self.contents) - 1)

    def _room(self, text: str, stand_in: str | None) -> Markup:
        if stand_in is None:
            return escape(text)
        self.contents.append(text)
        return HIDDEN.format(len(self.contents) - 1, stand_in)


def merge_pdf(
    papers: Sequence[tuple[str, LeavingRoom]],
    *,
    stylesheets: Sequence[str],
    shrink: Sequence[str] = (),
    under: Path | None = None,
) -> bytes:
    """PDF/A-3u of all papers in their order; `under` is a page laid below each.

    Each paper is the HTML of a document and the pen with which it was written.
    """
    htmls = list(dict.fromkeys(html for html, _ in papers))
    ink = "".join(sorted({each for _, pen in papers for each in _texts(pen)})) or DIGIT
    drawn, said = lay_out_pages(htmls, ink, stylesheets=stylesheets, shrink=shrink)
    with pikepdf.open(io.BytesIO(drawn)) as pdf:
        sheets = _Sheets(pdf, said, under)
        for html, pen in papers:
            sheets.add(htmls.index(html), pen)
        sheets.finish()
        return saved(pdf)


class _Sheets:
    """Pages added behind the laid out ones, each drawing one of these and its own words."""

    def __init__(
        self, pdf: pikepdf.Pdf, said: list[list[list[Spot | str]]], under: Path | None
    ) -> None:
        self._pdf, self._said = pdf, said
        self._laid_out = len(pdf.pages)
        self._font = _text_font(pdf.pages[-1])
        border = form_of(pdf, under) if under else None
        masters = iter(list(pdf.pages))
        self._masters = [[self._master(next(masters), border) for _ in each] for each in said]
        self._tree = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        whole = Dictionary(Type=Name.StructElem, S=Name.Document, P=self._tree, Lang="zh-CN")
        self._document = pdf.make_indirect(whole)
        self._parts: list[pikepdf.Object] = []

    def _master(self, page: pikepdf.Page, border: pikepdf.Object | None) -> Dictionary:
        forms = Dictionary(Page=page.as_form_xobject())
        if border is not None:
            forms.Border = border
        resources = Dictionary(XObject=forms, Font=Dictionary(Text=self._font))
        return Dictionary(
            Type=Name.Page,
            MediaBox=page.mediabox,
            Resources=self._pdf.make_indirect(resources),
        )

    def add(self, master: int, pen: LeavingRoom) -> None:
        for page, said in zip(self._masters[master], self._said[master], strict=True):
            parts = [b"/Artifact BMC q /Border Do Q EMC"] * ("/Border" in page.Resources.XObject)
            parts.append(b"/Part <</MCID 0>> BDC q /Page Do Q")
            parts.extend(_drawn(one, pen) for one in said if isinstance(one, Spot))
            parts.append(b"EMC")
            sheet = self._pdf.make_indirect(copy(page))
            sheet.Contents = self._pdf.make_stream(b"\n".join(parts))
            self._tag(
                sheet, "".join(one if isinstance(one, str) else _word(one, pen) for one in said)
            )
            self._pdf.pages.append(pikepdf.Page(sheet))

    def _tag(self, sheet: pikepdf.Object, text: str) -> None:
        """Words set in are drawn last: who has it read aloud hears them in their places."""
        sheet.StructParents = len(self._parts)
        part = Dictionary(
            Type=Name.StructElem,
            S=Name.Part,
            P=self._document,
            Pg=sheet,
            K=0,
            ActualText=re.sub(r"\n+", "\n", text).strip(),
        )
        self._parts.append(self._pdf.make_indirect(part))

    def finish(self) -> None:
        numbers = [entry for n, part in enumerate(self._parts) for entry in (n, Array([part]))]
        self._document.K, self._tree.K = Array(self._parts), self._document
        self._tree.ParentTree = self._pdf.make_indirect(Dictionary(Nums=Array(numbers)))
        self._pdf.Root.StructTreeRoot = self._tree
        self._pdf.Root.MarkInfo = Dictionary(Marked=True)
        del self._pdf.pages[: self._laid_out]


def _drawn(spot: Spot, pen: LeavingRoom) -> bytes:
    content = pen.contents[spot.hole]
    if isinstance(content, Shape):
        return _shape(spot, content)
    glyphs = "".join(f"{_glyphs()[ord(each)][0]:04x}" for each in _word(spot, pen))
    return (
        f"BT /Text {spot.height:.3f} Tf 1 0 0 1 {spot.x:.3f} {spot.y:.3f} Tm <{glyphs}> Tj ET"
    ).encode()


def _word(spot: Spot, pen: LeavingRoom) -> str:
    content = pen.contents[spot.hole]
    return content[spot.start : spot.start + spot.length] if isinstance(content, str) else ""


def _shape(spot: Spot, shape: Shape) -> bytes:
    scale = spot.width / shape.width
    lines = re.sub(r"M(\d+) ([\d.]+)h(\d+)", _line, shape.path)
    return (
        f"q {scale:.5f} 0 0 {-scale:.5f} {spot.x:.3f} {spot.y + spot.height:.3f} cm"
        f" {shape.pen} w {lines}S Q"
    ).encode()


def _line(run: re.Match[str]) -> str:
    x, y, length = run.groups()
    return f"{x} {y} m {int(x) + int(length)} {y} l "


def _texts(pen: LeavingRoom) -> Iterator[str]:
    for content in pen.contents:
        if isinstance(content, str):
            yield from content


def _text_font(page: pikepdf.Page) -> pikepdf.Object:
    """Pages share their fonts, each a part of a file with a name of its own before the plus."""
    fonts = page.Resources.Font.values()
    return next(font for font in fonts if str(font.BaseFont).endswith("+Aixin-Kai"))


def _stand_in(text: str) -> str | None:
    """Characters as wide as those of `text`; None where one is in another font.

    None too for a space, which vanishes where a line ends.
    """
    glyphs = _glyphs()
    if any(ord(each) not in glyphs or each.isspace() for each in text):
        return None
    return "".join(map(_alike, text))


def _alike(character: str) -> str:
    if "0" <= character <= "9":
        return DIGIT
    is_ideograph = "\u3400" <= character <= "\u9fff" or character >= "\U00020000"
    same_width = _glyphs()[ord(character)][1] == _glyphs()[ord(IDEOGRAPH)][1]
    return IDEOGRAPH if is_ideograph and same_width else character


@cache
def _glyphs() -> dict[int, tuple[int, int]]:
    """Code point → number of the glyph, which WeasyPrint keeps, and its width."""
    with TTFont(FONT_FOLDER / TEXT_FONTS[0], lazy=True) as font:
        widths = font["hmtx"].metrics
        return {
            point: (font.getGlyphID(name), widths[name][0])
            for point, name in font.getBestCmap().items()
        }
