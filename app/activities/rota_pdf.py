"""The month's duty rota for the wall."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.core.documents.html import document_html
from app.core.documents.pdf import render_pdf

WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True)
class RotaLine:
    day: date
    time: str
    place: str
    name: str

    @property
    def weekday(self) -> str:
        return WEEKDAYS[self.day.weekday()]


def rota_pdf(station: str, month: date, lines: Sequence[RotaLine]) -> bytes:
    html = document_html("activities/pdf/rota.html", station=station, month=month, lines=lines)
    return render_pdf(html, stylesheets=("_shared/pdf/document.css", "activities/pdf/sign_in.css"))
