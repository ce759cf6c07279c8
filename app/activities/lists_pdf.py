"""Papers of the day: the sign-in list, and the guardians' slips."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.activities.kinds import ANSWERERS
from app.core.documents.drawing import qr_code
from app.core.documents.html import document_html
from app.core.documents.pdf import render_pdf


@dataclass(frozen=True)
class Heading:
    station: str
    title: str
    when: str
    place: str
    phone: str = ""
    directions: str = ""
    bring: str = ""


@dataclass(frozen=True)
class Line:
    name: str
    place: str
    is_child: bool
    is_companion: bool = False
    """An adult who comes with a child, and writes her own name."""


def sign_in_pdf(heading: Heading, lines: Sequence[Line], spare: int = 6) -> bytes:
    html = document_html(
        "activities/pdf/sign_in.html", heading=heading, lines=lines, spare=range(spare)
    )
    return render_pdf(html, stylesheets=("_shared/pdf/document.css", "activities/pdf/sign_in.css"))


@dataclass(frozen=True)
class Slip:
    """One child's paper: by its own name, and the code with which the guardian may answer."""

    name: str = ""
    alias: str = ""
    number: str = ""
    code: str = ""
    url: str = ""
    site: str = ""

    @property
    def qr(self) -> object:
        return qr_code(self.url)


def slips_pdf(heading: Heading, slips: Sequence[Slip]) -> bytes:
    """A slip for each child, half a page each; without children one to copy."""
    html = document_html("activities/pdf/slips.html", heading=heading, slips=slips or [Slip()])
    return render_pdf(html, stylesheets=("_shared/pdf/document.css", "activities/pdf/slips.css"))


def plan_pdf(heading: Heading, lines: Sequence[tuple[str, str]], url: str) -> bytes:
    html = document_html("activities/pdf/plan.html", heading=heading, lines=lines, qr=qr_code(url))
    return render_pdf(html, stylesheets=("_shared/pdf/document.css", "activities/pdf/plan.css"))


def door_pdf(heading: Heading, url: str) -> bytes:
    html = document_html("activities/pdf/door.html", heading=heading, qr=qr_code(url))
    return render_pdf(html, stylesheets=("_shared/pdf/document.css", "activities/pdf/door.css"))


@dataclass(frozen=True)
class Visit:
    """One family on the sheet of a round."""

    place: str
    children: str
    guardian: str
    result: str = ""


def round_pdf(heading: Heading, visits: Sequence[Visit], results: Mapping[str, object]) -> bytes:
    html = document_html(
        "activities/pdf/round.html", heading=heading, visits=visits, results=results
    )
    return render_pdf(html, stylesheets=("_shared/pdf/document.css", "activities/pdf/round.css"))


def feedback_pdf(heading: Heading) -> bytes:
    """Two sheets on a page, to cut and hand out."""
    html = document_html("activities/pdf/feedback.html", heading=heading, answerers=ANSWERERS)
    return render_pdf(html, stylesheets=("_shared/pdf/document.css", "activities/pdf/feedback.css"))
