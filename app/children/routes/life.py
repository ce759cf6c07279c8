"""A file in the course of time: what is told of the child, moves, coming of age."""

from __future__ import annotations

import io

from flask import Response, request, url_for
from flask_babel import gettext as _

from app.children import queries, services
from app.children.families.changes import siblings
from app.children.life import facts, handing_over, moving
from app.children.life.forms import FactForm, HandOverForm, MoveForm
from app.children.life.models import HandOver
from app.children.models import Child
from app.children.routes.blueprint import blueprint
from app.children.routes.lists import places_of
from app.children.states import LIFECYCLE
from app.core import regioncode
from app.core.access.actors import current_actor
from app.core.access.guard import fresh_password, requires
from app.core.access.policy import may
from app.core.clock import today
from app.core.documents.sheets import XLSX, OutColumn, OutSheet, write_workbook
from app.core.errors import DomainError
from app.core.web.forms import ActionForm
from app.core.web.pages import page, see
from app.core.web.pagination import paginate
from app.policy import P
from app.regions import queries as regions

SHOWN = ("open", "done", "all")


@blueprint.get("/<int:child_id>/move")
@requires(P.EDIT_CHILD)
def moving_form(child_id: int) -> Response:
    return _move_page(MoveForm(), child_id)


@blueprint.post("/<int:child_id>/move")
@requires(P.EDIT_CHILD)
def move_child(child_id: int) -> Response:
    actor, form = current_actor(), MoveForm()
    if form.validate_on_submit():
        try:
            moved = moving.move_child(
                actor=actor,
                child_id=child_id,
                village=form.region_code.data or "",
                with_family=form.goes.data != "child",
                address=form.address.data or "",
                moved_on=form.moved_on.data,
                reason=form.reason.data or "",
            )
            stays_open = may(actor, P.EDIT_CHILD, moved[0])
            return see(url_for(".show", child_id=child_id) if stays_open else url_for(".moves"))
        except DomainError as error:
            form.show_problems(error)
    return _move_page(form, child_id, status=422)


@blueprint.get("/moves")
@requires(P.EDIT_CHILD)
def moves() -> Response:
    actor = current_actor()
    came, went, within = moving.came(actor), moving.went(actor), moving.within(actor)
    codes = {code for one in (*came, *went, *within) for code in (one.from_code, one.to_code)}
    return page(
        "children/life/moves.html",
        came=came,
        went=went,
        within=within,
        places=regions.full_names(codes),
        form=ActionForm(formdata=None),
    )


@blueprint.post("/moves/<int:move_id>")
@requires(P.EDIT_CHILD)
def receive_child(move_id: int) -> Response:
    move = moving.take_note(actor=current_actor(), move_id=move_id)
    return see(url_for(".show", child_id=move.child_id))


@blueprint.get("/successors")
@requires(P.EDIT_CHILD)
def successors() -> Response:
    actor, shown = current_actor(), _shown()
    query = handing_over.list_hand_overs(actor, shown)
    found = paginate(query, (HandOver.due_on, "asc"), (HandOver.id, "asc"))
    return page(
        "children/life/successors.html",
        page=found,
        places=places_of([one.child.region_code for one in found.items]),
        named=handing_over.PLACES,
        states={one.child_id: LIFECYCLE.state(one.child.state) for one in found.items},
        today=today(),
        shown=shown,
        choices=[("open", _("to be decided")), ("done", _("decided")), ("all", _("all"))],
        form=ActionForm(formdata=None),
    )


@blueprint.post("/successors")
@requires(P.EDIT_CHILD)
@fresh_password
def export_successors() -> Response:
    """With nicknames and numbers of the roster: it names nobody. Recorded."""
    found = handing_over.for_export(current_actor(), _shown())
    places = regions.full_names({one.child.region_code for one in found})
    columns = (
        OutColumn(_("Village"), 34),
        OutColumn(_("Number"), 8),
        OutColumn(_("Nickname"), 12),
        OutColumn(_("Comes of age on"), 14),
        OutColumn(_("State"), 12),
        OutColumn(_("Looked after next by"), 30),
        OutColumn(_("Decided on"), 14),
    )
    title = _("Who looks after those who come of age")
    target = io.BytesIO()
    rows = handing_over.rows_of(found, places)
    write_workbook(target, [OutSheet(_("Successors"), columns, rows, title=title)])
    response = Response(target.getvalue(), content_type=XLSX)
    name = f"successors-{today():%Y%m%d}.xlsx"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/<int:child_id>/successor")
@requires(P.EDIT_CHILD)
def successor(child_id: int) -> Response:
    """Shows the contact in full, as a form for correcting does: recorded."""
    services.record_correcting(actor=current_actor(), child_id=child_id, fields=["successor"])
    child = queries.get_child(current_actor(), child_id, P.EDIT_CHILD)
    return _successor_page(HandOverForm(obj=handing_over.of_child(child)), child)


@blueprint.post("/<int:child_id>/successor")
@requires(P.EDIT_CHILD)
def decide_successor(child_id: int) -> Response:
    form = HandOverForm()
    child = queries.get_child(current_actor(), child_id, P.EDIT_CHILD)
    if form.validate_on_submit():
        try:
            handing_over.decide(
                actor=current_actor(),
                child_id=child_id,
                place=form.place.data or "",
                contact=form.contact.data or "",
                note=form.note.data or "",
            )
            return see(url_for(".successors"))
        except DomainError as error:
            form.show_problems(error)
    return _successor_page(form, child, status=422)


@blueprint.get("/<int:child_id>/facts")
@requires(P.EDIT_CHILD)
def new_fact(child_id: int) -> Response:
    return _fact_page(FactForm(), child_id)


@blueprint.post("/<int:child_id>/facts")
@requires(P.EDIT_CHILD)
def record_fact(child_id: int) -> Response:
    form = FactForm()
    if form.validate_on_submit():
        try:
            facts.record_fact(
                actor=current_actor(),
                child_id=child_id,
                kind=form.kind.data or "",
                text=form.text.data or "",
                source=form.source.data or "",
                as_of=form.as_of.data,
            )
            return see(url_for(".show", child_id=child_id))
        except DomainError as error:
            form.show_problems(error)
    return _fact_page(form, child_id, status=422)


def _shown() -> str:
    shown = request.args.get("show", "open")
    return shown if shown in SHOWN else "open"


def _move_page(form: MoveForm, child_id: int, status: int = 200) -> Response:
    child = queries.get_child(current_actor(), child_id, P.EDIT_CHILD)
    others = siblings(child)
    if not others:
        del form.goes
    if not form.region_code.steps:
        form.region_code.start = regioncode.at_level(child.region_code, regioncode.Level.TOWNSHIP)
    return page("children/life/move.html", status=status, form=form, child=child, siblings=others)


def _successor_page(form: HandOverForm, child: Child, status: int = 200) -> Response:
    return page("children/life/successor.html", status=status, form=form, child=child)


def _fact_page(form: FactForm, child_id: int, status: int = 200) -> Response:
    child = queries.get_child(current_actor(), child_id, P.EDIT_CHILD)
    return page("children/life/fact.html", status=status, form=form, child=child)
