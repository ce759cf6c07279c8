"""Holidays, working weekends and school terms: what the table does not know, staff enter."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Response, request, url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app.activities.forms import HolidayForm, SchoolPeriodForm
from app.activities.routes.calendar import blueprint
from app.activities.routes.own_region import widest_region
from app.core import audit
from app.core.access.actors import current_actor
from app.core.access.guard import requires
from app.core.access.policy import demand
from app.core.access.scope import get_visible, visible
from app.core.calendar.holidays import LAST_YEAR, days_between, unknown_years
from app.core.calendar.models import Holiday, SchoolPeriod
from app.core.clock import today
from app.core.db import session, transaction
from app.core.errors import InvalidInput, Problem
from app.core.regioncode import Level
from app.core.web.converters import whole
from app.core.web.forms import ActionForm
from app.core.web.pages import page, see
from app.policy import P
from app.regions.picker import Limits

KINDS = {"off": _l("Public holiday"), "work": _l("Working weekend"), "plain": _l("An ordinary day")}


@blueprint.get("/days")
@requires(P.EDIT_CALENDAR)
def days() -> Response:
    return _page()


def _page(*, status: int = 200, **forms: Any) -> Response:
    actor = current_actor()
    year = request.args.get("year", today().year, type=whole)
    year = year if 2000 <= year <= 2100 else today().year
    first, last = date(year, 1, 1), date(year, 12, 31)
    entered = session().scalars(select(Holiday.day).where(Holiday.day.between(first, last)))
    periods = visible(SchoolPeriod, actor).where(SchoolPeriod.ends_on >= first)
    return page(
        "activities/days.html",
        status=status,
        year=year,
        days=sorted(days_between(first, last).items()),
        entered=set(entered),
        unknown=unknown_years([year]),
        last_year=LAST_YEAR,
        periods=session().scalars(periods.order_by(SchoolPeriod.starts_on)).all(),
        kinds=KINDS,
        button=ActionForm(),
        holiday=forms.get("holiday") or HolidayForm(formdata=None, prefix="h-"),
        school=forms.get("school") or _school_form(None),
        form=next(iter(forms.values()), None) or ActionForm(formdata=None),
    )


def _school_form(formdata: Any) -> SchoolPeriodForm:
    region = widest_region(current_actor(), P.EDIT_CALENDAR)
    form = SchoolPeriodForm(formdata=formdata, data={"region": region})
    form.region.limits = Limits(tuple(Level), region)
    return form


@blueprint.post("/days")
@requires(P.EDIT_CALENDAR)
def set_day() -> Response:
    form = HolidayForm(prefix="h-")
    if form.validate_on_submit() and form.day.data:
        actor, day = current_actor(), form.day.data
        with transaction() as current:
            row = current.get(Holiday, day, with_for_update=True) or Holiday(day=day)
            row.kind, row.name = form.kind.data, form.name.data or ""
            current.add(row)
            audit.record(actor, "holiday.set", None, day=day.isoformat(), kind=row.kind)
        return see(url_for("calendar.days", year=day.year))
    return _page(status=422, holiday=form)


@blueprint.post("/days/<day>/forget")
@requires(P.EDIT_CALENDAR)
def forget_day(day: str) -> Response:
    """Back to what the shipped table says."""
    if ActionForm().validate_on_submit():
        with transaction() as current:
            row = current.get(Holiday, date.fromisoformat(day))
            if row is not None:
                current.delete(row)
                audit.record(current_actor(), "holiday.forgotten", None, day=day)
    return see(url_for("calendar.days", year=day[:4]))


@blueprint.post("/terms")
@requires(P.EDIT_CALENDAR)
def add_period() -> Response:
    form = _school_form(request.form)
    if form.validate_on_submit():
        first, last = form.starts_on.data, form.ends_on.data
        if first and last and first <= last:
            actor = current_actor()
            with transaction() as current:
                demand(actor, P.EDIT_CALENDAR, form.region.data)
                row = SchoolPeriod(
                    region_code=form.region.data,
                    kind=form.kind.data,
                    name=form.name.data,
                    starts_on=first,
                    ends_on=last,
                )
                current.add(row)
                current.flush()
                audit.record(actor, "school_period.added", row)
            return see(url_for("calendar.days", year=first.year))
        text = _l("The last day lies before the first.")
        form.show_problems(InvalidInput(Problem("days", text, field="ends_on")))
    return _page(status=422, school=form)


@blueprint.post("/terms/<int:period_id>/remove")
@requires(P.EDIT_CALENDAR)
def remove_period(period_id: int) -> Response:
    actor = current_actor()
    if ActionForm().validate_on_submit():
        with transaction() as current:
            row = get_visible(SchoolPeriod, actor, period_id)
            audit.record(actor, "school_period.removed", row)
            current.delete(row)
    return see(url_for("calendar.days"))
