"""One pairing: what it is, what it waits for, what was held."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Response, url_for
from flask_babel import gettext as _

from app.core import workflow
from app.core.access.actors import Actor, current_actor
from app.core.access.guard import requires
from app.core.access.policy import may
from app.core.access.scope import get_visible
from app.core.clock import today
from app.core.db import session
from app.core.documents import archive
from app.core.documents.models import Document
from app.core.documents.uploads import Upload, serve
from app.core.errors import DomainError, NotFound, Problem
from app.core.i18n import day
from app.core.web.forms import ActionForm, BaseForm
from app.core.web.pages import page, see
from app.pairings import profiles, queries, services
from app.pairings.forms import MeetingForm, PauseForm, ReasonForm, ReviewForm, RoleForm, SignedForm
from app.pairings.models import FamilyWish, Pairing
from app.pairings.routes.blueprint import blueprint
from app.pairings.routes.making import with_mend
from app.pairings.rules import MODES
from app.pairings.states import PAIRING, RUNNING
from app.policy import P
from app.programmes.queries import rules_for


@dataclass(frozen=True)
class Task:
    """A line of the task list of a beginning pairing."""

    label: Any
    url: str | None
    done: bool


@blueprint.get("/<int:pairing_id>")
@requires(P.READ_PAIRING)
def show(pairing_id: int) -> Response:
    actor = current_actor()
    pairing = get_visible(Pairing, actor, pairing_id)
    if pairing.state == "proposed":
        return _proposal(actor, pairing)
    keeps = may(actor, P.KEEP_PAIRING, pairing)
    broken = queries.lapse_reasons([pairing], today()).get(pairing.id, [])
    reasons = [
        with_mend(one, pairing.child, pairing.volunteer, pairing.organisation_id) if keeps else one
        for one in broken
    ]
    is_own = pairing.volunteer.user_id is not None and pairing.volunteer.user_id == actor.user_id
    return page(
        "pairings/show.html",
        pairing=pairing,
        state=PAIRING.state(pairing.state),
        steps={step.name for step in PAIRING.open_to(actor, pairing)} if keeps else set(),
        reasons=reasons,
        others=[one for one in queries.running_of_child(pairing.child_id) if one.id != pairing.id],
        roles=services.ROLES,
        mode=MODES[queries.mode_of_child(pairing.child_id)],
        tasks=_tasks(pairing) if keeps and pairing.state in RUNNING else [],
        meeting=queries.first_meeting(pairing),
        reviews=queries.reviews_of(pairing),
        present=services.PRESENT,
        outcomes=services.OUTCOMES,
        closure=queries.last_closure(pairing),
        handed_over=_handed_over(pairing),
        # Reasons are written for the station's file, not for those they speak of.
        history=[]
        if is_own and not may(actor, P.READ_VOLUNTEER, pairing.volunteer)
        else workflow.history(pairing),
        lifecycle=PAIRING,
        form=ActionForm(),
        keeps=keeps,
        may_open=may(actor, P.REVEAL_CHILD, pairing.child),
        today=today(),
    )


def _handed_over(pairing: Pairing) -> list[Any]:
    """What others have left; nobody reads on in her own."""
    if pairing.state not in ("active", "lapsed", "paused"):
        return []
    return [
        one
        for one in queries.handed_over(pairing.child_id)
        if one.pairing.volunteer_id != pairing.volunteer_id
    ]


def _tasks(pairing: Pairing) -> list[Task]:
    def url(endpoint: str) -> str:
        return url_for(f"pairings.{endpoint}", pairing_id=pairing.id)

    met = queries.first_meeting(pairing) is not None
    signed = pairing.agreement_signed_on is not None
    return [
        Task(_("First meeting, with the station present"), None if met else url("meet"), met),
        Task(
            _("Agreement signed by volunteer, guardian and station"),
            None if signed else url("sign_agreement" if pairing.agreement_id else "agree"),
            signed,
        ),
        Task(
            _("Review on %(day)s", day=day(pairing.next_review_on)),
            url("review"),
            False,
        ),
    ]


def _proposal(actor: Actor, pairing: Pairing) -> Response:
    rules = rules_for(pairing.region_code)
    wish = session().get(FamilyWish, pairing.child_id)
    return page(
        "pairings/proposal.html",
        pairing=pairing,
        child_facts=profiles.of_child(pairing.child, wish, rules),
        volunteer_facts=profiles.of_volunteer(pairing.volunteer, rules),
        keeps=may(actor, P.KEEP_PAIRING, pairing),
        may_answer=may(actor, P.ANSWER_PAIRING, pairing),
        form=ActionForm(),
    )


def take(
    pairing: Pairing,
    form: BaseForm,
    act: Callable[[], object],
    *,
    title: str,
    label: str,
    lead: str = "",
    upload: bool = False,
    to: str = "",
) -> Response:
    """One act on a pairing by a form: shown, checked, done, and back to the pairing."""
    if form.validate_on_submit():
        try:
            act()
            return see(to or url_for("pairings.show", pairing_id=pairing.id))
        except DomainError as error:
            form.show_problems(error)
    return page(
        "pairings/act.html",
        status=422 if form.is_submitted() else 200,
        form=form,
        title=title,
        lead=lead,
        label=label,
        upload=upload,
        back=to or url_for("pairings.show", pairing_id=pairing.id),
    )


def _pairing(pairing_id: int) -> Pairing:
    pairing: Pairing = get_visible(Pairing, current_actor(), pairing_id)
    return pairing


@blueprint.route("/<int:pairing_id>/pause", methods=["GET", "POST"])
@requires(P.KEEP_PAIRING)
def pause(pairing_id: int) -> Response:
    pairing, form = _pairing(pairing_id), PauseForm()
    return take(
        pairing,
        form,
        lambda: services.pause_pairing(
            actor=current_actor(),
            pairing_id=pairing.id,
            reason=form.reason.data,
            until=form.until.data,
        ),
        title=_("Pause the pairing"),
        label=_("Pause"),
        lead=_("Illness, a time away: no visits are expected meanwhile, the place is kept."),
    )


@blueprint.route("/<int:pairing_id>/suspend", methods=["GET", "POST"])
@requires(P.KEEP_PAIRING)
def suspend(pairing_id: int) -> Response:
    pairing, form = _pairing(pairing_id), ReasonForm()
    return take(
        pairing,
        form,
        lambda: services.suspend_pairing(
            actor=current_actor(), pairing_id=pairing.id, reason=form.reason.data
        ),
        title=_("Suspend the pairing at once"),
        label=_("Suspend at once"),
        lead=_("From now on she no longer sees the child’s page, until the station takes it back."),
    )


@blueprint.route("/<int:pairing_id>/part", methods=["GET", "POST"])
@requires(P.KEEP_PAIRING)
def change_part(pairing_id: int) -> Response:
    pairing = _pairing(pairing_id)
    form = RoleForm(data={"role": pairing.role})
    del form.organisation
    return take(
        pairing,
        form,
        lambda: services.change_role(
            actor=current_actor(),
            pairing_id=pairing.id,
            role=form.role.data,
            reason=form.reason.data,
        ),
        title=_("Change the part she takes"),
        label=_("Change the part"),
        lead=_about_parts(pairing),
    )


def _about_parts(pairing: Pairing) -> str:
    leads = [one for one in queries.running_of_child(pairing.child_id) if one.role == "lead"]
    said = _("A child has one leading volunteer; co-volunteers and specialists work with her.")
    if not leads:
        return said
    if leads[0].id == pairing.id:
        change = _(
            "She leads now. Whoever takes the lead does so on her own page; the two change parts."
        )
    else:
        change = _(
            "%(name)s leads now; if this volunteer takes the lead, the two change parts.",
            name=leads[0].volunteer.name,
        )
    return f"{said} {change}"


@blueprint.post("/<int:pairing_id>/resume")
@requires(P.KEEP_PAIRING)
def resume(pairing_id: int) -> Response:
    pairing, form = _pairing(pairing_id), ActionForm()
    if form.validate_on_submit():
        services.resume_pairing(actor=current_actor(), pairing_id=pairing.id)
    return see(url_for("pairings.show", pairing_id=pairing.id))


@blueprint.route("/<int:pairing_id>/meet", methods=["GET", "POST"])
@requires(P.KEEP_PAIRING)
def meet(pairing_id: int) -> Response:
    pairing, form = _pairing(pairing_id), MeetingForm(data={"staff_name": current_actor().name})
    return take(
        pairing,
        form,
        lambda: services.record_first_meeting(
            actor=current_actor(),
            pairing_id=pairing.id,
            met_on=form.met_on.data,
            place=form.place.data or "",
            present=form.present.data or [],
            staff_name=form.staff_name.data,
            note=form.note.data or "",
        ),
        title=_("First meeting"),
        label=_("Record the meeting"),
        lead=_("Somebody of the station is present; the ground rules are read together."),
    )


@blueprint.route("/<int:pairing_id>/agree", methods=["GET", "POST"])
@requires(P.KEEP_PAIRING)
def agree(pairing_id: int) -> Response:
    pairing, form = _pairing(pairing_id), ActionForm()
    return take(
        pairing,
        form,
        lambda: services.issue_agreement(actor=current_actor(), pairing_id=pairing.id),
        title=_("Print the agreement"),
        label=_("Number and print it"),
        lead=_(
            "It holds cadence, ground rules and closure rules, and is signed by volunteer, guardian"
            " and station. The child stands on it by the alias."
        ),
        to=url_for("pairings.sign_agreement", pairing_id=pairing.id),
    )


@blueprint.get("/<int:pairing_id>/agreement.pdf")
@requires(P.KEEP_PAIRING)
def agreement_pdf(pairing_id: int) -> Response:
    return open_pdf(_pairing(pairing_id).agreement_id)


def open_pdf(document_id: int | None) -> Response:
    if document_id is None:
        raise NotFound(Problem("not_found", ""))
    document = session().get_one(Document, document_id)
    response = Response(archive.pdf_bytes(document), content_type="application/pdf")
    # Only ASCII goes into a header as it is.
    response.headers.set("Content-Disposition", "inline", filename=f"{document.serial}.pdf")
    return response


@blueprint.route("/<int:pairing_id>/agreement", methods=["GET", "POST"])
@requires(P.KEEP_PAIRING)
def sign_agreement(pairing_id: int) -> Response:
    pairing, form = _pairing(pairing_id), SignedForm()
    if pairing.agreement_id is None:
        return see(url_for("pairings.agree", pairing_id=pairing.id))
    if form.validate_on_submit():
        try:
            services.record_agreement(
                actor=current_actor(),
                pairing_id=pairing.id,
                signed_on=form.signed_on.data,
                scan=form.scan.data.read(),
                scan_name=form.scan.data.filename or "",
            )
            return see(url_for("pairings.show", pairing_id=pairing.id))
        except DomainError as error:
            form.show_problems(error)
    status = 422 if form.is_submitted() else 200
    return page("pairings/agreement.html", status=status, form=form, pairing=pairing)


@blueprint.get("/<int:pairing_id>/agreement-scan")
@requires(P.KEEP_PAIRING)
def agreement_scan(pairing_id: int) -> Response:
    pairing = _pairing(pairing_id)
    if pairing.agreement_scan_id is None:
        raise NotFound(Problem("not_found", ""))
    upload = session().get_one(Upload, pairing.agreement_scan_id)
    return serve(upload, f"agreement-{pairing.id}.{upload.suffix}")


@blueprint.route("/<int:pairing_id>/review", methods=["GET", "POST"])
@requires(P.KEEP_PAIRING)
def review(pairing_id: int) -> Response:
    pairing, form = _pairing(pairing_id), ReviewForm()
    leads_to = {
        "close": url_for("pairings.begin_end", pairing_id=pairing.id),
        "rematch": url_for("pairings.begin_end", pairing_id=pairing.id),
    }
    return take(
        pairing,
        form,
        lambda: services.record_review(
            actor=current_actor(),
            pairing_id=pairing.id,
            held_on=form.held_on.data,
            outcome=form.outcome.data,
            heard=form.heard.data or [],
            note=form.note.data,
        ),
        title=_("Review of the pairing"),
        label=_("Record the review"),
        lead=_("At three and six months and every year: hear the child first."),
        to=leads_to.get(form.outcome.data or "", "") if form.is_submitted() else "",
    )
