"""Many pledges in one file, a cover list on top. Pure: documents in, bytes out."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Iterator, Sequence

import pikepdf

from app.core.documents.drawing import qr_code
from app.core.documents.html import document_html
from app.core.documents.pdf import render_pdf
from app.pledges.document import SHRINK, STYLESHEETS, PledgeDocument

MOST = 50
"""Pledges in one run of the printer: beyond it memory grows and nothing is gained."""


def batches_pdf(
    documents: Sequence[PledgeDocument], *, team_name: str, station_name: str, made_on: dt.date
) -> Iterator[tuple[int, bytes]]:
    """The parts of the file in order, each with how many pledges are done by then."""
    yield 0, cover_pdf(documents, team_name, station_name, made_on)
    for start in range(0, len(documents), MOST):
        part = documents[start : start + MOST]
        yield start + len(part), sheets_pdf(part)


def sheets_pdf(documents: Sequence[PledgeDocument]) -> bytes:
    html = document_html(
        "pledges/pdf/batch.html", sheets=[(one, qr_code(one.check_url)) for one in documents]
    )
    return render_pdf(
        html,
        stylesheets=(*STYLESHEETS, "pledges/pdf/batch.css"),
        shrink=SHRINK,
        tagged=False,
        pages=len(documents),
    )


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


def join(parts: Iterable[bytes]) -> bytes:
    with pikepdf.Pdf.new() as whole:
        for part in parts:
            with pikepdf.open(io.BytesIO(part)) as opened:
                whole.pages.extend(opened.pages)
        out = io.BytesIO()
        whole.save(out)
        return out.getvalue()
