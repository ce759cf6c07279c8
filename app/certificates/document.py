"""Certificates as plain values; each prints from its snapshot, without a database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from flask_babel import lazy_gettext as _l

from app.certificates.kinds import PAPERS, Paper
from app.core.documents.archive import DocumentKind, Snapshot
from app.core.documents.drawing import qr_code
from app.core.documents.html import document_html
from app.core.documents.merge import LeavingRoom, Pen, merge_pdf
from app.core.documents.pdf import render_pdf
from app.core.documents.typefaces import TITLE_FONTS, uncovered
from app.core.documents.underlay import join, lay_under
from app.core.personal import Kind, mask

BORDER = Path(__file__).resolve().parent / "data" / "border.pdf"
VERSION = 1
LANDSCAPE = ("certificates/pdf/certificate.css",)
PORTRAIT = ("_shared/pdf/document.css", "certificates/pdf/record.css")
CERTIFICATE = "certificates/pdf/certificate.html"
RECORD = "certificates/pdf/record.html"


def print_one(snapshot: Snapshot, _version: int) -> bytes:
    html = _html(snapshot, Pen(), f"{snapshot['title']} {snapshot['serial']}")
    if "record" in snapshot:
        # Joining writes it anew, packed more tightly.
        return join([render_pdf(html, stylesheets=PORTRAIT)])
    return lay_under(render_pdf(html, stylesheets=LANDSCAPE), BORDER)


def print_own_record(snapshot: Snapshot) -> bytes:
    """Without number, code and seal: only the station certifies."""
    html = document_html(RECORD, paper=snapshot, pen=Pen(), title=snapshot["title"], qr=None)
    return join([render_pdf(html, stylesheets=PORTRAIT)])


def print_all(snapshots: Sequence[Snapshot]) -> bytes:
    """One PDF to print, a page each, in their order; all landscape or all service records."""
    if "record" in snapshots[0]:
        return join([print_one(each, VERSION) for each in snapshots])
    papers = []
    for snapshot in snapshots:
        pen = LeavingRoom()
        papers.append((_html(snapshot, pen, snapshot["title"]), pen))
    return merge_pdf(papers, stylesheets=LANDSCAPE, under=BORDER)


def _html(snapshot: Snapshot, pen: Pen, title: str) -> str:
    return document_html(
        RECORD if "record" in snapshot else CERTIFICATE,
        paper=snapshot,
        pen=pen,
        title=title,
        qr=pen.shape(qr_code(snapshot["check_url"])),
        has_title_face=not uncovered(snapshot["title"], TITLE_FONTS),
    )


def disclose(snapshot: Snapshot) -> list[tuple[Any, str]]:
    """Who, what for, by whom and when; neither the number of her card nor each service."""
    facts = [
        (_l("Name"), mask(Kind.NAME, snapshot["name"])),
        (_l("Given for"), snapshot["subject"]),
        (_l("Issued by"), "、".join(snapshot["issuer"])),
        (_l("Issued on"), snapshot["issued_on"]),
    ]
    if "record" in snapshot:
        facts.insert(2, (_l("Hours of service"), snapshot["record"]["hours"]))
    return facts


def document_kinds() -> list[DocumentKind]:
    return [_kind(paper) for paper in PAPERS.values()]


def _kind(paper: Paper) -> DocumentKind:
    return DocumentKind(
        paper.document, paper.prefix, VERSION, print_one, paper.label, disclose, is_signed=True
    )


def sample_places(paper: Paper) -> Mapping[str, str]:
    """Invented values for the preview of a wording."""
    known = {
        "name": "王样例",
        "course": "守住底线：与孩子相处的规则",
        "theme": "风险防范",
        "minutes": "120",
        "completed_on": "2026年9月1日",
        "valid_until": "2027年8月31日",
        "score": "90",
        "award": "优秀爱心妈妈",
        "year": "2026",
    }
    return {name: known[name] for name in paper.places}
