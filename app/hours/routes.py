from __future__ import annotations

from flask import Blueprint, Response, request, url_for
from flask_babel import lazy_gettext as _l

from app.core import workflow
from app.core.access.actors import current_actor
from app.core.access.guard import requires
from app.core.access.policy import may
from app.core.access.scope import get_visible, visible
from app.core.errors import DomainError
from app.core.web.forms import ActionForm
from app.core.web.pages import page, see
from app.core.web.pagination import paginate
from app.hours import services
from app.hours.forms import DisputeForm, SettleForm
from app.hours.models import ServiceHours
from app.hours.states import HOURS
from app.policy import P

blueprint = Blueprint("hours", __name__, url_prefix="/hours")

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
    view = request.args.get("view", "")
    view = view if view in VIEWS else ""
    query = visible(ServiceHours, actor)
    if view:
        query = query.where(ServiceHours.state == view)
    if volunteer_id := request.args.get("volunteer", type=int):
        query = query.where(ServiceHours.volunteer_id == volunteer_id)
    return page(
        "hours/list.html",
        found=paginate(query, (ServiceHours.day, "desc"), (ServiceHours.id, "desc")),
        view=view,
        views=VIEWS,
        lifecycle=HOURS,
        may_confirm=view == "recorded" and may(actor, P.CONFIRM_HOURS),
        form=ActionForm(),
        volunteer_id=volunteer_id,
    )


@blueprint.post("/confirm")
@requires(P.CONFIRM_HOURS)
def confirm() -> Response:
    if ActionForm().validate_on_submit():
        services.confirm_hours(actor=current_actor(), ids=request.form.getlist("ids", type=int))
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
