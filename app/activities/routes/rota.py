"""The duty rota of the station."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time, timedelta
from typing import Any

from flask import Blueprint, Response, request, url_for
from flask_babel import format_date
from flask_babel import gettext as _
from sqlalchemy import Select

from app.activities.forms import NoteForm, ShiftsForm
from app.activities.models import DutyShift
from app.activities.rota_pdf import RotaLine, rota_pdf
from app.activities.routes.own_region import widest_region
from app.activities.services import rota as services
from app.core.access.actors import Actor, current_actor
from app.core.access.guard import requires
from app.core.access.policy import may
from app.core.access.scope import get_visible, visible
from app.core.calendar import month as months
from app.core.clock import local, now, today
from app.core.db import session
from app.core.errors import DomainError
from app.core.i18n import is_chinese
from app.core.regioncode import Level
from app.core.web.converters import whole
from app.core.web.forms import ActionForm
from app.core.web.pages import page, see
from app.core.web.pagination import paginate
from app.policy import P
from app.regions.picker import Limits
from app.regions.stations import current_station, load_names, short_name

A_PAGE, ON_PAPER = 62, 1000

blueprint = Blueprint("rota", __name__, url_prefix="/rota")


def _shifts(month: date) -> Select[Any]:
    within_month = DutyShift.day.between(month, months.next_month(month) - timedelta(days=1))
    return visible(DutyShift, current_actor()).where(within_month)


@blueprint.get("")
@requires(P.READ_ROTA)
def index() -> Response:
    return _index(months.parse_month(request.args.get("month", ""), today()))


def _index(month: date) -> Response:
    actor = current_actor()
    order = ((DutyShift.starts_at, "asc"), (DutyShift.id, "asc"))
    found = paginate(_shifts(month), *order, size=A_PAGE)
    return page(
        "activities/rota.html",
        month=month,
        found=found,
        short_day=short_day,
        may_plan=may(actor, P.MANAGE_ROTA),
        earlier=url_for("rota.index", month=f"{months.previous_month(month):%Y-%m}"),
        later=url_for("rota.index", month=f"{months.next_month(month):%Y-%m}"),
        **_steps(actor, found.items),
    )


def short_day(day: date) -> str:
    """The year stands above the list."""
    return format_date(day, "M月d日 EEE" if is_chinese() else "EEE d MMM")


@blueprint.get("/<int:shift_id>")
@requires(P.READ_ROTA)
def show(shift_id: int) -> Response:
    """One shift, to which the calendar leads."""
    return _one(get_visible(DutyShift, current_actor(), shift_id))


def _one(shift: DutyShift, *, status: int = 200, form: Any = None) -> Response:
    values = _steps(current_actor(), [shift], form)
    return page("activities/shift.html", status=status, one=shift, now=now(), **values)


def _steps(actor: Actor, shifts: Sequence[DutyShift], form: Any = None) -> dict[str, Any]:
    """What may be done with each of the shifts."""
    regions = {one.region_code for one in shifts}
    load_names(list(regions))
    managed = {code for code in regions if may(actor, P.MANAGE_ROTA, code)}
    takes = actor.has_role("chair", "staff")

    def steps_of(shift: DutyShift) -> list[str]:
        is_mine = shift.user_id == actor.user_id
        known = {
            "assign": shift.region_code in managed,
            "take": takes and not is_mine and (shift.user_id is None or shift.swap_wanted),
            "relief": is_mine and not shift.swap_wanted,
        }
        is_open = shift.ends_at > now()
        return [name for name, may_be in known.items() if may_be and is_open]

    return {
        "steps_of": steps_of,
        "may_note": lambda one: one.region_code in managed or one.user_id == actor.user_id,
        "people": {code: services.people_for(code) for code in managed},
        "hours_of": services.hours_of,
        "when_of": services.when_of,
        "form": form or ActionForm(),
    }


@blueprint.route("/new", methods=["GET", "POST"])
@requires(P.MANAGE_ROTA)
def new() -> Response:
    region = widest_region(current_actor(), P.MANAGE_ROTA)
    form = ShiftsForm(data={"region": region, "first": today()})
    form.region.limits = Limits(tuple(Level), region)
    if form.validate_on_submit():
        try:
            services.plan_shifts(
                actor=current_actor(),
                region_code=form.region.data or "",
                rule=form.rule(),
                starts_at=form.starts_at(),
                ends=form.ends.data or time(17),
            )
            return see(url_for("rota.index", month=f"{form.first.data:%Y-%m}"))
        except DomainError as error:
            form.show_problems(error)
    status = 422 if form.is_submitted() else 200
    return page("activities/rota_new.html", status=status, form=form)


@blueprint.post("/<int:shift_id>/<any(assign, take, relief):turn>")
@requires(P.READ_ROTA)
def step(shift_id: int, turn: str) -> Response:
    actor, form = current_actor(), ActionForm()
    if form.validate_on_submit():
        try:
            if turn == "assign":
                user_id = request.form.get("user_id", type=whole)
                shift = services.assign_shift(actor=actor, shift_id=shift_id, user_id=user_id)
            elif turn == "take":
                shift = services.take_shift(actor=actor, shift_id=shift_id)
            else:
                shift = services.ask_relief(actor=actor, shift_id=shift_id)
            return see(_place_of(shift))
        except DomainError as error:
            form.show_problems(error)
            if error.status == 404:
                raise
    return _one(get_visible(DutyShift, actor, shift_id), status=422, form=form)


def _place_of(shift: DutyShift) -> str:
    """Its line on the month's page."""
    return url_for("rota.index", month=f"{shift.day:%Y-%m}", _anchor=f"s{shift.id}")


@blueprint.route("/<int:shift_id>/note", methods=["GET", "POST"])
@requires(P.READ_ROTA)
def note(shift_id: int) -> Response:
    actor = current_actor()
    shift = get_visible(DutyShift, actor, shift_id)
    form = NoteForm(data={"note": shift.note})
    if form.validate_on_submit():
        services.write_note(actor=actor, shift_id=shift.id, note=form.note.data or "")
        return see(_place_of(shift))
    status = 422 if form.is_submitted() else 200
    return page(
        "activities/rota_note.html",
        status=status,
        form=form,
        shift=shift,
        when=services.when_of(shift),
    )


@blueprint.get("/month.pdf")
@requires(P.READ_ROTA)
def printed() -> Response:
    month = months.parse_month(request.args.get("month", ""), today())
    query = _shifts(month).order_by(DutyShift.starts_at, DutyShift.id).limit(ON_PAPER)
    shifts = session().scalars(query).all()
    load_names([one.region_code for one in shifts])
    lines = [
        RotaLine(
            day=local(one.starts_at).date(),
            time=services.hours_of(one).replace("–", "—"),
            place=short_name(one.region_code),
            name=one.user.name if one.user else "",
        )
        for one in shifts
    ]
    station = current_station()
    pdf = rota_pdf(station.name if station else _("Aixin Station"), month, lines)
    response = Response(pdf, content_type="application/pdf")
    response.headers.set("Content-Disposition", "inline", filename=f"rota-{month:%Y-%m}.pdf")
    return response
