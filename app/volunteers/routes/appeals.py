"""The decision about an appeal, by the level above."""

from __future__ import annotations

from flask import Response, flash, url_for
from flask_babel import gettext as _

from app.core.access.actors import current_actor
from app.core.access.guard import requires
from app.core.errors import DomainError
from app.core.web.pages import page, see
from app.policy import P
from app.volunteers import appeals, services
from app.volunteers.forms import AppealDecisionForm
from app.volunteers.models import Volunteer
from app.volunteers.routes import blueprint
from app.volunteers.routes.record import load


@blueprint.get("/volunteers/<int:volunteer_id>/decide-appeal")
@requires(P.DECIDE_VOLUNTEER)
def ask_appeal(volunteer_id: int) -> Response:
    volunteer = load(volunteer_id, P.DECIDE_VOLUNTEER)
    if volunteer.state != "appealed":
        return see(url_for("volunteers.show", volunteer_id=volunteer.id))
    return _show(volunteer, AppealDecisionForm())


@blueprint.post("/volunteers/<int:volunteer_id>/decide-appeal")
@requires(P.DECIDE_VOLUNTEER)
def decide_appeal(volunteer_id: int) -> Response:
    volunteer, form = load(volunteer_id, P.DECIDE_VOLUNTEER), AppealDecisionForm()
    if not form.validate_on_submit():
        return _show(volunteer, form, 422)
    try:
        services.decide_appeal(
            actor=current_actor(),
            volunteer_id=volunteer.id,
            granted=form.outcome.data == "granted",
            reason=form.reason.data or "",
            authority=form.authority.data or "",
        )
    except DomainError as error:
        form.show_problems(error)
        return _show(volunteer, form, error.status)
    flash(_("Decided. She reads the answer on her status page."), "success")
    return see(url_for("volunteers.show", volunteer_id=volunteer.id))


def _show(volunteer: Volunteer, form: AppealDecisionForm, status: int = 200) -> Response:
    return page(
        "volunteers/appeal_decision.html",
        status=status,
        volunteer=volunteer,
        appeal=appeals.open_appeal(volunteer),
        is_above=appeals.is_above(current_actor(), volunteer),
        form=form,
    )
