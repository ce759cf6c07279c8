"""Leaving as a list that is worked through: notice, hand-over, thanks, record, the end."""

from __future__ import annotations

from flask import Response, abort, flash, url_for
from flask_babel import gettext as _

from app.core.access.actors import current_actor
from app.core.access.guard import requires
from app.core.access.policy import may
from app.core.errors import DomainError
from app.core.web.forms import ActionForm
from app.core.web.pages import page, see
from app.policy import P
from app.volunteers import hooks, leaving, queries, services
from app.volunteers.forms import NoticeForm
from app.volunteers.models import Volunteer
from app.volunteers.routes import blueprint
from app.volunteers.routes.record import load


def _form(volunteer: Volunteer, *, herself: bool = False) -> NoticeForm:
    return NoticeForm.made_for(leaving.reasons(volunteer, herself=herself))


def _give(volunteer: Volunteer, form: NoticeForm) -> int:
    """0 once it is on record, else the status of the answer."""
    if not form.validate_on_submit() or form.last_day.data is None:
        return 422
    try:
        services.give_notice(
            actor=current_actor(),
            volunteer_id=volunteer.id,
            last_day=form.last_day.data,
            code=form.code.data,
            words=form.words.data or "",
        )
    except DomainError as error:
        form.show_problems(error)
        return error.status
    return 0


@blueprint.get("/volunteers/<int:volunteer_id>/leaving")
@requires(P.REGISTER_VOLUNTEER)
def leave_steps(volunteer_id: int) -> Response:
    volunteer = load(volunteer_id, P.REGISTER_VOLUNTEER)
    return _show(volunteer, _form(volunteer))


@blueprint.post("/volunteers/<int:volunteer_id>/leaving")
@requires(P.REGISTER_VOLUNTEER)
def save_notice(volunteer_id: int) -> Response:
    volunteer = load(volunteer_id, P.REGISTER_VOLUNTEER)
    form = _form(volunteer)
    if status := _give(volunteer, form):
        return _show(volunteer, form, status)
    flash(_("The notice is on record."), "success")
    return see(url_for("volunteers.leave_steps", volunteer_id=volunteer.id))


@blueprint.post("/volunteers/<int:volunteer_id>/leaving/back")
@requires(P.REGISTER_VOLUNTEER)
def take_notice_back(volunteer_id: int) -> Response:
    volunteer = load(volunteer_id, P.REGISTER_VOLUNTEER)
    services.take_notice_back(actor=current_actor(), volunteer_id=volunteer.id)
    flash(_("She stays: the notice is taken back."), "success")
    return see(url_for("volunteers.show", volunteer_id=volunteer.id))


def _show(volunteer: Volunteer, form: NoticeForm, status: int = 200) -> Response:
    actor = current_actor()
    steps = hooks.exit_steps(actor, volunteer)
    reasons = {one.code: one.label for one in queries.rules_of(volunteer).leaving}
    notice = leaving.notice_of(volunteer)
    return page(
        "volunteers/leaving.html",
        status=status,
        volunteer=volunteer,
        form=form,
        notice=notice,
        reason=reasons.get(notice.code, notice.code) if notice else "",
        steps=steps,
        is_ready=all(step.is_done for step in steps if step.is_required),
        may_read_words=may(actor, P.CHECK_VOLUNTEER, volunteer),
        action=ActionForm(),
    )


@blueprint.get("/my-service/leaving")
@requires(P.OWN_VOLUNTEER)
def own_leaving() -> Response:
    volunteer = _own()
    return _show_own(volunteer, _form(volunteer, herself=True))


@blueprint.post("/my-service/leaving")
@requires(P.OWN_VOLUNTEER)
def give_own_notice() -> Response:
    volunteer = _own()
    form = _form(volunteer, herself=True)
    if status := _give(volunteer, form):
        return _show_own(volunteer, form, status)
    return see(url_for("volunteers.own_leaving"))


@blueprint.post("/my-service/leaving/back")
@requires(P.OWN_VOLUNTEER)
def take_own_notice_back() -> Response:
    services.take_notice_back(actor=current_actor(), volunteer_id=_own().id)
    return see(url_for("volunteers.own"))


def _own() -> Volunteer:
    return queries.own(current_actor()) or abort(404)


def _show_own(volunteer: Volunteer, form: NoticeForm, status: int = 200) -> Response:
    return page(
        "volunteers/own_leaving.html",
        status=status,
        volunteer=volunteer,
        form=form,
        notice=leaving.notice_of(volunteer),
        action=ActionForm(),
    )
