from __future__ import annotations

from flask import Response, request, url_for
from flask_babel import lazy_gettext as _l

from app.core import workflow
from app.core.access.actors import current_actor
from app.core.access.guard import requires
from app.core.access.policy import may
from app.core.access.scope import get_visible, visible
from app.core.clock import today
from app.core.errors import DomainError
from app.core.web.converters import whole
from app.core.web.forms import ActionForm
from app.core.web.pages import page, see
from app.core.web.pagination import paginate
from app.policy import P
from app.training import kinds
from app.training.forms import ReasonForm
from app.training.models import Completion
from app.training.queries import FEWEST, trainers_marked
from app.training.routes import blueprint
from app.training.services.completion import confirm_completions, refuse_completion
from app.training.states import COMPLETION

VIEWS = {
    "earned": _l("To be confirmed"),
    "confirmed": _l("Confirmed"),
    "refused": _l("Not recognised"),
}


@blueprint.get("/completions")
@requires(P.READ_COMPLETION)
def completions() -> Response:
    actor = current_actor()
    view = request.args.get("view", "earned")
    view = view if view in VIEWS else "earned"
    query = visible(Completion, actor).where(Completion.state == view)
    if volunteer_id := request.args.get("volunteer", type=whole):
        query = query.where(Completion.volunteer_id == volunteer_id)
    return page(
        "training/completions.html",
        found=paginate(query, (Completion.completed_on, "desc"), (Completion.id, "desc")),
        view=view,
        views=VIEWS,
        kinds=kinds,
        lifecycle=COMPLETION,
        may_confirm=view == "earned" and may(actor, P.CONFIRM_TRAINING),
        form=ActionForm(),
    )


@blueprint.post("/completions/confirm")
@requires(P.CONFIRM_TRAINING)
def confirm() -> Response:
    if ActionForm().validate_on_submit():
        ids = request.form.getlist("ids", type=whole)
        confirm_completions(actor=current_actor(), ids=ids)
    if session_id := request.form.get("session", type=whole):
        return see(url_for("training.session", held_id=session_id))
    return see(url_for("training.completions"))


@blueprint.get("/completions/<int:completion_id>")
@requires(P.READ_COMPLETION)
def completion(completion_id: int) -> Response:
    actor = current_actor()
    found = get_visible(Completion, actor, completion_id)
    return page(
        "training/completion.html",
        found=found,
        kinds=kinds,
        state=COMPLETION.state(found.state),
        steps={step.name for step in COMPLETION.open_to(actor, found)},
        lifecycle=COMPLETION,
        history=workflow.history(found),
        today=today(),
        form=ActionForm(),
    )


@blueprint.route("/completions/<int:completion_id>/refuse", methods=["GET", "POST"])
@requires(P.CONFIRM_TRAINING)
def refuse(completion_id: int) -> Response:
    actor, form = current_actor(), ReasonForm()
    found = get_visible(Completion, actor, completion_id, P.CONFIRM_TRAINING)
    if form.validate_on_submit():
        try:
            refuse_completion(actor=actor, completion_id=found.id, reason=form.reason.data)
            return see(url_for("training.completion", completion_id=found.id))
        except DomainError as error:
            form.show_problems(error)
    status = 422 if form.is_submitted() else 200
    return page("training/refuse.html", status=status, form=form, found=found)


@blueprint.get("/trainers")
@requires(P.MANAGE_TRAINING)
def trainers() -> Response:
    return page("training/trainers.html", rows=trainers_marked(current_actor()), fewest=FEWEST)
