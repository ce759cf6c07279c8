"""Holidays, working weekends and school terms: what the table does not know, staff enter."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Response, request, url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy import or_, select

from app.activities.forms import HolidayForm, SchoolPeriodForm
from app.activities.routes.calendar import blueprint
from app.activities.routes.own_region import widest_region
from app.activities.services import days as services
from app.core.access.actors import current_actor
from app.core.access.guard import requires
from app.core.access.scope import visible
from app.core.calendar.holidays import LAST_YEAR, days_between, unknown_years
from app.core.calendar.models import Holiday, SchoolPeriod
from app.core.clock import today
from app.core.db import session
from app.core.errors import DomainError, NotFound, Problem
from app.core.regioncode import COUNTRY, Level, ancestors
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
    region = widest_region(actor, P.EDIT_CALENDAR)
    mine = visible(SchoolPeriod, actor).with_only_columns(SchoolPeriod.id)
    above = SchoolPeriod.region_code.in_([COUNTRY, *ancestors(region)])
    periods = select(SchoolPeriod).where(
        or_(SchoolPeriod.id.in_(mine), above), SchoolPeriod.ends_on >= first
    )
    return page(
        "activities/days.html",
        status=status,
        year=year,
        days=sorted(days_between(first, last).items()),
        entered=set(entered),
        unknown=unknown_years([year]),
        last_year=LAST_YEAR,
        periods=session().scalars(periods.order_by(SchoolPeriod.starts_on)).all(),
        own=set(session().scalars(mine)),
        kinds=KINDS,
        button=ActionForm(),
        holiday=forms.get("holiday") or HolidayForm(formdata=None),
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
    form = HolidayForm()
    if form.validate_on_submit() and form.day.data:
        day = form.day.data
        services.set_holiday(
            actor=current_actor(), day=day, kind=form.day_kind.data, name=form.day_name.data or ""
        )
        return see(url_for("calendar.days", year=day.year))
    return _page(status=422, holiday=form)


@blueprint.post("/days/<day>/forget")
@requires(P.EDIT_CALENDAR)
def forget_day(day: str) -> Response:
    try:
        chosen = date.fromisoformat(day)
    except ValueError as error:
        raise NotFound(Problem("not_found", "")) from error
    if ActionForm().validate_on_submit():
        services.forget_holiday(actor=current_actor(), day=chosen)
    return see(url_for("calendar.days", year=chosen.year))


@blueprint.post("/terms")
@requires(P.EDIT_CALENDAR)
def add_period() -> Response:
    form = _school_form(request.form)
    if form.validate_on_submit():
        try:
            row = services.add_period(
                actor=current_actor(),
                region_code=form.region.data or "",
                kind=form.kind.data,
                name=form.name.data or "",
                starts_on=form.starts_on.data,
                ends_on=form.ends_on.data,
            )
            return see(url_for("calendar.days", year=row.starts_on.year))
        except DomainError as error:
            form.show_problems(error)
    return _page(status=422, school=form)


@blueprint.post("/terms/<int:period_id>/remove")
@requires(P.EDIT_CALENDAR)
def remove_period(period_id: int) -> Response:
    if ActionForm().validate_on_submit():
        services.remove_period(actor=current_actor(), period_id=period_id)
    return see(url_for("calendar.days"))
