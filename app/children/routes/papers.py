"""Who has opened a file, and the file on paper: both are printed, and each print is recorded."""

from __future__ import annotations

from flask import Response

from app.children import dossier, queries, services
from app.children.access import queries as access
from app.children.access.states import LIFECYCLE
from app.children.forms import PrintForm
from app.children.routes.blueprint import blueprint
from app.core.access.actors import current_actor
from app.core.access.guard import fresh_password, requires
from app.core.clock import now
from app.core.errors import DomainError
from app.core.imports.forms import DownloadForm
from app.core.web.pages import page
from app.policy import P


@blueprint.get("/<int:child_id>/readers")
@requires(P.LIST_CHILD_READERS)
def readers(child_id: int) -> Response:
    child = queries.get_child(current_actor(), child_id, P.LIST_CHILD_READERS)
    asked = access.requests_about(child)
    return page(
        "children/access/readers.html",
        child=child,
        asked=[(one, LIFECYCLE.state(one.state)) for one in asked],
        names=access.names_of({who for one in asked for who in (one.asked_by, one.decided_by)}),
        now=now(),
        readings=access.readings_of(child),
        acts=dossier.act_labels(),
        rights=dossier.right_labels(),
        download=DownloadForm(),
    )


@blueprint.post("/<int:child_id>/readers")
@requires(P.LIST_CHILD_READERS)
def print_readers(child_id: int) -> Response:
    actor = current_actor()
    services.record_readers_print(actor=actor, child_id=child_id)
    child = queries.get_child(actor, child_id, P.LIST_CHILD_READERS)
    return _pdf(dossier.readers_pdf(actor, child), f"readers-{child_id}.pdf")


@blueprint.get("/<int:child_id>/print")
@requires(P.REVEAL_CHILD)
@fresh_password
def print_form(child_id: int) -> Response:
    return _print_page(PrintForm(), child_id)


@blueprint.post("/<int:child_id>/print")
@requires(P.REVEAL_CHILD)
@fresh_password
def print_file(child_id: int) -> Response:
    """The whole file, as far as the reader may see it, with her name and the time on each page."""
    actor, form = current_actor(), PrintForm()
    if not form.validate_on_submit():
        return _print_page(form, child_id, status=422)
    try:
        reach = services.record_print(actor=actor, child_id=child_id, reason=form.reason.data)
    except DomainError as error:
        form.show_problems(error)
        return _print_page(form, child_id, status=422)
    child = queries.get_child(actor, child_id)
    return _pdf(dossier.dossier_pdf(actor, child, reach, form.reason.data), f"file-{child_id}.pdf")


def _print_page(form: PrintForm, child_id: int, status: int = 200) -> Response:
    child = queries.get_child(current_actor(), child_id)
    return page("children/print.html", status=status, form=form, child=child)


def _pdf(body: bytes, name: str) -> Response:
    response = Response(body, content_type="application/pdf")
    response.headers.set("Content-Disposition", "inline", filename=name)
    response.headers["Cache-Control"] = "no-store"
    return response
