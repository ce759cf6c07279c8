"""The guided end of a pairing."""

from __future__ import annotations

from flask import Response, abort, url_for
from flask_babel import gettext as _

from app.core.access.actors import current_actor
from app.core.access.guard import requires
from app.core.access.policy import may
from app.core.access.scope import get_visible
from app.core.errors import DomainError
from app.core.web.forms import ActionForm
from app.core.web.pages import page, see
from app.pairings import closing, queries, services
from app.pairings.forms import ClosureForm, HandOverForm, StepForm, choices
from app.pairings.models import Pairing
from app.pairings.routes.blueprint import blueprint
from app.pairings.routes.record import open_pdf, take
from app.pairings.states import RUNNING
from app.pairings.terms import terms_of
from app.policy import P
from app.programmes.queries import rules_for


@blueprint.route("/<int:pairing_id>/end", methods=["GET", "POST"])
@requires(P.END_PAIRING)
def end(pairing_id: int) -> Response:
    """The steps, and the last button once all are done."""
    actor, form = current_actor(), ActionForm()
    pairing = get_visible(Pairing, actor, pairing_id)
    closure = queries.open_closure(pairing)
    if closure is None:
        return see(url_for("pairings.begin_end", pairing_id=pairing.id))
    if form.validate_on_submit():
        try:
            services.end_pairing(actor=actor, pairing_id=pairing.id)
            return see(url_for("pairings.show", pairing_id=pairing.id))
        except DomainError as error:
            form.show_problems(error)
    taken = {step.code: step for step in closure.steps}
    return page(
        "pairings/end.html",
        status=422 if form.is_submitted() else 200,
        form=form,
        pairing=pairing,
        closure=closure,
        ways=closing.WAYS,
        steps=closing.STEPS,
        taken=taken,
        outcomes=closing.OUTCOMES,
        is_ready=not closing.missing_steps({code: one.outcome for code, one in taken.items()}),
        terms=terms_of(rules_for(pairing.region_code)),
    )


@blueprint.route("/<int:pairing_id>/end/begin", methods=["GET", "POST"])
@requires(P.END_PAIRING)
def begin_end(pairing_id: int) -> Response:
    actor, form = current_actor(), ClosureForm()
    pairing = get_visible(Pairing, actor, pairing_id)
    guided = url_for("pairings.end", pairing_id=pairing.id)
    if queries.open_closure(pairing):
        return see(guided)
    if pairing.state not in RUNNING:
        return see(url_for("pairings.show", pairing_id=pairing.id))
    return take(
        pairing,
        form,
        lambda: services.open_closure(
            actor=actor, pairing_id=pairing.id, way=form.way.data, reason=form.reason.data
        ),
        title=_("End the pairing"),
        label=_("Begin"),
        lead=_(
            "The end is made in steps: talks, a last meeting, the statement to the family, the"
            " hand-over. If a child is in danger, suspend the pairing at once instead."
        ),
        to=guided if form.is_submitted() else "",
    )


@blueprint.route("/<int:pairing_id>/end/step/<code>", methods=["GET", "POST"])
@requires(P.END_PAIRING)
def end_step(pairing_id: int, code: str) -> Response:
    actor = current_actor()
    pairing = get_visible(Pairing, actor, pairing_id)
    step = closing.step(code)
    if step is None or queries.open_closure(pairing) is None:
        abort(404)
    if code == "hand_over":
        return _hand_over(pairing, step)
    if code == "statement":
        return _statement(pairing, step)
    form = StepForm()
    offered = dict(closing.OUTCOMES)
    if not may(actor, P.WAIVE_CLOSURE, pairing):
        del offered["waived"]
    form.outcome.choices = choices(offered)
    return take(
        pairing,
        form,
        lambda: services.record_step(
            actor=actor,
            pairing_id=pairing.id,
            code=code,
            outcome=form.outcome.data,
            note=form.note.data or "",
        ),
        title=str(step.label),
        label=_("Record the step"),
        lead=str(step.help),
        to=url_for("pairings.end", pairing_id=pairing.id),
    )


def _hand_over(pairing: Pairing, step: closing.Step) -> Response:
    form = HandOverForm()
    return take(
        pairing,
        form,
        lambda: services.record_hand_over(
            actor=current_actor(),
            pairing_id=pairing.id,
            hand_over=form.hand_over.data,
            summary=form.summary.data or "",
        ),
        title=str(step.label),
        label=_("Record the step"),
        lead=str(step.help),
        to=url_for("pairings.end", pairing_id=pairing.id),
    )


def _statement(pairing: Pairing, step: closing.Step) -> Response:
    return take(
        pairing,
        ActionForm(),
        lambda: services.issue_statement(actor=current_actor(), pairing_id=pairing.id),
        title=str(step.label),
        label=_("Number and print it"),
        lead=str(step.help),
        to=url_for("pairings.end", pairing_id=pairing.id),
    )


@blueprint.get("/<int:pairing_id>/statement.pdf")
@requires(P.END_PAIRING)
def statement_pdf(pairing_id: int) -> Response:
    pairing = get_visible(Pairing, current_actor(), pairing_id)
    closure = queries.last_closure(pairing)
    return open_pdf(closure.statement_id if closure else None)


@blueprint.post("/<int:pairing_id>/end/cancel")
@requires(P.END_PAIRING)
def cancel_end(pairing_id: int) -> Response:
    pairing, form = get_visible(Pairing, current_actor(), pairing_id), ActionForm()
    if form.validate_on_submit():
        services.cancel_closure(actor=current_actor(), pairing_id=pairing.id)
    return see(url_for("pairings.show", pairing_id=pairing.id))
