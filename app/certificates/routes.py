from __future__ import annotations

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _

from app.certificates import queries, services
from app.certificates.composition import compose_own_record
from app.certificates.document import print_all, print_own_record
from app.certificates.forms import GiveForm, ReissueForm, WithdrawForm
from app.certificates.kinds import GIVEN, PAPERS
from app.certificates.models import Certificate
from app.certificates.states import CERTIFICATE
from app.core import workflow
from app.core.access.actors import current_actor
from app.core.access.guard import requires
from app.core.access.policy import may
from app.core.access.scope import get_visible
from app.core.db import session
from app.core.documents import archive
from app.core.documents.models import Document
from app.core.errors import DomainError, NotFound, Problem
from app.core.web.forms import ActionForm
from app.core.web.pages import page, see
from app.core.web.pagination import paginate
from app.policy import P
from app.training.models import TrainingSession
from app.volunteers.models import Volunteer
from app.volunteers.queries import matches
from app.volunteers.queries import own as own_volunteer

blueprint = Blueprint("certificates", __name__, url_prefix="/certificates")


@blueprint.get("/")
@requires(P.READ_CERTIFICATE)
def index() -> Response:
    actor = current_actor()
    kind, words = request.args.get("kind", ""), request.args.get("q", "").strip()
    found = queries.list_certificates(actor, kind=kind, search=matches(words) if words else None)
    return page(
        "certificates/list.html",
        found=paginate(found, (Certificate.issued_on, "desc"), (Certificate.id, "desc")),
        kind=kind,
        words=words,
        papers=PAPERS,
        lifecycle=CERTIFICATE,
        may_word=may(actor, P.WORD_CERTIFICATE),
        reads_others=may(actor, P.READ_VOLUNTEER),
    )


@blueprint.get("/<int:certificate_id>")
@requires(P.READ_CERTIFICATE)
def show(certificate_id: int) -> Response:
    actor = current_actor()
    found = get_visible(Certificate, actor, certificate_id)
    return page(
        "certificates/show.html",
        found=found,
        paper=PAPERS[found.kind],
        state=CERTIFICATE.state(found.state),
        steps={step.name for step in CERTIFICATE.open_to(actor, found)},
        history=workflow.history(found),
        lifecycle=CERTIFICATE,
    )


@blueprint.get("/<int:certificate_id>/certificate.pdf")
@requires(P.READ_CERTIFICATE)
def pdf(certificate_id: int) -> Response:
    found = get_visible(Certificate, current_actor(), certificate_id)
    document = session().get_one(Document, found.document_id)
    return _inline(archive.pdf_bytes(document), f"{found.serial}.pdf")


@blueprint.route("/new/<int:volunteer_id>", methods=["GET", "POST"])
@requires(P.ISSUE_CERTIFICATE)
def give(volunteer_id: int) -> Response:
    actor, form = current_actor(), GiveForm()
    volunteer = get_visible(Volunteer, actor, volunteer_id, P.ISSUE_CERTIFICATE)
    if not form.is_submitted() and request.args.get("kind") in GIVEN:
        form.kind.data = request.args["kind"]
    if form.validate_on_submit():
        try:
            made = _give(form, volunteer.id)
            return see(url_for("certificates.show", certificate_id=made.id))
        except DomainError as error:
            form.show_problems(error)
    status = 422 if form.is_submitted() else 200
    return page("certificates/give.html", status=status, form=form, volunteer=volunteer)


def _give(form: GiveForm, volunteer_id: int) -> Certificate:
    actor = current_actor()
    if form.kind.data == "record":
        wish = form.wish(actor.name)
        return services.issue_record(actor=actor, volunteer_id=volunteer_id, wish=wish)
    return services.issue_award(
        actor=actor,
        volunteer_id=volunteer_id,
        kind=form.kind.data,
        award=form.award.data or "",
    )


@blueprint.route("/<int:certificate_id>/withdraw", methods=["GET", "POST"])
@requires(P.WITHDRAW_CERTIFICATE)
def withdraw(certificate_id: int) -> Response:
    actor, form = current_actor(), WithdrawForm()
    found = get_visible(Certificate, actor, certificate_id, P.WITHDRAW_CERTIFICATE)
    if form.validate_on_submit():
        try:
            services.withdraw_certificate(
                actor=actor, certificate_id=found.id, reason=form.reason.data
            )
            return see(url_for("certificates.show", certificate_id=found.id))
        except DomainError as error:
            form.show_problems(error)
    status = 422 if form.is_submitted() else 200
    return page("certificates/withdraw.html", status=status, form=form, found=found)


@blueprint.route("/<int:certificate_id>/reissue", methods=["GET", "POST"])
@requires(P.WITHDRAW_CERTIFICATE)
def reissue(certificate_id: int) -> Response:
    """Mend what it says: withdraw it and issue another in its place."""
    actor = current_actor()
    found = get_visible(Certificate, actor, certificate_id, P.WITHDRAW_CERTIFICATE)
    form = ReissueForm(data={"award": found.title})
    if found.kind not in ("honour", "thanks"):
        del form.award
    if form.validate_on_submit():
        try:
            made = services.reissue_certificate(
                actor=actor,
                certificate_id=found.id,
                reason=form.reason.data,
                award=form.award.data if form.award else "",
            )
            return see(url_for("certificates.show", certificate_id=made.id))
        except DomainError as error:
            form.show_problems(error)
    status = 422 if form.is_submitted() else 200
    return page("certificates/reissue.html", status=status, form=form, found=found)


@blueprint.get("/my-record.pdf")
@requires(P.OWN_VOLUNTEER)
def own_record() -> Response:
    """What the ledger says of her, to be printed by herself: no certificate, and it says so."""
    volunteer = own_volunteer(current_actor())
    if volunteer is None:
        raise NotFound(Problem("not_found", ""))
    return _inline(print_own_record(compose_own_record(volunteer)), "record.pdf")


@blueprint.post("/session/<int:held_id>")
@requires(P.ISSUE_CERTIFICATE)
def issue_session(held_id: int) -> Response:
    """Certificates for everybody who completed the course with this session."""
    held = get_visible(TrainingSession, current_actor(), held_id, P.ISSUE_CERTIFICATE)
    ActionForm().validate_on_submit()
    services.issue_for_session(actor=current_actor(), session_id=held.id)
    return see(url_for("training.session", held_id=held.id))


@blueprint.get("/session/<int:held_id>/certificates.pdf")
@requires(P.ISSUE_CERTIFICATE)
def session_pdf(held_id: int) -> Response:
    """All of them as one document, a page each, for the printer."""
    actor = current_actor()
    held = get_visible(TrainingSession, actor, held_id, P.ISSUE_CERTIFICATE)
    ids = [
        one.document_id
        for one in queries.of_session(held.id)
        if may(actor, P.READ_CERTIFICATE, one)
    ]
    papers = [session().get_one(Document, key) for key in ids]
    snapshots = [one.snapshot for one in papers if one.snapshot is not None]
    if not snapshots:
        raise NotFound(Problem("not_found", ""))
    return _inline(print_all(snapshots), f"{_('Certificates')}-{held.day.isoformat()}.pdf")


def _inline(content: bytes, name: str) -> Response:
    response = Response(content, content_type="application/pdf")
    response.headers.set("Content-Disposition", "inline", filename=name)
    return response
