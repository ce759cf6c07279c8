"""Many pledges in one file, a cover list on top. Pure: documents in, bytes out."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Iterator, Sequence

import pikepdf

from app.core.documents.html import document_html
from app.core.documents.merge import LeavingRoom, merge_pdf
from app.core.documents.pdf import render_pdf
from app.pledges.document import SHRINK, STYLESHEETS, PledgeDocument, pledge_html

MOST = 50
"""Pledges in one part of the file, so that progress is seen and a crash repeats little."""


def batches_pdf(
    documents: Sequence[PledgeDocument], *, team_name: str, station_name: str, made_on: dt.date
) -> Iterator[tuple[int, bytes]]:
    """The parts of the file in order, each with how many pledges are done by then."""
    yield 0, cover_pdf(documents, team_name, station_name, made_on)
    for start in range(0, len(documents), MOST):
        part = documents[start : start + MOST]
        yield start + len(part), sheets_pdf(part)


def sheets_pdf(documents: Sequence[PledgeDocument]) -> bytes:
    pens = [LeavingRoom() for _ in documents]
    papers = [
        (pledge_html(each, pen, "结对关爱承诺书"), pen)
        for each, pen in zip(documents, pens, strict=True)
    ]
    return merge_pdf(papers, stylesheets=STYLESHEETS, shrink=SHRINK)


def cover_pdf(
    rows: Sequence[PledgeDocument], team_name: str, station_name: str, made_on: dt.date
) -> bytes:
    html = document_html(
        "pledges/pdf/cover.html",
        rows=rows,
        team_name=team_name,
        station_name=station_name,
        made_on=made_on,
    )
    styles = (STYLESHEETS[0], "pledges/pdf/cover.css")
    return render_pdf(html, stylesheets=styles, tagged=False)


def _leave_signature_out(document: pikepdf.Pdf) -> None:
    """A digital signature holds for its own file only: in another one its field says nothing."""
    if "/AcroForm" not in document.Root:
        return
    del document.Root.AcroForm
    for page in document.pages:
        kept = [one for one in page.get("/Annots", []) if one.get("/Subtype") != "/Widget"]
        page.Annots = pikepdf.Array(kept)


def join(parts: Iterable[bytes]) -> bytes:
    with pikepdf.Pdf.new() as whole:
        for part in parts:
            with pikepdf.open(io.BytesIO(part)) as opened:
                _leave_signature_out(opened)
                whole.pages.extend(opened.pages)
        out = io.BytesIO()
        whole.save(out)
        return out.getvalue()
