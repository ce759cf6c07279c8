from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select

from app.accounts.fresh import fresh_password
from app.core import audit, workflow
from app.core.access.actors import Actor, current_actor
from app.core.access.guard import requires
from app.core.access.policy import may
from app.core.access.scope import get_visible, visible
from app.core.db import session, transaction
from app.core.documents.sheets import XLSX
from app.core.documents.sheets.write import OutColumn, OutSheet, write_workbook
from app.core.errors import DomainError
from app.core.web.converters import whole
from app.core.web.forms import ActionForm
from app.core.web.pages import page, see
from app.core.web.pagination import paginate
from app.hours import services
from app.hours.forms import DisputeForm, SettleForm
from app.hours.models import ServiceHours
from app.hours.states import HOURS
from app.policy import P
from app.volunteers import queries

blueprint = Blueprint("hours", __name__, url_prefix="/hours")

MOST_ROWS = 20_000
VIEWS = {
    "": _l("All hours"),
    "recorded": _l("To be confirmed"),
    "disputed": _l("Disputed"),
    "confirmed": _l("Confirmed"),
}


@blueprint.get("")
@requires(P.READ_HOURS)
def index() -> Response:
    actor = current_actor()
    view, volunteer_id = _view(), request.args.get("volunteer", type=whole)
    return page(
        "hours/list.html",
        found=paginate(
            _asked(actor, view, volunteer_id), (ServiceHours.day, "desc"), (ServiceHours.id, "desc")
        ),
        view=view,
        views=VIEWS,
        lifecycle=HOURS,
        may_confirm=view == "recorded" and may(actor, P.CONFIRM_HOURS),
        may_export=may(actor, P.CONFIRM_HOURS),
        is_own=queries.own(actor) is not None,
        only_own=not may(actor, P.READ_VOLUNTEER),
        form=ActionForm(),
        volunteer_id=volunteer_id,
    )


def _view() -> str:
    view = request.args.get("view", "")
    return view if view in VIEWS else ""


def _asked(actor: Actor, view: str, volunteer_id: int | None) -> Select[Any]:
    query = visible(ServiceHours, actor)
    if view:
        query = query.where(ServiceHours.state == view)
    if volunteer_id:
        query = query.where(ServiceHours.volunteer_id == volunteer_id)
    return query


@blueprint.post("/export")
@requires(P.CONFIRM_HOURS)
@fresh_password
def export() -> Response:
    """The list as it is filtered, for the office."""
    actor = current_actor()
    ActionForm().validate_on_submit()
    return _workbook(
        _asked(actor, _view(), request.args.get("volunteer", type=whole)), "hours.xlsx"
    )


@blueprint.post("/my-record")
@requires(P.OWN_VOLUNTEER)
def own_record() -> Response:
    """A volunteer takes her own record with her."""
    actor = current_actor()
    ActionForm().validate_on_submit()
    herself = queries.own(actor)
    key = herself.id if herself is not None else 0
    return _workbook(_asked(actor, "", key).where(ServiceHours.volunteer_id == key), "record.xlsx")


def _workbook(query: Select[Any], name: str) -> Response:
    newest = query.order_by(ServiceHours.day.desc(), ServiceHours.id.desc()).limit(MOST_ROWS)
    rows = session().scalars(newest).all()
    with transaction():
        audit.record(current_actor(), "hours.exported", rows=len(rows))
    target = BytesIO()
    write_workbook(target, [_sheet(rows)])
    response = Response(target.getvalue(), content_type=XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _sheet(rows: Sequence[ServiceHours]) -> OutSheet:
    headings = ((_("Volunteer"), 12), (_("Service"), 40), (_("Day"), 14))
    return OutSheet(
        name=_("Service hours"),
        title=_("Service hours"),
        columns=[
            *(OutColumn(heading, width) for heading, width in headings),
            OutColumn(_("Minutes served"), 10),
            OutColumn(_("State"), 12),
        ],
        rows=(
            (
                one.volunteer.name,
                one.title,
                one.day,
                one.minutes,
                str(HOURS.state(one.state).label),
            )
            for one in rows
        ),
    )


@blueprint.post("/confirm")
@requires(P.CONFIRM_HOURS)
def confirm() -> Response:
    if ActionForm().validate_on_submit():
        services.confirm_hours(actor=current_actor(), ids=request.form.getlist("ids", type=whole))
    return see(url_for("hours.index", view="recorded"))


@blueprint.get("/<int:entry_id>")
@requires(P.READ_HOURS)
def show(entry_id: int) -> Response:
    actor = current_actor()
    entry = get_visible(ServiceHours, actor, entry_id)
    return page(
        "hours/show.html",
        entry=entry,
        state=HOURS.state(entry.state),
        steps={step.name for step in HOURS.open_to(actor, entry)},
        history=workflow.history(entry),
        lifecycle=HOURS,
    )


@blueprint.route("/<int:entry_id>/dispute", methods=["GET", "POST"])
@requires(P.DISPUTE_HOURS)
def dispute(entry_id: int) -> Response:
    actor, form = current_actor(), DisputeForm()
    entry = get_visible(ServiceHours, actor, entry_id, P.DISPUTE_HOURS)
    if form.validate_on_submit():
        try:
            services.dispute_hours(actor=actor, entry_id=entry.id, reason=form.reason.data)
            return see(url_for("hours.show", entry_id=entry.id))
        except DomainError as error:
            form.show_problems(error)
    status = 422 if form.is_submitted() else 200
    return page("hours/act.html", status=status, form=form, entry=entry, act="dispute")


@blueprint.route("/<int:entry_id>/settle", methods=["GET", "POST"])
@requires(P.CONFIRM_HOURS)
def settle(entry_id: int) -> Response:
    actor = current_actor()
    entry = get_visible(ServiceHours, actor, entry_id, P.CONFIRM_HOURS)
    form = SettleForm(data={"minutes": entry.minutes})
    if form.validate_on_submit():
        try:
            services.settle_dispute(
                actor=actor,
                entry_id=entry.id,
                minutes=form.minutes.data,
                reason=form.reason.data,
            )
            return see(url_for("hours.show", entry_id=entry.id))
        except DomainError as error:
            form.show_problems(error)
    status = 422 if form.is_submitted() else 200
    return page("hours/act.html", status=status, form=form, entry=entry, act="settle")
