"""The desk at which families ask about their child's file."""

from __future__ import annotations

from flask import Response, url_for

from app.children import queries
from app.children.desk import papers, services
from app.children.desk import queries as desk_queries
from app.children.desk.forms import AnswerForm, RequestForm
from app.children.desk.models import FamilyRequest
from app.children.desk.states import KINDS, LIFECYCLE
from app.children.forms import ReasonForm
from app.children.life import retention
from app.children.models import Child
from app.children.routes.blueprint import blueprint
from app.core.access.actors import current_actor
from app.core.access.guard import fresh_password, requires
from app.core.access.policy import may
from app.core.access.scope import get_visible
from app.core.clock import today
from app.core.db import session
from app.core.errors import DomainError
from app.core.imports.forms import DownloadForm
from app.core.web.pages import page, see
from app.policy import P


@blueprint.get("/desk")
@requires(P.KEEP_REQUEST_DESK)
def desk() -> Response:
    actor = current_actor()
    waiting = session().scalars(desk_queries.open_requests(actor).order_by(FamilyRequest.due_on))
    over = desk_queries.over_term(actor).limit(50) if may(actor, P.DELETE_CHILD) else None
    return page(
        "children/desk/list.html",
        waiting=waiting.all(),
        over=session().scalars(over).all() if over is not None else [],
        kinds=KINDS,
        today=today(),
        kept=retention.report(actor) if may(actor, P.DELETE_CHILD) else None,
    )


@blueprint.get("/<int:child_id>/desk")
@requires(P.KEEP_REQUEST_DESK)
def new_family_request(child_id: int) -> Response:
    return _new_page(RequestForm(), child_id)


@blueprint.post("/<int:child_id>/desk")
@requires(P.KEEP_REQUEST_DESK)
def receive_family_request(child_id: int) -> Response:
    form = RequestForm()
    if form.validate_on_submit():
        try:
            made = services.receive(
                actor=current_actor(),
                child_id=child_id,
                kind=form.kind.data,
                asked_by=form.asked_by.data or "",
                text=form.text.data or "",
                asked_on=form.asked_on.data,
            )
            return see(url_for(".family_request", request_id=made.id))
        except DomainError as error:
            form.show_problems(error)
    return _new_page(form, child_id, status=422)


@blueprint.get("/desk/<int:request_id>")
@requires(P.KEEP_REQUEST_DESK)
def family_request(request_id: int) -> Response:
    return _request_page(AnswerForm(), request_id)


@blueprint.post("/desk/<int:request_id>")
@requires(P.KEEP_REQUEST_DESK)
def answer_family_request(request_id: int) -> Response:
    form = AnswerForm()
    if form.validate_on_submit():
        try:
            services.answer(
                actor=current_actor(),
                request_id=request_id,
                done=form.outcome.data == "done",
                text=form.text.data or "",
            )
            return see(url_for(".family_request", request_id=request_id))
        except DomainError as error:
            form.show_problems(error)
    return _request_page(form, request_id, status=422)


@blueprint.post("/desk/<int:request_id>/answer")
@requires(P.KEEP_REQUEST_DESK)
def print_answer(request_id: int) -> Response:
    found: FamilyRequest = get_visible(FamilyRequest, current_actor(), request_id)
    return _file(papers.answer_pdf(found), f"answer-{request_id}.pdf", "application/pdf")


@blueprint.post("/desk/<int:request_id>/copy")
@requires(P.KEEP_REQUEST_DESK)
@fresh_password
def copy_file(request_id: int) -> Response:
    """For a program to read, given to the family; recorded."""
    found = services.record_copy(actor=current_actor(), request_id=request_id)
    return _file(papers.copy_of(found.child), f"file-{request_id}.json", "application/json")


@blueprint.get("/<int:child_id>/delete")
@requires(P.DELETE_CHILD)
def deletion(child_id: int) -> Response:
    return _delete_page(ReasonForm(), child_id)


@blueprint.post("/<int:child_id>/delete")
@requires(P.DELETE_CHILD)
def delete_file(child_id: int) -> Response:
    form = ReasonForm()
    if form.validate_on_submit():
        try:
            services.destroy_child(
                actor=current_actor(), child_id=child_id, reason=form.reason.data or ""
            )
            return see(url_for(".desk"))
        except DomainError as error:
            form.show_problems(error)
    return _delete_page(form, child_id, status=422)


def _new_page(form: RequestForm, child_id: int, status: int = 200) -> Response:
    child = queries.get_child(current_actor(), child_id, P.KEEP_REQUEST_DESK)
    return page("children/desk/new.html", status=status, form=form, child=child)


def _request_page(form: AnswerForm, request_id: int, status: int = 200) -> Response:
    actor = current_actor()
    found: FamilyRequest = get_visible(FamilyRequest, actor, request_id)
    return page(
        "children/desk/request.html",
        status=status,
        form=form,
        download=DownloadForm(formdata=None),
        found=found,
        child=found.child,
        state=LIFECYCLE.state(found.state),
        kind=KINDS[found.kind],
        may_delete=may(actor, P.DELETE_CHILD, found.child)
        and found.received_by != actor.user_id
        and found.child.state != "deleted",
    )


def _delete_page(form: ReasonForm, child_id: int, status: int = 200) -> Response:
    child: Child = queries.get_child(current_actor(), child_id, P.DELETE_CHILD)
    return page(
        "children/desk/delete.html",
        status=status,
        form=form,
        child=child,
        blockers=desk_queries.blockers(child),
        back=url_for(".desk"),
    )


def _file(body: bytes, name: str, content_type: str) -> Response:
    response = Response(body, content_type=content_type)
    disposition = "inline" if name.endswith(".pdf") else "attachment"
    response.headers.set("Content-Disposition", disposition, filename=name)
    response.headers["Cache-Control"] = "no-store"
    return response
