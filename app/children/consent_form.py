"""The guardian's consent form, to be read, ticked and signed on paper."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from app.core.documents.drawing import qr_code
from app.core.documents.html import document_html
from app.core.documents.pdf import render_pdf
from app.core.documents.signature import Signature

STYLESHEETS = ("_shared/pdf/document.css", "children/pdf/consent.css")


@dataclass(frozen=True)
class Scope:
    label: str
    text: str
    refusal: str
    decision: str = ""
    """granted or refused; "" prints empty boxes."""


@dataclass(frozen=True)
class ConsentForm:
    """Wording is final here. Empty names and no `valid_until` print as lines to be filled in."""

    serial: str
    title: str
    version: str
    station_name: str
    child_name: str
    guardian_name: str
    relation: str
    intro: str
    scopes: Sequence[Scope]
    notes: Sequence[tuple[str, str]]
    child_opinion: str
    hotline: str
    valid_until: dt.date | None = None
    check_url: str = ""
    child_signs: bool = False
    """Of a child of 14 or older."""
    signature: Signature | None = None
    child_signature: Signature | None = None
    child_said: str = ""
    taken_by: str = ""
    """Who was there when it was signed on the screen."""


def consent_pdf(form: ConsentForm) -> bytes:
    html = document_html(
        "children/pdf/consent.html",
        form=form,
        qr=qr_code(form.check_url) if form.check_url else None,
    )
    return render_pdf(html, stylesheets=STYLESHEETS, shrink=("children/pdf/consent_compact.css",))
