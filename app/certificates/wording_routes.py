"""How certificates are worded, with a preview; and requests to correct a record."""

from __future__ import annotations

from flask import Response, request, url_for
from wtforms import SelectChoice

from app.certificates import queries, services
from app.certificates.document import print_all, sample_places
from app.certificates.forms import AnswerForm, CorrectionForm, WordingForm
from app.certificates.kinds import PAPERS
from app.certificates.models import Correction
from app.certificates.routes import _inline, blueprint
from app.certificates.sample import sample_snapshot
from app.certificates.states import CORRECTION
from app.core import workflow
from app.core.access.actors import Actor, current_actor
from app.core.access.guard import requires
from app.core.access.policy import rule_of
from app.core.access.scope import get_visible, visible
from app.core.errors import DomainError, NotFound, Problem
from app.core.web.pages import page, see
from app.core.web.pagination import paginate
from app.policy import P
from app.regions.queries import full_name
from app.volunteers.queries import own


def _regions(actor: Actor) -> list[str]:
    return actor.regions(rule_of(P.WORD_CERTIFICATE).roles)


@blueprint.get("/wording")
@requires(P.WORD_CERTIFICATE)
def wordings() -> Response:
    regions = _regions(current_actor())
    return page(
        "certificates/wordings.html",
        papers=PAPERS,
        wordings={code: queries.wording_for(regions[0], code) for code in PAPERS},
    )


@blueprint.route("/wording/<paper>", methods=["GET", "POST"])
@requires(P.WORD_CERTIFICATE)
def wording(paper: str) -> Response:
    if paper not in PAPERS:
        raise NotFound(Problem("not_found", ""))
    actor = current_actor()
    regions = _regions(actor)
    form = WordingForm(obj=queries.wording_for(regions[0], paper))
    form.region_code.choices = [SelectChoice(code, full_name(code) or code) for code in regions]
    if form.validate_on_submit():
        try:
            services.word_certificate(
                actor=actor,
                region_code=form.region_code.data,
                kind=paper,
                title=form.title.data,
                body=form.body.data,
                closing=form.closing.data or "",
                issuer=form.issuer.data or "",
            )
            return see(url_for("certificates.wording", paper=paper))
        except DomainError as error:
            form.show_problems(error)
    status = 422 if form.is_submitted() else 200
    return page("certificates/wording.html", status=status, form=form, paper=PAPERS[paper])


@blueprint.get("/wording/<paper>/preview.pdf")
@requires(P.WORD_CERTIFICATE)
def preview(paper: str) -> Response:
    """The saved wording with invented values; it has no number and no check code."""
    if paper not in PAPERS:
        raise NotFound(Problem("not_found", ""))
    region = _regions(current_actor())[0]
    found = queries.wording_for(region, paper)
    texts = queries.worded(found, sample_places(PAPERS[paper]))
    return _inline(print_all([sample_snapshot(paper, texts, found.issuer)]), "preview.pdf")


@blueprint.route("/corrections/new", methods=["GET", "POST"])
@requires(P.ASK_CORRECTION)
def ask() -> Response:
    actor, form = current_actor(), CorrectionForm()
    volunteer = own(actor)
    if volunteer is None:
        raise NotFound(Problem("not_found", ""))
    if form.validate_on_submit():
        try:
            services.ask_correction(actor=actor, volunteer_id=volunteer.id, text=form.text.data)
            return see(url_for("certificates.corrections"))
        except DomainError as error:
            form.show_problems(error)
    status = 422 if form.is_submitted() else 200
    return page("certificates/ask.html", status=status, form=form)


@blueprint.get("/corrections")
@requires(P.READ_CERTIFICATE)
def corrections() -> Response:
    view = request.args.get("view", "")
    query = visible(Correction, current_actor())
    if view in [state.code for state in CORRECTION.states]:
        query = query.where(Correction.state == view)
    return page(
        "certificates/corrections.html",
        found=paginate(query, (Correction.asked_at, "desc"), (Correction.id, "desc")),
        lifecycle=CORRECTION,
    )


@blueprint.route("/corrections/<int:correction_id>", methods=["GET", "POST"])
@requires(P.READ_CERTIFICATE)
def correction(correction_id: int) -> Response:
    actor, form = current_actor(), AnswerForm()
    found = get_visible(Correction, actor, correction_id)
    if form.validate_on_submit():
        try:
            services.answer_correction(
                actor=actor,
                correction_id=found.id,
                is_corrected=form.is_corrected.data == "yes",
                answer=form.answer.data,
            )
            return see(url_for("certificates.correction", correction_id=found.id))
        except DomainError as error:
            form.show_problems(error)
    return page(
        "certificates/correction.html",
        status=422 if form.is_submitted() else 200,
        form=form,
        found=found,
        state=CORRECTION.state(found.state),
        may_answer=bool(CORRECTION.open_to(actor, found)),
        history=workflow.history(found),
        lifecycle=CORRECTION,
    )
