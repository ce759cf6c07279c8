"""The recruitment poster of a station: one A4 page for the notice board."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.core.documents.drawing import qr_code
from app.core.documents.html import document_html
from app.core.documents.pdf import render_pdf
from app.volunteers.brand import NO_BRAND, Brand

STYLESHEETS = ("_shared/pdf/document.css", "volunteers/pdf/poster.css")
SHRINK = tuple(f"volunteers/pdf/poster_{how}.css" for how in ("compact", "small", "dense"))


@dataclass(frozen=True)
class Poster:
    """`join_url` is what the QR code opens; `asks` are the duties in the programme's words."""

    programme_title: str
    station_name: str
    federation_name: str
    join_url: str
    phone: str
    address: str
    requirements: Sequence[str]
    age_label: str
    exclusions: Sequence[str]
    asks: Sequence[str]
    hotline: str
    title: str = ""
    call: str = ""
    """Of a campaign: its own title and words in place of the general ones."""
    quota: int = 0
    until: date | None = None
    brand: Brand = NO_BRAND


def poster_pdf(poster: Poster) -> bytes:
    html = document_html("volunteers/pdf/poster.html", poster=poster, qr=qr_code(poster.join_url))
    return render_pdf(html, stylesheets=STYLESHEETS, shrink=SHRINK)
