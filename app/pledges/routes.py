from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request, url_for
from flask_babel import lazy_gettext as _l

from app.accounts.models import User
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
from app.core.web.forms import BaseForm
from app.core.web.pages import page, see
from app.core.web.pagination import Page, paginate
from app.pledges import record as service
from app.pledges import services
from app.pledges.forms import IssueForm, PaperForm, ScreenForm, WithdrawForm
from app.pledges.models import Pledge
from app.pledges.queries import (
    due_for_renewal,
    earlier_terms,
    list_pledges,
    newest_of,
    without_pledge,
)
from app.pledges.rules import next_term
from app.pledges.states import PLEDGE
from app.policy import P
from app.programmes.queries import rules_for
from app.regions.stations import current_station
from app.volunteers.models import Volunteer
from app.volunteers.queries import matches

blueprint = Blueprint("pledges", __name__, url_prefix="/pledges")

VIEWS = {
    "": _l("All pledges"),
    "issued": _l("To be signed"),
    "signed": _l("Signed"),
    "renewal": _l("Due for renewal"),
    "missing": _l("Volunteers without a pledge"),
    "withdrawn": _l("Withdrawn"),
}


@blueprint.get("/")
@requires(P.READ_PLEDGE)
def index() -> Response:
    actor = current_actor()
    view = request.args.get("view", "")
    view, words = (view if view in VIEWS else ""), request.args.get("q", "").strip()
    found = _find(actor, view, words)
    return page(
        "pledges/list.html",
        found=found,
        newest=newest_of([pledge.id for pledge in found.items]) if view != "missing" else (),
        view=view,
        words=words,
        views=VIEWS,
        lifecycle=PLEDGE,
        today=today(),
        may_issue=may(actor, P.ISSUE_PLEDGE),
    )


def _find(actor: Actor, view: str, words: str) -> Page:
    search = matches(words) if words else None
    if view == "missing":
        query = without_pledge(actor, today())
        query = query if search is None else query.where(search)
        return paginate(query, (Volunteer.name_key, "asc"), (Volunteer.id, "asc"))
    if view == "renewal":
        rules = _rules(actor)
        query = due_for_renewal(actor, rules, today(), within=max(rules.reminder_days))
        query = query if search is None else query.where(search)
        return paginate(query, (Pledge.ends_on, "asc"), (Pledge.id, "asc"))
    query = list_pledges(actor, state=view, search=search)
    return paginate(query, (Pledge.ends_on, "desc"), (Pledge.id, "desc"))


def _rules(actor: Actor) -> Any:
    return rules_for(actor.grants[0].region_code)


@blueprint.get("/<int:pledge_id>")
@requires(P.READ_PLEDGE)
def show(pledge_id: int) -> Response:
    return _show(get_visible(Pledge, current_actor(), pledge_id))


def _show(pledge: Pledge, *, status: int = 200, **forms: BaseForm) -> Response:
    actor = current_actor()
    return page(
        "pledges/show.html",
        status=status,
        pledge=pledge,
        state=PLEDGE.state(pledge.state),
        steps={step.name for step in PLEDGE.open_to(actor, pledge)},
        may_scan=may(actor, P.ISSUE_PLEDGE, pledge),
        is_own=pledge.volunteer.user_id == actor.user_id,
        exclusions=rules_for(pledge.region_code).eligibility.exclusions,
        history=workflow.history(pledge),
        witness=_witness(pledge),
        lifecycle=PLEDGE,
        today=today(),
        form=next(iter(forms.values()), None) or ScreenForm(formdata=None),
        screen=forms.get("screen") or _to_sign(pledge),
        declared=_declared(pledge),
        paper=forms.get("paper") or PaperForm(formdata=None),
    )


def _to_sign(pledge: Pledge) -> ScreenForm:
    return ScreenForm(formdata=None, data={"place": _usual_place(pledge)})


def _usual_place(pledge: Pledge) -> str:
    """The team's room, or the station; whoever signs elsewhere writes where."""
    team = pledge.volunteer.team
    station = current_station(pledge.region_code)
    return (team.room if team else "") or (station.name if station else "")


def _declared(pledge: Pledge) -> list[str]:
    exclusions = rules_for(pledge.region_code).eligibility.exclusions
    return [one.label for one in exclusions if one.code in pledge.declared]


def _witness(pledge: Pledge) -> str:
    user = session().get(User, pledge.witness_id) if pledge.witness_id else None
    return user.name if user else ""


@blueprint.get("/<int:pledge_id>/pledge.pdf")
@requires(P.READ_PLEDGE)
def pdf(pledge_id: int) -> Response:
    pledge = get_visible(Pledge, current_actor(), pledge_id)
    document = session().get_one(Document, pledge.document_id)
    response = Response(archive.pdf_bytes(document), content_type="application/pdf")
    # Only ASCII goes into a header as it is.
    name = f"{pledge.serial}.pdf"
    response.headers.set("Content-Disposition", "inline", filename=name)
    return response


@blueprint.get("/<int:pledge_id>/scan")
@requires(P.READ_PLEDGE)
def scan(pledge_id: int) -> Response:
    pledge = get_visible(Pledge, current_actor(), pledge_id)
    if pledge.scan_id is None:
        raise NotFound(Problem("not_found", ""))
    upload = session().get_one(Upload, pledge.scan_id)
    return serve(upload, f"{pledge.serial}.{upload.suffix}")


@blueprint.route("/new/<int:volunteer_id>", methods=["GET", "POST"])
@requires(P.ISSUE_PLEDGE)
def issue(volunteer_id: int) -> Response:
    volunteer = get_visible(Volunteer, current_actor(), volunteer_id)
    rules = rules_for(volunteer.region_code)
    term = next_term(earlier_terms(volunteer.id), rules, today())
    form = IssueForm(data={"starts_on": term.starts_on})
    if form.validate_on_submit():
        try:
            pledge = services.issue_pledge(
                actor=current_actor(), volunteer_id=volunteer.id, starts_on=form.starts_on.data
            )
            return see(url_for("pledges.show", pledge_id=pledge.id))
        except DomainError as error:
            form.show_problems(error)
    status = 422 if form.is_submitted() else 200
    return page(
        "pledges/issue.html", status=status, form=form, volunteer=volunteer, term=term, rules=rules
    )


@blueprint.post("/<int:pledge_id>/sign")
@requires(P.SIGN_PLEDGE)
def sign(pledge_id: int) -> Response:
    actor, form = current_actor(), ScreenForm()
    pledge = get_visible(Pledge, actor, pledge_id)
    if form.validate_on_submit():
        try:
            services.sign_on_screen(
                actor=actor,
                pledge_id=pledge.id,
                lines=list(form.signature.lines),
                redeclared=form.redeclared.data,
                signed_on=today(),
                device=request.user_agent.string,
                place=form.place.data or "",
            )
            return see(url_for("pledges.show", pledge_id=pledge.id))
        except DomainError as error:
            form.show_problems(error)
    return _show(pledge, status=422, screen=form)


@blueprint.post("/<int:pledge_id>/scan")
@requires(P.ISSUE_PLEDGE)
def attach_scan(pledge_id: int) -> Response:
    actor, form = current_actor(), PaperForm()
    pledge = get_visible(Pledge, actor, pledge_id)
    if form.validate_on_submit():
        try:
            services.sign_on_paper(
                actor=actor,
                pledge_id=pledge.id,
                scan=form.scan.data.read(),
                scan_name=form.scan.data.filename or "",
                redeclared=form.redeclared.data,
                signed_on=form.signed_on.data,
            )
            return see(url_for("pledges.show", pledge_id=pledge.id))
        except DomainError as error:
            form.show_problems(error)
    return _show(pledge, status=422, paper=form)


@blueprint.route("/<int:pledge_id>/withdraw", methods=["GET", "POST"])
@requires(P.WITHDRAW_PLEDGE)
def withdraw(pledge_id: int) -> Response:
    actor, form = current_actor(), WithdrawForm()
    pledge = get_visible(Pledge, actor, pledge_id)
    if form.validate_on_submit():
        try:
            services.withdraw_pledge(actor=actor, pledge_id=pledge.id, reason=form.reason.data)
            return see(url_for("pledges.show", pledge_id=pledge.id))
        except DomainError as error:
            form.show_problems(error)
    status = 422 if form.is_submitted() else 200
    return page("pledges/withdraw.html", status=status, form=form, pledge=pledge)


@blueprint.route("/<int:pledge_id>/reissue", methods=["GET", "POST"])
@requires(P.WITHDRAW_PLEDGE)
def reissue(pledge_id: int) -> Response:
    """A pledge with a mistake in it: withdrawn with the reason, and a new one in its place."""
    actor, form = current_actor(), WithdrawForm()
    pledge = get_visible(Pledge, actor, pledge_id)
    if form.validate_on_submit():
        try:
            made = services.reissue_pledge(
                actor=actor, pledge_id=pledge.id, reason=form.reason.data
            )
            return see(url_for("pledges.show", pledge_id=made.id))
        except DomainError as error:
            form.show_problems(error)
    status = 422 if form.is_submitted() else 200
    return page("pledges/reissue.html", status=status, form=form, pledge=pledge)


@blueprint.get("/service/<int:volunteer_id>")
@requires(P.READ_PLEDGE)
def service_record(volunteer_id: int) -> Response:
    volunteer = get_visible(Volunteer, current_actor(), volunteer_id, P.READ_PLEDGE)
    return page(
        "pledges/record.html",
        volunteer=volunteer,
        years=service.years_of(volunteer),
        ends_on=service.ends_on(volunteer),
        lifecycle=PLEDGE,
        today=today(),
    )


@blueprint.get("/service/<int:volunteer_id>/record.pdf")
@requires(P.READ_PLEDGE)
def service_record_pdf(volunteer_id: int) -> Response:
    actor = current_actor()
    volunteer = get_visible(Volunteer, actor, volunteer_id, P.READ_PLEDGE)
    response = Response(service.record_pdf(actor, volunteer), content_type="application/pdf")
    response.headers.set("Content-Disposition", "inline", filename="service-record.pdf")
    return response
