"""A ready page laid under others: three times faster than drawing it in each document."""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pikepdf


@cache
def _bytes_of(path: Path) -> bytes:
    return path.read_bytes()


def lay_under(pdf: bytes, page: Path) -> bytes:
    """`pdf` with the first page of the file `page` below each of its pages, kept once.

    It is marked as decoration, so that screen readers pass it over.
    """
    with pikepdf.open(io.BytesIO(pdf)) as document:
        form = form_of(document, page)
        for each in document.pages:
            name = each.add_resource(form, pikepdf.Name.XObject)
            draw = f"/Artifact BMC q {name} Do Q EMC\n".encode()
            each.contents_add(draw, prepend=True)
        return saved(document)


def join(parts: Sequence[bytes]) -> bytes:
    """One document of all their pages."""
    with pikepdf.open(io.BytesIO(parts[0])) as document:
        for part in parts[1:]:
            with pikepdf.open(io.BytesIO(part)) as more:
                document.pages.extend(more.pages)
        return saved(document)


def form_of(document: pikepdf.Pdf, page: Path) -> pikepdf.Object:
    """The first page of the file `page`, to be drawn by pages of `document`."""
    with pikepdf.open(io.BytesIO(_bytes_of(page))) as source:
        return document.copy_foreign(source.pages[0].as_form_xobject())


def saved(document: pikepdf.Pdf) -> bytes:
    out = io.BytesIO()
    document.save(
        out,
        deterministic_id=True,
        recompress_flate=True,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
    )
    return out.getvalue()
