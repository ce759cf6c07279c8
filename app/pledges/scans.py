"""A stack of scanned pledges: pages apart, each with the serial that its QR code tells. Pure."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

import filetype
import pikepdf
import zxingcpp
from PIL import Image

from app.core.documents.numbering import normalise_serial

MOST_PAGES = 600
SERIAL = re.compile(r"/verify/([^/?#]+)")


class UnreadableScan(ValueError):
    """Neither a PDF nor a photo, damaged, or far too many pages."""


@dataclass(frozen=True)
class ScannedPage:
    """`content` is the page as a file of its own; `serial` empty where no code was found."""

    number: int
    content: bytes
    serial: str


def split(content: bytes) -> Iterator[ScannedPage]:
    kind = filetype.guess_mime(content)
    try:
        if kind == "application/pdf":
            yield from _of_pdf(content)
        elif kind in ("image/jpeg", "image/png"):
            with Image.open(io.BytesIO(content)) as image:
                yield ScannedPage(1, content, _serial(image))
        else:
            raise UnreadableScan(kind or "unknown")
    except (pikepdf.PdfError, OSError) as error:
        raise UnreadableScan(str(error)) from error


def _of_pdf(content: bytes) -> Iterator[ScannedPage]:
    with pikepdf.open(io.BytesIO(content)) as document:
        if len(document.pages) > MOST_PAGES:
            raise UnreadableScan("too many pages")
        for number, page in enumerate(document.pages, 1):
            with pikepdf.Pdf.new() as single:
                single.pages.append(page)
                out = io.BytesIO()
                single.save(out)
            yield ScannedPage(number, out.getvalue(), _serial_of_page(page))


def _serial_of_page(page: pikepdf.Page) -> str:
    """A scanner puts one picture on a page, sometimes in strips: each is looked at."""
    for picture in page.get_images().values():
        try:
            image = pikepdf.PdfImage(cast(pikepdf.Stream, picture)).as_pil_image()
        except (pikepdf.PdfError, NotImplementedError, OSError, ValueError):
            continue
        if serial := _serial(image):
            return serial
    return ""


def _serial(image: Image.Image) -> str:
    grey = image.convert("L")
    for barcode in zxingcpp.read_barcodes(grey):
        if found := SERIAL.search(barcode.text):
            return normalise_serial(found[1])
    return ""
