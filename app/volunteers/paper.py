"""Paper for recruiting: the call letter (招募令、倡议书) and the form to fill in by hand."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from app.core.clock import today
from app.core.documents.drawing import qr_code
from app.core.documents.html import document_html
from app.core.documents.pdf import render_pdf
from app.regions import queries as regions
from app.volunteers.brand import Brand, station_brand
from app.volunteers.models import Campaign, Team
from app.volunteers.notice import Notice

SHEETS = ("_shared/pdf/document.css", "volunteers/pdf/paper.css")


def call_letter(notice: Notice, campaign: Campaign, url: str) -> bytes:
    return _letter(
        title=campaign.title,
        paragraphs=tuple(line for line in campaign.text.splitlines() if line.strip()),
        asks=notice.asks,
        requirements=(notice.rules.eligibility.age_label, *notice.rules.eligibility.requirements),
        exclusions=notice.exclusions,
        quota=campaign.quota,
        closes_on=campaign.closes_on,
        place=campaign.place or notice.station.address,
        phone=notice.station.phone,
        url=url,
        signed=f"{regions.full_name(campaign.region_code)}妇女联合会",
        day=max(campaign.opens_on, min(today(), campaign.closes_on)),
    )


@lru_cache(maxsize=8)
def _letter(**content: object) -> bytes:
    html = document_html("volunteers/pdf/letter.html", qr=qr_code(str(content["url"])), **content)
    return render_pdf(html, stylesheets=SHEETS, shrink=("volunteers/pdf/paper_compact.css",))


def application_form(notice: Notice, url: str) -> bytes:
    rules = notice.rules
    return _form(
        title=rules.name,
        station=notice.station.name,
        brand=station_brand(notice.station.region_code),
        phone=notice.station.phone,
        kinds=tuple(one.label for one in rules.eligibility.kinds),
        skills=tuple(one.label for one in rules.skills),
        exclusions=notice.exclusions,
        most=rules.capacity_max,
        url=url,
    )


@lru_cache(maxsize=8)
def _form(**content: object) -> bytes:
    html = document_html(
        "volunteers/pdf/application.html", qr=qr_code(str(content["url"])), **content
    )
    return render_pdf(html, stylesheets=SHEETS, shrink=("volunteers/pdf/paper_compact.css",))


def team_roster(
    team: Team, brand: Brand, place: str, headings: Sequence[str], rows: Sequence[Sequence[str]]
) -> bytes:
    """The members as a sheet with the team's brand; not kept, since it names people."""
    html = document_html(
        "volunteers/pdf/roster.html",
        team=team,
        brand=brand,
        place=place,
        headings=headings,
        rows=rows,
        day=today(),
    )
    return render_pdf(html, stylesheets=SHEETS)
