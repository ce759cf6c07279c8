"""The calendar by month, week and list, for the public and for everybody with an account."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import Any

from flask import Blueprint, Response, request, url_for
from flask_babel import format_date
from flask_babel import lazy_gettext as _l

from app.activities.month_pdf import MonthSheet, SheetDay, month_pdf
from app.activities.routes.filters import filters_for, kept, wanted_of
from app.activities.states import ACTIVITY
from app.core.access.actors import Actor, current_actor
from app.core.access.guard import public
from app.core.access.policy import may
from app.core.calendar import month as months
from app.core.calendar.holidays import days_between, school_periods, unknown_years
from app.core.calendar.lunar import lunar_date, note_of, special_of
from app.core.calendar.sources import cells, listed
from app.core.clock import local, today
from app.core.web.pages import page
from app.policy import P
from app.regions.stations import current_station, load_names

blueprint = Blueprint("calendar", __name__, url_prefix="/calendar")

VIEWS = {"month": _l("Month"), "week": _l("Week"), "list": _l("List")}
A_CELL, A_DAY, ON_PAPER = 2, 15, 6
"""So many activities are shown of one day on a month's page, a week's page, the printed month."""


@blueprint.get("")
@public
def index() -> Response:
    view = request.args.get("view", "month")
    shown = {"week": _week, "list": _list}.get(view, _month)
    return shown(current_actor())


def _month(actor: Actor) -> Response:
    month = months.parse_month(request.args.get("month", ""), today())
    weeks = months.weeks_of(month)
    first, last = weeks[0][0], weeks[-1][-1]
    return page(
        "activities/month.html",
        weeks=weeks,
        month=month,
        cells=cells(actor, wanted_of(actor, first, last), A_CELL),
        note_of=note_of,
        weekday_of=partial(format_date, format="EEE"),
        earlier=_here(month=f"{months.previous_month(month):%Y-%m}"),
        later=_here(month=f"{months.next_month(month):%Y-%m}"),
        unknown=unknown_years([first.year, last.year]),
        **_frame(actor, "month", first, last),
    )


def _week(actor: Actor) -> Response:
    chosen = months.parse_day(request.args.get("day", ""), today())
    week = months.week_of(chosen)
    return page(
        "activities/week.html",
        week=week,
        cells=cells(actor, wanted_of(actor, week[0], week[-1]), A_DAY),
        lunar_date=lunar_date,
        special_of=special_of,
        earlier=_here(day=week[0] - timedelta(days=7)),
        later=_here(day=week[0] + timedelta(days=7)),
        unknown=unknown_years([week[0].year, week[-1].year]),
        **_frame(actor, "week", week[0], week[-1]),
    )


def _list(actor: Actor) -> Response:
    first = months.parse_day(request.args.get("day", ""), today())
    found = listed(actor, wanted_of(actor, first))
    load_names([one.region_code for one in found.items])
    return page(
        "activities/list.html",
        found=found,
        first=first,
        earlier=_here(day=first - timedelta(days=30)),
        unknown=[],
        lifecycle=ACTIVITY,
        **_frame(actor, "list", first, first + timedelta(days=30)),
    )


def _frame(actor: Actor, view: str, first: date, last: date) -> dict[str, Any]:
    """What the three views share."""
    station = current_station()
    region = station.region_code if station else ""
    return {
        "view": view,
        "views": [(key, label, _switch(key, first)) for key, label in VIEWS.items()],
        "today": today(),
        "days": days_between(first, last),
        "periods": school_periods(region, first, last) if region else [],
        "filters": filters_for(actor, region, first, last),
        "kept": kept(),
        "args": request.args,
        "local": local,
        "may_manage": may(actor, P.MANAGE_ACTIVITY),
        "list_of": lambda day: url_for("calendar.index", **kept(), view="list", day=day),
        "now_url": "" if first <= today() <= last else _here(),
        "print_url": url_for(
            "calendar.printed", **kept(), month=f"{first + timedelta(days=6):%Y-%m}"
        ),
    }


def _here(**changes: Any) -> str:
    shown = request.args.get("view")
    view: dict[str, Any] = {"view": shown} if shown in VIEWS else {}
    return url_for("calendar.index", **kept(), **view, **changes)


def _switch(view: str, first: date) -> str:
    if view == "month":
        return url_for("calendar.index", **kept(), month=f"{first + timedelta(days=6):%Y-%m}")
    return url_for("calendar.index", **kept(), view=view, day=max(first, today()))


@blueprint.get("/month.pdf")
@public
def printed() -> Response:
    """The month for the wall, A4 or A3 across."""
    actor = current_actor()
    month = months.parse_month(request.args.get("month", ""), today())
    weeks = months.weeks_of(month)
    first, last = weeks[0][0], weeks[-1][-1]
    found = cells(actor, wanted_of(actor, first, last, outside=True), ON_PAPER)
    days = days_between(first, last)
    station = current_station()

    def sheet_day(day: date) -> SheetDay:
        cell, kind = found.get(day), days.get(day)
        rows = cell.items if cell else []
        shown = [
            ("" if one.all_day else f"{local(one.starts_at):%H:%M}", str(one.title))
            for one in rows
            if one.state != "cancelled"
        ]
        return SheetDay(
            day=day.day,
            in_month=day.month == month.month,
            note=note_of(day),
            kind=kind.kind if kind else "",
            items=tuple(shown),
            more=cell.more if cell else 0,
        )

    sheet = MonthSheet(
        station=station.name if station else "",
        year=month.year,
        month=month.month,
        weeks=tuple(tuple(sheet_day(day) for day in week) for week in weeks),
        periods=tuple(one.name for one in school_periods(station.region_code, first, last))
        if station
        else (),
        phone=station.phone if station else "",
        address=url_for("calendar.index", _external=True),
        unknown_years=tuple(unknown_years([first.year, last.year])),
    )
    pdf = month_pdf(sheet, a3=request.args.get("paper") == "a3")
    response = Response(pdf, content_type="application/pdf")
    response.headers.set("Content-Disposition", "inline", filename=f"calendar-{month:%Y-%m}.pdf")
    return response
