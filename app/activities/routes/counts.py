"""What was held, by kind and township: on the page and as a workbook."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date

from flask import Response, request, url_for
from flask_babel import gettext as _

from app.activities import kinds, queries
from app.activities.routes.activities import blueprint
from app.activities.routes.own_region import widest_region
from app.core.access.actors import current_actor
from app.core.access.guard import requires
from app.core.calendar.month import parse_day
from app.core.clock import today
from app.core.documents.sheets import XLSX, OutColumn, OutSheet, write_workbook
from app.core.web.pages import page
from app.policy import P
from app.regions.queries import list_below
from app.regions.stations import load_names, short_name

PLACES = 200


@dataclass(frozen=True)
class Asked:
    first: date
    last: date
    region: str
    campaign: str


def _asked() -> Asked:
    args = request.args
    return Asked(
        parse_day(args.get("first", ""), today().replace(month=1, day=1)),
        parse_day(args.get("last", ""), today()),
        args.get("region", "")[:12],
        args.get("campaign", "")[:40],
    )


def _rows(asked: Asked) -> list[queries.Tally]:
    rows = queries.tally(current_actor(), asked.region, asked.first, asked.last, asked.campaign)
    load_names([code_of(one.township) for one in rows])
    return rows


def code_of(township: str) -> str:
    """Of nine digits; what is for a whole county has fewer."""
    return township.ljust(12, "0")


@blueprint.get("/counts")
@requires(P.MANAGE_ACTIVITY)
def counts() -> Response:
    actor, asked = current_actor(), _asked()
    return page(
        "activities/counts.html",
        rows=_rows(asked),
        asked=asked,
        code_of=code_of,
        label_of=kinds.label_of,
        places=list_below(widest_region(actor, P.MANAGE_ACTIVITY), limit=PLACES),
        campaigns=queries.campaigns_between(actor, asked.first, asked.last, asked.campaign),
        export_url=url_for("activities.counts_sheet", **vars(asked)),
    )


@blueprint.get("/counts.xlsx")
@requires(P.MANAGE_ACTIVITY)
def counts_sheet() -> Response:
    asked = _asked()
    columns = (
        OutColumn(_("Kind"), 24),
        OutColumn(_("Township"), 20),
        OutColumn(_("Activities"), 10),
        OutColumn(_("People by name"), 12),
        OutColumn(_("Children counted"), 12),
        OutColumn(_("Adults counted"), 12),
        OutColumn(_("Families visited"), 12),
    )
    lines = (
        (
            str(kinds.label_of(one.kind)),
            short_name(code_of(one.township)),
            one.activities,
            one.people,
            one.children,
            one.adults,
            one.families,
        )
        for one in _rows(asked)
    )
    target = io.BytesIO()
    title = f"{_('Activities held')} {asked.first} – {asked.last}"
    write_workbook(target, [OutSheet(_("Activities held"), columns, lines, title=title)])
    response = Response(target.getvalue(), content_type=XLSX)
    name = f"activities-{asked.first:%Y%m%d}-{asked.last:%Y%m%d}.xlsx"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
