"""A volunteer's own steps: join, leave, answer an offer, say how it was."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, request, url_for

from app.activities.arriving import is_door_code
from app.activities.forms import FeedbackForm
from app.activities.routes.activities import blueprint, get_shown, show_page
from app.activities.services import joining
from app.activities.services.day import arrive
from app.activities.services.feedback import give_feedback
from app.core.access.actors import current_actor
from app.core.access.guard import requires
from app.core.errors import DomainError, NotFound, Problem
from app.core.web.converters import whole
from app.core.web.forms import ActionForm
from app.core.web.pages import page, see
from app.policy import P


@blueprint.post("/<int:activity_id>/join")
@requires(P.JOIN_ACTIVITY)
def join(activity_id: int) -> Response:
    child_id = request.form.get("child", type=whole)
    return _step(
        activity_id,
        lambda: joining.join(actor=current_actor(), activity_id=activity_id, child_id=child_id),
    )


@blueprint.post("/<int:activity_id>/leave/<int:enrolment_id>")
@requires(P.JOIN_ACTIVITY)
def leave(activity_id: int, enrolment_id: int) -> Response:
    return _step(
        activity_id, lambda: joining.leave(actor=current_actor(), enrolment_id=enrolment_id)
    )


@blueprint.post("/<int:activity_id>/offer/<int:enrolment_id>")
@requires(P.JOIN_ACTIVITY)
def answer(activity_id: int, enrolment_id: int) -> Response:
    takes = request.form.get("answer") == "take"
    return _step(
        activity_id,
        lambda: joining.answer_offer(actor=current_actor(), enrolment_id=enrolment_id, takes=takes),
    )


def _step(activity_id: int, act: Callable[[], object]) -> Response:
    form = ActionForm()
    activity = get_shown(current_actor(), activity_id)
    if form.validate_on_submit():
        try:
            act()
            return see(url_for("activities.show", activity_id=activity_id))
        except DomainError as error:
            form.show_problems(error)
    return show_page(activity, status=422, problems_form=form)


@blueprint.post("/<int:activity_id>/feedback")
@requires(P.JOIN_ACTIVITY)
def feedback(activity_id: int) -> Response:
    actor, form = current_actor(), FeedbackForm()
    activity = get_shown(actor, activity_id)
    if form.validate_on_submit():
        try:
            give_feedback(
                actor=actor,
                activity_id=activity.id,
                score=int(form.score.data),
                remark=form.remark.data or "",
            )
            return see(url_for("activities.show", activity_id=activity.id))
        except DomainError as error:
            form.show_problems(error)
    return show_page(activity, status=422, feedback_form=form, problems_form=form)


@blueprint.route("/<int:activity_id>/here/<door>", methods=["GET", "POST"])
@requires(P.JOIN_ACTIVITY)
def here(activity_id: int, door: str) -> Response:
    """What the code at the door opens: one button, because no GET changes anything."""
    actor, form = current_actor(), ActionForm()
    activity = get_shown(actor, activity_id)
    if not is_door_code(activity.id, door):
        raise NotFound(Problem("not_found", ""))
    if form.validate_on_submit():
        try:
            arrive(actor=actor, activity_id=activity.id, code=door)
            return see(url_for("activities.here", activity_id=activity.id, door=door, done=1))
        except DomainError as error:
            form.show_problems(error)
    status = 422 if form.is_submitted() else 200
    return page(
        "activities/here.html",
        status=status,
        form=form,
        activity=activity,
        is_done="done" in request.args,
    )
