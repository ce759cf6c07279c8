"""三年服务记录: the years of a volunteer's service with their pledges, as a page and on paper."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, cast

from flask import Flask, current_app
from flask_babel import force_locale
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from app.accounts.models import User
from app.core import audit
from app.core.access.actors import Actor
from app.core.clock import add_months, local, now, today
from app.core.db import session, transaction
from app.core.documents import archive
from app.core.documents.html import document_html
from app.core.documents.models import Document
from app.core.documents.pdf import render_pdf
from app.hours.models import ServiceHours
from app.pledges.models import Pledge
from app.pledges.printing import join
from app.pledges.queries import pledges_of
from app.programmes.queries import rules_for
from app.regions.stations import current_station
from app.training.queries import completions_of
from app.volunteers.models import Volunteer

STYLES = ("_shared/pdf/document.css", "pledges/pdf/cover.css", "pledges/pdf/record.css")
LANGUAGE = "zh_Hans_CN"
Count = Callable[[int, date, date], int]


def add_count(app: Flask, label: Any, count: Count) -> None:
    """An upper floor's figure for one year of service: (volunteer id, first day, last day)."""
    app.extensions.setdefault("service_counts", []).append((label, count))


@dataclass(frozen=True)
class Year:
    """One year of the service; without a pledge it is still to come, or was left out."""

    number: int
    pledge: Pledge | None
    witness: str
    figures: tuple[tuple[Any, Any], ...]


def years_of(volunteer: Volunteer) -> list[Year]:
    """As many as the programme has; withdrawn pledges are left out."""
    rules = rules_for(volunteer.region_code)
    kept = {one.year_number: one for one in pledges_of(volunteer.id) if one.state != "withdrawn"}
    last = max([rules.service_years, *kept])
    return [_year(volunteer, number, kept.get(number)) for number in range(1, last + 1)]


def _year(volunteer: Volunteer, number: int, pledge: Pledge | None) -> Year:
    if pledge is None:
        return Year(number, None, "", ())
    witness = session().get(User, pledge.witness_id) if pledge.witness_id else None
    figures = tuple(_figures(volunteer.id, pledge.starts_on, pledge.ends_on))
    return Year(number, pledge, witness.name if witness else "", figures)


def _figures(volunteer_id: int, first: date, last: date) -> Iterator[tuple[Any, Any]]:
    trained = sum(
        one.minutes
        for one in completions_of(volunteer_id, "confirmed")
        if first <= one.completed_on <= last
    )
    yield _l("Minutes of training"), trained
    served = session().scalar(
        select(func.sum(ServiceHours.minutes)).where(
            ServiceHours.volunteer_id == volunteer_id,
            ServiceHours.state == "confirmed",
            ServiceHours.day.between(first, last),
        )
    )
    yield _l("Hours served"), round((served or 0) / 60, 1)
    counts = current_app.extensions.get("service_counts", [])
    for label, count in cast("list[tuple[Any, Count]]", counts):
        yield label, count(volunteer_id, first, last)


def ends_on(volunteer: Volunteer) -> date | None:
    years = rules_for(volunteer.region_code).service_years
    if volunteer.service_from is None:
        return None
    return add_months(volunteer.service_from, 12 * years) - timedelta(days=1)


def record_pdf(actor: Actor, volunteer: Volunteer) -> bytes:
    """The record, and behind it each signed pledge as it lies in the archive."""
    years = years_of(volunteer)
    station = current_station(volunteer.region_code)
    with force_locale(LANGUAGE):
        html = document_html(
            "pledges/pdf/record.html",
            volunteer=volunteer,
            years=[(one, [(str(label), value) for label, value in one.figures]) for one in years],
            service_years=rules_for(volunteer.region_code).service_years,
            ends_on=ends_on(volunteer),
            station_name=station.name if station else "",
            day=today(),
            printed=f"{actor.name} {local(now()):%Y-%m-%d %H:%M}",
        )
        sheet = render_pdf(html, stylesheets=STYLES, tagged=False)
    with transaction():
        audit.record(actor, "pledge.record_printed", volunteer)
    return join([sheet, *_signed(years)])


def _signed(years: Sequence[Year]) -> Iterator[bytes]:
    for one in years:
        if one.pledge is not None and one.pledge.state == "signed":
            yield archive.pdf_bytes(session().get_one(Document, one.pledge.document_id))
