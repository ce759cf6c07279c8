"""The printed pledge as plain values: it prints from its snapshot, without a database.

Children are not named on it. The paper is copied, posted and carried home; names stay in the file.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Self

from flask_babel import lazy_gettext as _l

from app.core.documents.archive import DocumentKind, Snapshot
from app.core.documents.drawing import qr_code
from app.core.documents.html import document_html
from app.core.documents.merge import Pen
from app.core.documents.pdf import render_pdf
from app.core.documents.signature import Signature
from app.core.personal import Kind, mask

TEMPLATE = "pledges/pdf/pledge.html"
TEMPLATE_VERSION = 1
STYLESHEETS = ("_shared/pdf/document.css", "pledges/pdf/pledge.css")
SHRINK = ("pledges/pdf/pledge_compact.css", "pledges/pdf/pledge_tight.css")


@dataclass(frozen=True)
class Duty:
    """One row of the contact standard: what, in which words, how often (may be empty)."""

    label: str
    text: str
    frequency: str = ""


@dataclass(frozen=True)
class PledgeDocument:
    """Wording is final here: no {places} left. `check_url` is what the QR code opens."""

    serial: str
    check_code: str
    check_url: str
    title: str
    subtitle: str
    volunteer_name: str
    team_name: str
    team_captain: str
    station_name: str
    year_of_service: int
    service_years: int
    starts_on: dt.date
    ends_on: dt.date
    children_count: int
    preamble: str
    clauses: tuple[str, ...]
    closing: str
    hotline: str
    duties_heading: str = ""
    duties: tuple[Duty, ...] = ()
    volunteer_signature: Signature | None = None
    captain_signature: Signature | None = None
    text_version: str = ""

    def signed(self, volunteer: Signature) -> Self:
        return replace(self, volunteer_signature=volunteer)

    @property
    def check_address(self) -> str:
        """What a person types: the code is printed beside it."""
        return self.check_url.partition("?")[0]

    def snapshot(self) -> dict[str, Any]:
        """JSON values; `from_snapshot` gives back an equal document."""
        values = asdict(self)
        for name in ("starts_on", "ends_on"):
            values[name] = values[name].isoformat()
        for name in ("volunteer_signature", "captain_signature"):
            if values[name]:
                values[name]["signed_on"] = values[name]["signed_on"].isoformat()
        return values

    @classmethod
    def from_snapshot(cls, snapshot: Mapping[str, Any]) -> Self:
        values = dict(snapshot)
        for name in ("starts_on", "ends_on"):
            values[name] = dt.date.fromisoformat(values[name])
        for name in ("volunteer_signature", "captain_signature"):
            values[name] = Signature.from_values(values[name]) if values[name] else None
        values["clauses"] = tuple(values["clauses"])
        values["duties"] = tuple(Duty(**duty) for duty in values["duties"])
        return cls(**values)


def pledge_pdf(document: PledgeDocument) -> bytes:
    """One A4 page; the type shrinks in two steps when a region's text is longer."""
    html = pledge_html(document, Pen(), f"{document.title} {document.serial}")
    # Untagged: it is printed and signed, and kept below 60 KB.
    return render_pdf(html, stylesheets=STYLESHEETS, shrink=SHRINK, tagged=False)


def pledge_html(document: PledgeDocument, pen: Pen, title: str) -> str:
    return document_html(
        TEMPLATE,
        pledge=document,
        pen=pen,
        title=title,
        qr=pen.shape(qr_code(document.check_url)),
        volunteer_strokes=_shape(document.volunteer_signature),
        captain_strokes=_shape(document.captain_signature),
    )


def print_snapshot(snapshot: Snapshot, _template_version: int) -> bytes:
    return pledge_pdf(PledgeDocument.from_snapshot(snapshot))


def disclose(snapshot: Snapshot) -> list[tuple[Any, str]]:
    pledge = PledgeDocument.from_snapshot(snapshot)
    term = f"{pledge.starts_on.isoformat()} – {pledge.ends_on.isoformat()}"
    return [
        (_l("Name"), mask(Kind.NAME, pledge.volunteer_name)),
        (_l("Station"), pledge.station_name),
        (_l("Holds"), term),
    ]


PLEDGE = DocumentKind(
    "pledge",
    "CN",
    TEMPLATE_VERSION,
    print_snapshot,
    _l("Pledge of care"),
    disclose,
    is_signed=True,
)


def _shape(signature: Signature | None) -> Any:
    return signature.shape if signature else None
