"""Files that people hand in: checked by content, encrypted under a key of their own, on disk.

A scan is decoded and encoded anew, which drops camera data and whatever else rode along.
"""

from __future__ import annotations

import hashlib
import io
import struct
from datetime import datetime
from pathlib import Path
from typing import cast

import filetype
import pikepdf
from flask import Response
from flask_babel import lazy_gettext as _l
from PIL import Image, ImageOps, UnidentifiedImageError
from sqlalchemy import CHAR, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core import crypto
from app.core.clock import now
from app.core.db import Base, after_commit, on_rollback, session
from app.core.documents import vault
from app.core.errors import InvalidInput, Problem
from app.core.personal import Kind, Sealed, SealedRow
from app.core.types import TZDateTime

SCANS = {"image/jpeg": "jpg", "image/png": "png", "application/pdf": "pdf"}
MAX_PIXELS = 60_000_000
LONGEST_SIDE = 2200
PHOTOS = ("image/jpeg", "image/png")
PHOTO_SIZES = ((1280, 70), (320, 60))
BADGE_SIZE = (360, 82)
"""Longest side and quality: about 150 KB to look at, 15 KB on a page of many."""
DAMAGED = (
    UnidentifiedImageError,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
    pikepdf.PdfError,
    OSError,
    EOFError,
    SyntaxError,
    ValueError,
    struct.error,
)
"""What the decoders raise for files that are broken, or made to break them."""


class Upload(SealedRow, Base):
    """A stored file. Its bytes lie in the vault, encrypted under this row's data key."""

    __tablename__ = "upload"

    id: Mapped[int] = mapped_column(primary_key=True)
    purpose: Mapped[str] = mapped_column(String(32), nullable=False)
    stored_name: Mapped[str] = mapped_column(CHAR(32), nullable=False)
    content_type: Mapped[str] = mapped_column(String(80), nullable=False)
    size: Mapped[int] = mapped_column(Integer, nullable=False)
    sha256: Mapped[str] = mapped_column(CHAR(64), nullable=False)
    original_name = Sealed(Kind.TEXT, _l("To recognise the file"))
    uploaded_by: Mapped[int | None] = mapped_column(Integer)
    uploaded_at: Mapped[datetime] = mapped_column(TZDateTime, nullable=False, default=now)

    @property
    def suffix(self) -> str:
        return SCANS.get(self.content_type, "bin")

    def read(self) -> bytes:
        """The stored bytes. Raises Unreadable once the key has been destroyed."""
        identity, data_key = self.sealing()
        key = data_key.plain()
        if key is None:
            raise crypto.Unreadable(identity)
        return vault.load(self.stored_name, key)

    def destroy(self) -> None:
        """In the running transaction: the key at once, the bytes after it is safely on disk."""
        self.data_key.destroy(now())
        name = self.stored_name
        after_commit(lambda: vault.remove(name))


def store(
    content: bytes, *, purpose: str, content_type: str, name: str, user_id: int | None
) -> Upload:
    """Keep bytes as they are, encrypted; the row joins the running transaction."""
    upload = Upload(
        purpose=purpose,
        content_type=content_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        original_name=Path(name).name[:120],
        uploaded_by=user_id,
    )
    _, data_key = upload.sealing()
    upload.stored_name = vault.store(content, cast(bytes, data_key.plain()))
    on_rollback(lambda: vault.remove(upload.stored_name))
    session().add(upload)
    session().flush()
    return upload


def store_scan(
    content: bytes, *, purpose: str, name: str, user_id: int | None, field: str
) -> Upload:
    """Keep a photo or PDF of a paper. Raises InvalidInput, naming `field`, for anything else."""
    kind = filetype.guess_mime(content)
    if kind not in SCANS:
        problem = _l("Only JPG, PNG or PDF files can be attached.")
        raise InvalidInput(Problem("file_type", problem, field=field))
    try:
        clean = _clean_pdf(content) if kind == "application/pdf" else _clean_image(content)
    except DAMAGED as error:
        problem = _l("This file cannot be opened. Scan or photograph the paper again.")
        raise InvalidInput(Problem("file_damaged", problem, field=field)) from error
    stored_type = kind if kind == "application/pdf" else "image/jpeg"
    return store(clean, purpose=purpose, content_type=stored_type, name=name, user_id=user_id)


def store_photo(
    content: bytes, *, name: str, user_id: int | None, field: str
) -> tuple[Upload, Upload]:
    """Keep a picture in two sizes that a slow line bears. Raises InvalidInput, naming `field`."""
    big, small = (_clean_picture(content, size, field) for size in PHOTO_SIZES)
    kept = [
        store(one, purpose="photo", content_type="image/jpeg", name=name, user_id=user_id)
        for one in (big, small)
    ]
    return kept[0], kept[1]


def store_badge(content: bytes, *, name: str, user_id: int | None, field: str) -> Upload:
    """Keep the small picture that a group is known by. Raises InvalidInput, naming `field`."""
    clean = _clean_picture(content, BADGE_SIZE, field)
    return store(clean, purpose="badge", content_type="image/jpeg", name=name, user_id=user_id)


def _clean_picture(content: bytes, size: tuple[int, int], field: str) -> bytes:
    if filetype.guess_mime(content) not in PHOTOS:
        problem = _l("Only JPG or PNG pictures can be added.")
        raise InvalidInput(Problem("file_type", problem, field=field))
    try:
        return _clean_image(content, *size)
    except DAMAGED as error:
        problem = _l("This picture cannot be opened. Choose another one.")
        raise InvalidInput(Problem("file_damaged", problem, field=field)) from error


def _clean_image(content: bytes, side: int = LONGEST_SIDE, quality: int = 80) -> bytes:
    with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as image:
        if image.width * image.height > MAX_PIXELS:
            raise ValueError("too many pixels")
        # JPEG only: decode at a fraction of the size, which saves most of the memory.
        image.draft("RGB", (side, side))
        upright = _on_white(ImageOps.exif_transpose(image))
        upright.thumbnail((side, side))
        # A comment would be written again.
        upright.info.clear()
        out = io.BytesIO()
        upright.save(out, "JPEG", quality=quality, optimize=True)
        return out.getvalue()


def _on_white(image: Image.Image) -> Image.Image:
    """Ink on a transparent ground would turn black on black."""
    if not image.has_transparency_data:
        return image.convert("RGB")
    inked = image.convert("RGBA")
    paper = Image.new("RGB", inked.size, "white")
    paper.paste(inked, mask=inked.getchannel("A"))
    return paper


def _clean_pdf(content: bytes) -> bytes:
    """The same pages without scripts, actions, attachments and notes about who made them."""
    with pikepdf.open(io.BytesIO(content)) as document:
        for name in ("/OpenAction", "/AA", "/Names", "/AcroForm", "/Outlines", "/Metadata", "/AF"):
            if name in document.Root:
                del document.Root[name]
        for page in document.pages:
            for name in ("/AA", "/Annots"):
                if name in page:
                    del page[name]
        if "/Info" in document.trailer:
            del document.trailer["/Info"]
        out = io.BytesIO()
        document.save(out)
        return out.getvalue()


def serve(upload: Upload, filename: str) -> Response:
    """The file as a download that a browser will not run anything of."""
    response = Response(upload.read(), content_type=upload.content_type)
    response.headers.set("Content-Disposition", "attachment", filename=filename)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "no-store"
    return response
