from __future__ import annotations

from typing import Any

from flask import Response, abort, url_for

from app.children import consent_paper, hooks, queries, services
from app.children.consent_form import consent_pdf
from app.children.forms import ConsentForm, ReasonForm, SigningForm, consent_form, signing_form
from app.children.models import Child, Consent
from app.children.routes.blueprint import blueprint
from app.children.rules import asks_child
from app.children.services.consents import Scan, Signing
from app.core import audit
from app.core.access.actors import current_actor
from app.core.access.guard import requires
from app.core.clock import today
from app.core.db import session, transaction
from app.core.documents.uploads import Upload, serve
from app.core.errors import DomainError
from app.core.imports.forms import DownloadForm
from app.core.personal import Kind, mask
from app.core.web.forms import ActionForm
from app.core.web.pages import page, see
from app.policy import P
from app.programmes.queries import rules_for
from app.programmes.rules import ProgrammeRules


@blueprint.get("/<int:child_id>/consents/new")
@requires(P.RECORD_CONSENT)
def new_consent(child_id: int) -> Response:
    child = queries.get_child(current_actor(), child_id, P.RECORD_CONSENT)
    return _consent_page(_form_for(child), child)


@blueprint.post("/<int:child_id>/consents/new")
@requires(P.RECORD_CONSENT)
def record_consent(child_id: int) -> Response:
    actor = current_actor()
    child = queries.get_child(actor, child_id, P.RECORD_CONSENT)
    form = _form_for(child)
    if form.validate_on_submit():
        file = form.scan.data
        try:
            services.record_consent(
                actor=actor,
                child_id=child_id,
                answers=form.answers(),
                signed_on=form.signed_on.data,
                guardian_id=form.guardian_id.data or None,
                scan=Scan(file.read(), file.filename or "") if file else None,
                note=form.note.data,
                child_agreed="child_agreed" in form and form.child_agreed.data,
            )
            return see(url_for(".consents", child_id=child_id))
        except DomainError as error:
            form.show_problems(error)
    return _consent_page(form, child, status=422)


@blueprint.get("/<int:child_id>/consents/sign")
@requires(P.RECORD_CONSENT)
def signing(child_id: int) -> Response:
    """The form with the names in it: showing it is recorded as printing it is."""
    actor = current_actor()
    with transaction():
        child = queries.get_child(actor, child_id, P.RECORD_CONSENT)
        audit.record(actor, "consent.form_shown", child)
    return _signing_page(_signing_form(child), child)


@blueprint.post("/<int:child_id>/consents/sign")
@requires(P.RECORD_CONSENT)
def sign_consent(child_id: int) -> Response:
    actor = current_actor()
    child = queries.get_child(actor, child_id, P.RECORD_CONSENT)
    form = _signing_form(child)
    if form.validate_on_submit():
        given = Signing(
            answers=form.answers(),
            guardian_id=form.guardian_id.data,
            lines=form.signature.lines,
            child_lines=form.child_signature.lines if "child_signature" in form else (),
            child_said=form.child_said.data or "",
        )
        try:
            services.sign_consent(actor=actor, child_id=child_id, signing=given)
            return see(url_for(".consents", child_id=child_id))
        except DomainError as error:
            form.show_problems(error)
    return _signing_page(form, child, status=422)


@blueprint.get("/<int:child_id>/consents")
@requires(P.RECORD_CONSENT)
def consents(child_id: int) -> Response:
    child = queries.get_child(current_actor(), child_id, P.RECORD_CONSENT)
    programme = rules_for(child.region_code)
    labels = {one.code: one.label for one in programme.consent_scopes}
    return page(
        "children/consents.html",
        child=child,
        states=queries.consent_states(child, programme, today()),
        papers=sorted(child.consents, key=lambda one: (one.signed_on, one.id), reverse=True),
        labels=labels,
        stops=_stops(child, programme),
        download=DownloadForm(),
    )


@blueprint.get("/<int:child_id>/consents/<int:consent_id>/withdraw")
@requires(P.RECORD_CONSENT)
def withdrawal(child_id: int, consent_id: int) -> Response:
    child, consent = _consent(child_id, consent_id)
    return _withdraw_page(ReasonForm(), child, consent)


@blueprint.post("/<int:child_id>/consents/<int:consent_id>/withdraw")
@requires(P.RECORD_CONSENT)
def withdraw_consent(child_id: int, consent_id: int) -> Response:
    form = ReasonForm()
    child, consent = _consent(child_id, consent_id)
    if form.validate_on_submit():
        try:
            services.withdraw_consent(
                actor=current_actor(),
                child_id=child_id,
                consent_id=consent_id,
                reason=form.reason.data,
            )
            return see(url_for(".consents", child_id=child_id))
        except DomainError as error:
            form.show_problems(error)
    return _withdraw_page(form, child, consent, status=422)


@blueprint.post("/<int:child_id>/consents/<int:consent_id>/scan")
@requires(P.RECORD_CONSENT)
def consent_scan(child_id: int, consent_id: int) -> Response:
    """The signed paper bears names: taking it is recorded."""
    actor = current_actor()
    with transaction():
        _child, consent = _consent(child_id, consent_id)
        upload = session().get(Upload, consent.upload_id) if consent.upload_id else None
        if upload is None:
            abort(404)
        audit.record(actor, "consent.scan_opened", consent, child=child_id)
        return serve(upload, f"consent-{consent.id}.{upload.suffix}")


@blueprint.post("/<int:child_id>/consents/form")
@requires(P.RECORD_CONSENT)
def print_consent(child_id: int) -> Response:
    """The form to be signed, with the names of child and guardian: printing it is recorded."""
    actor = current_actor()
    with transaction():
        child = queries.get_child(actor, child_id, P.RECORD_CONSENT)
        audit.record(actor, "consent.form_printed", child)
        form = consent_paper.compose(child)
    response = Response(consent_pdf(form), content_type="application/pdf")
    response.headers.set("Content-Disposition", "inline", filename=f"consent-{child_id}.pdf")
    response.headers["Cache-Control"] = "no-store"
    return response


def _consent(child_id: int, consent_id: int) -> tuple[Child, Consent]:
    child = queries.get_child(current_actor(), child_id, P.RECORD_CONSENT)
    found = next((one for one in child.consents if one.id == consent_id), None)
    if found is None:
        abort(404)
    return child, found


def _stops(child: Child, programme: ProgrammeRules) -> list[dict[str, Any]]:
    """By scope in force: until when, and what then stops."""
    return [
        {
            "label": scope.label,
            "text": scope.refusal,
            "until": found.expires_on,
            "touched": hooks.touched_by(child, scope.code),
        }
        for scope in programme.consent_scopes
        if (found := queries.consent_in_force(child, scope.code, today()))
    ]


def _guardians(child: Child) -> list[tuple[int, str]]:
    return [
        (one.id, f"{mask(Kind.NAME, one.name)} {one.relation}".strip()) for one in child.guardians
    ]


def _signing_form(child: Child) -> SigningForm:
    form = signing_form(rules_for(child.region_code), _guardians(child))
    if not asks_child(child.born_on, today()):
        del form.child_signature
    return form


def _signing_page(form: SigningForm, child: Child, status: int = 200) -> Response:
    return page(
        "children/consent_sign.html",
        status=status,
        form=form,
        child=child,
        paper=consent_paper.compose(child),
        download=ActionForm(formdata=None),
    )


def _form_for(child: Child) -> ConsentForm:
    form = consent_form(rules_for(child.region_code), _guardians(child))
    if not asks_child(child.born_on, today()):
        del form.child_agreed
    return form


def _consent_page(form: ConsentForm, child: Child, status: int = 200) -> Response:
    return page("children/consent_form.html", status=status, form=form, child=child)


def _withdraw_page(form: ReasonForm, child: Child, consent: Consent, status: int = 200) -> Response:
    programme = rules_for(child.region_code)
    scope = next((one for one in programme.consent_scopes if one.code == consent.scope), None)
    return page(
        "children/withdraw.html",
        status=status,
        form=form,
        child=child,
        label=scope.label if scope else consent.scope,
        stops=scope.refusal if scope else "",
        needed_for_pairing=scope.needed_for_pairing if scope else False,
        touched=hooks.touched_by(child, consent.scope),
        back=url_for(".consents", child_id=child.id),
    )
