"""Feedback on paper: the sheets to hand out, and typing them in."""

from __future__ import annotations

from flask import Response, request, url_for

from app.activities import kinds, queries
from app.activities.day_forms import SheetForm
from app.activities.lists_pdf import feedback_pdf
from app.activities.models import Activity
from app.activities.routes.activities import blueprint
from app.activities.routes.day import heading_of, pdf_answer
from app.activities.services.feedback import record_sheet
from app.core.access.actors import current_actor
from app.core.access.guard import requires
from app.core.access.scope import get_visible
from app.core.errors import DomainError
from app.core.web.pages import page, see
from app.policy import P


@blueprint.get("/<int:activity_id>/feedback.pdf")
@requires(P.MANAGE_ACTIVITY)
def feedback_sheet(activity_id: int) -> Response:
    activity = get_visible(Activity, current_actor(), activity_id, P.MANAGE_ACTIVITY)
    return pdf_answer(feedback_pdf(heading_of(activity)), f"feedback-{activity.id}")


@blueprint.route("/<int:activity_id>/sheets", methods=["GET", "POST"])
@requires(P.MANAGE_ACTIVITY)
def feedback_sheets(activity_id: int) -> Response:
    actor = current_actor()
    activity = get_visible(Activity, actor, activity_id, P.MANAGE_ACTIVITY)
    form = SheetForm(data={"who": request.args.get("who", "")})
    if form.validate_on_submit():
        try:
            record_sheet(
                actor=actor,
                activity_id=activity.id,
                who=form.who.data,
                score=int(form.score.data),
                remark=form.remark.data or "",
            )
            # The next sheet is most often by one of the same.
            return see(
                url_for("activities.feedback_sheets", activity_id=activity.id, who=form.who.data)
            )
        except DomainError as error:
            form.show_problems(error)
    status = 422 if form.is_submitted() else 200
    return page(
        "activities/sheets.html",
        status=status,
        form=form,
        activity=activity,
        summary=queries.feedback_summary(activity.id),
        answerers=kinds.ANSWERERS,
    )
