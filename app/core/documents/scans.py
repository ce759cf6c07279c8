"""Several photos and PDFs of one paper, kept as one file in the order in which they were sent."""

from __future__ import annotations

import io
from collections.abc import Sequence

import filetype
import pikepdf
from flask_babel import lazy_gettext as _l
from PIL import Image, ImageOps

from app.core.documents.uploads import (
    DAMAGED,
    LONGEST_SIDE,
    MAX_PIXELS,
    Upload,
    store_scan,
)
from app.core.errors import InvalidInput, Problem

MOST_PAGES = 60


def store_pages(
    files: Sequence[tuple[str, bytes]], *, purpose: str, user_id: int | None, field: str
) -> Upload:
    """Raises InvalidInput, naming `field`, for no page, too many, or what is no photo or PDF."""
    if not files:
        raise InvalidInput(Problem("scan_missing", _l("Attach the scan."), field=field))
    if len(files) == 1:
        name, content = files[0]
    else:
        name, content = f"{files[0][0].rpartition('.')[0]}.pdf", _joined(files, field)
    return store_scan(content, purpose=purpose, name=name, user_id=user_id, field=field)


def _joined(files: Sequence[tuple[str, bytes]], field: str) -> bytes:
    try:
        with pikepdf.Pdf.new() as whole:
            for _name, content in files:
                with pikepdf.open(io.BytesIO(_as_pdf(content))) as part:
                    whole.pages.extend(part.pages)
            if len(whole.pages) > MOST_PAGES:
                text = _l("At most %(number)s pages at once.", number=MOST_PAGES)
                raise InvalidInput(Problem("too_many_pages", text, field=field))
            out = io.BytesIO()
            whole.save(out)
            return out.getvalue()
    except DAMAGED as error:
        problem = _l("This file cannot be opened. Scan or photograph the paper again.")
        raise InvalidInput(Problem("file_damaged", problem, field=field)) from error


def _as_pdf(content: bytes) -> bytes:
    if filetype.guess_mime(content) == "application/pdf":
        return content
    with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as image:
        if image.width * image.height > MAX_PIXELS:
            raise ValueError("too many pixels")
        image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        upright = ImageOps.exif_transpose(image).convert("RGB")
        upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        out = io.BytesIO()
        upright.save(out, "PDF", resolution=200, quality=80)
        return out.getvalue()
