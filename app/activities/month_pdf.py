"""The month as a sheet for the station's wall, from plain values."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.documents.html import document_html
from app.core.documents.pdf import render_pdf

STYLESHEETS = ("_shared/pdf/document.css", "activities/pdf/month.css")


@dataclass(frozen=True)
class SheetDay:
    day: int
    in_month: bool
    note: str
    kind: str
    """off, work or nothing."""
    items: tuple[tuple[str, str], ...]
    more: int


@dataclass(frozen=True)
class MonthSheet:
    station: str
    year: int
    month: int
    weeks: tuple[tuple[SheetDay, ...], ...]
    periods: tuple[str, ...]
    phone: str
    address: str
    unknown_years: tuple[int, ...] = ()


def month_pdf(sheet: MonthSheet, *, a3: bool = False) -> bytes:
    html = document_html("activities/pdf/month.html", sheet=sheet)
    styles = (*STYLESHEETS, "activities/pdf/month_a3.css") if a3 else STYLESHEETS
    return render_pdf(html, stylesheets=styles, shrink=("activities/pdf/month_tight.css",))
