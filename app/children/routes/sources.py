"""Where lists say something else than the files: side by side, and settled."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import Response, abort, request, url_for
from flask_babel import gettext as _

from app.children import queries as files
from app.children import services
from app.children.rosters.terms import terms_of
from app.children.routes.blueprint import blueprint
from app.children.routes.lists import home_of, places_of, region_choices
from app.children.sources import queries, settling, showing
from app.children.sources.fields import FIELDS, SECRET
from app.children.sources.forms import SettleForm, SettleManyForm, settle_form
from app.children.sources.models import Disagreement
from app.children.sources.queries import Filters
from app.children.sources.states import OPEN
from app.core import audit, workflow
from app.core.access.actors import Actor, current_actor
from app.core.access.guard import fresh_password, requires
from app.core.clock import today
from app.core.db import transaction
from app.core.documents.sheets import XLSX
from app.core.errors import DomainError
from app.core.i18n import moment
from app.core.imports.forms import DownloadForm
from app.core.web.converters import whole
from app.core.web.pages import page, see
from app.core.web.pagination import paginate
from app.policy import P
from app.programmes.queries import rules_for
from app.regions import queries as regions


@blueprint.get("/disagreements")
@requires(P.EDIT_CHILD)
def disagreements() -> Response:
    return _list_page(SettleManyForm(formdata=None))


@blueprint.post("/disagreements")
@requires(P.EDIT_CHILD)
def settle_disagreements() -> Response:
    """Many of one kind at once; the conditions of the list stand in the address."""
    actor, form, filters = current_actor(), SettleManyForm(), _filters()
    if form.validate_on_submit():
        chosen = form.chosen
        if form.every.data:
            chosen = set(queries.ids_of(actor, filters, settling.MOST))
        try:
            done, left = settling.settle_many(
                actor=actor, ids=chosen, step=form.step.data or "", reason=form.reason.data or ""
            )
            return see(url_for(".disagreements", **filters.kept(), settled=done, left=left))
        except DomainError as error:
            form.show_problems(error)
    return _list_page(form, status=422)


@blueprint.post("/disagreements/export")
@requires(P.EDIT_CHILD)
@fresh_password
def export_disagreements() -> Response:
    """As the page shows it, with nicknames and numbers of the roster: it names nobody."""
    actor = current_actor()
    with transaction():
        found = queries.for_export(actor, _filters())
        audit.record(actor, "child.disagreements_exported", count=len(found))
    places = regions.full_names({one.child.region_code for one in found})
    response = Response(showing.workbook(found, places), content_type=XLSX)
    name = f"disagreements-{today():%Y%m%d}.xlsx"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/<int:child_id>/disagreements/<int:disagreement_id>")
@requires(P.EDIT_CHILD)
def disagreement(child_id: int, disagreement_id: int) -> Response:
    """Shows both values in full, as a form for correcting does: recorded."""
    row = _found(child_id, disagreement_id)
    if row.field in SECRET or row.field == "guardian":
        section = "guardians" if row.field.startswith("guardian") else row.field
        services.record_correcting(actor=current_actor(), child_id=child_id, fields=[section])
    return _one_page(settle_form(row.field, rules_for(row.child.region_code)), row)


@blueprint.post("/<int:child_id>/disagreements/<int:disagreement_id>")
@requires(P.EDIT_CHILD)
def settle_disagreement(child_id: int, disagreement_id: int) -> Response:
    row = _found(child_id, disagreement_id)
    form = settle_form(row.field, rules_for(row.child.region_code))
    if form.validate_on_submit():
        try:
            settling.settle(
                actor=current_actor(),
                child_id=child_id,
                disagreement_id=disagreement_id,
                step=form.step.data or "",
                reason=form.reason.data or "",
                value=form.typed,
            )
            return see(_next_url(child_id))
        except DomainError as error:
            form.show_problems(error)
    return _one_page(form, row, status=422)


def _next_url(child_id: int) -> str:
    """The child's next open one, or its file."""
    child = files.get_child(current_actor(), child_id, P.EDIT_CHILD)
    for one in queries.of_child(child):
        return url_for(".disagreement", child_id=child_id, disagreement_id=one.id)
    return url_for(".show", child_id=child_id)


def _found(child_id: int, disagreement_id: int) -> Disagreement:
    row = queries.get_disagreement(current_actor(), child_id, disagreement_id)
    return row if row is not None else abort(404)


def _filters() -> Filters:
    plain = asdict(Filters())
    return Filters(**{name: request.args.get(name, old) or old for name, old in plain.items()})


def _list_page(form: SettleManyForm, status: int = 200) -> Response:
    actor, filters = current_actor(), _filters()
    query = queries.loaded(queries.list_disagreements(actor, filters))
    found = paginate(query, *queries.ORDER)
    rows = [one.Disagreement for one in found.items]
    return page(
        "children/sources/list.html",
        status=status,
        form=form,
        page=found,
        rows=[showing.shown(one) for one in rows],
        places=places_of([one.child.region_code for one in rows]),
        filters=filters,
        choices=_choices(actor, filters),
        is_filtered=filters != Filters(),
        may_settle=filters.show == OPEN,
        most=settling.MOST,
        settled=request.args.get("settled", type=whole),
        left=request.args.get("left", 0, type=whole),
        download=DownloadForm(formdata=None),
        action=url_for(".settle_disagreements", **_cursor(), **filters.kept()),
        export_url=url_for(".export_disagreements", **filters.kept()),
    )


def _cursor() -> dict[str, Any]:
    return {name: request.args[name] for name in ("after", "before") if name in request.args}


def _choices(actor: Actor, filters: Filters) -> list[dict[str, Any]]:
    every = ("", _("all"))
    departments = terms_of(rules_for(home_of(actor))).departments
    shows = [(OPEN, _("to be settled")), ("settled", _("settled")), ("all", _("all"))]
    offered = [
        ("region", _("Place"), [every, *region_choices(actor, filters.region)]),
        ("field", _("About"), [every, *FIELDS.items()]),
        ("source", _("List of"), [every, *((one.code, one.label) for one in departments)]),
        ("show", _("Show"), shows),
    ]
    return [
        {"name": name, "label": label, "choices": choices, "value": getattr(filters, name)}
        for name, label, choices in offered
    ]


def _one_page(form: SettleForm, row: Disagreement, status: int = 200) -> Response:
    changes = workflow.history(row)
    return page(
        "children/sources/one.html",
        status=status,
        form=form,
        child=row.child,
        one=showing.shown(row, in_full=True),
        is_open=row.state == OPEN,
        others=len(queries.of_child(row.child)),
        history=[
            {
                "at": moment(change.at),
                "text": _said(change.transition, change.reason),
                "who": change.actor_name,
            }
            for change in changes
        ],
    )


def _said(transition: str, reason: str) -> str:
    labels = {one.name: one.label for one in showing.LIFECYCLE.transitions}
    label = str(labels.get(transition) or _("The list was brought in"))
    return f"{label}{_(': ')}{reason}" if reason else label
