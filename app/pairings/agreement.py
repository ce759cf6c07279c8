"""The printed agreement and the statement at the end, as plain values.

The child stands on them by alias only: papers are carried home and left lying about.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Self

from flask_babel import lazy_gettext as _l

from app.core.documents.archive import DocumentKind, Snapshot
from app.core.documents.drawing import qr_code
from app.core.documents.html import document_html
from app.core.documents.pdf import render_pdf
from app.core.personal import Kind, mask

SHARED = "_shared/pdf/document.css"
STYLES = (SHARED, "pairings/pdf/agreement.css")
SHRINK = ("pairings/pdf/agreement_compact.css",)


class _Snapshots:
    """Days as ISO text, tuples as lists."""

    def snapshot(self) -> dict[str, Any]:
        values = asdict(self)  # type: ignore[call-overload]
        return {
            name: value.isoformat() if isinstance(value, dt.date) else value
            for name, value in values.items()
        }

    @classmethod
    def from_snapshot(cls, snapshot: Mapping[str, Any]) -> Self:
        made = {}
        for field in fields(cls):  # type: ignore[arg-type]
            value = snapshot[field.name]
            if field.name.endswith("_on"):
                value = dt.date.fromisoformat(value)
            made[field.name] = tuple(value) if isinstance(value, list) else value
        return cls(**made)


@dataclass(frozen=True)
class Agreement(_Snapshots):
    serial: str
    check_code: str
    check_url: str
    programme: str
    station_name: str
    station_phone: str
    volunteer_name: str
    part: str
    team_name: str
    child_alias: str
    village: str
    guardian_name: str
    guardian_relation: str
    starts_on: dt.date
    ends_on: dt.date
    cadence: tuple[str, ...]
    ground_rules: tuple[str, ...]
    closing_rules: tuple[str, ...]
    hotline: str


@dataclass(frozen=True)
class Statement(_Snapshots):
    serial: str
    check_code: str
    check_url: str
    station_name: str
    station_phone: str
    volunteer_name: str
    child_alias: str
    guardian_name: str
    began_on: dt.date
    stated_on: dt.date
    closing_rules: tuple[str, ...]
    cool_off_days: int
    hotline: str


def print_agreement(snapshot: Snapshot, _template_version: int) -> bytes:
    paper = Agreement.from_snapshot(snapshot)
    html = document_html("pairings/pdf/agreement.html", paper=paper, qr=qr_code(paper.check_url))
    return render_pdf(html, stylesheets=STYLES, shrink=SHRINK, tagged=False)


def print_statement(snapshot: Snapshot, _template_version: int) -> bytes:
    paper = Statement.from_snapshot(snapshot)
    html = document_html("pairings/pdf/statement.html", paper=paper, qr=qr_code(paper.check_url))
    return render_pdf(html, stylesheets=STYLES, shrink=SHRINK, tagged=False)


def _disclose(snapshot: Snapshot) -> list[tuple[Any, str]]:
    return [
        (_l("Volunteer"), mask(Kind.NAME, snapshot["volunteer_name"])),
        (_l("Station"), snapshot["station_name"]),
    ]


AGREEMENT = DocumentKind(
    "pairing_agreement", "JD", 1, print_agreement, _l("Agreement of a pairing"), _disclose
)
STATEMENT = DocumentKind(
    "closing_statement",
    "JS",
    1,
    print_statement,
    _l("Statement on the end of a pairing"),
    _disclose,
)
