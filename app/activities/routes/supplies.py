"""Requests and offers of experts, venues and goods."""

from __future__ import annotations

import io
from typing import Any

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _

from app.activities import kinds
from app.activities.forms import ReasonForm
from app.activities.models import Supply
from app.activities.routes.own_region import widest_region
from app.activities.services import supplies as services
from app.activities.states import SUPPLY
from app.activities.supply_forms import SupplyAnswerForm, SupplyForm
from app.core import workflow
from app.core.access.actors import Actor, current_actor
from app.core.access.guard import requires
from app.core.access.policy import may
from app.core.access.scope import get_visible
from app.core.clock import today
from app.core.db import session
from app.core.documents.sheets import XLSX, OutColumn, OutSheet, write_workbook
from app.core.errors import DomainError
from app.core.regioncode import Level
from app.core.web.forms import ActionForm
from app.core.web.pages import page, see
from app.core.web.pagination import paginate
from app.policy import P
from app.regions.picker import Limits
from app.regions.stations import load_names, short_name

blueprint = Blueprint("supplies", __name__, url_prefix="/supplies")
MOST = 5000
FILTERS = ("q", "side", "kind", "state")


def _query(actor: Actor) -> Any:
    args, query = request.args, services.seen_by(actor)
    for name, known in (("side", kinds.SIDES), ("kind", kinds.SUPPLIES)):
        if args.get(name) in known:
            query = query.where(getattr(Supply, name) == args[name])
    if args.get("state", "open") in ("open", "matched", "closed"):
        query = query.where(Supply.state == args.get("state", "open"))
    if words := args.get("q", "").strip()[:40]:
        query = query.where(Supply.title.contains(words, autoescape=True))
    return query


@blueprint.get("")
@requires(P.READ_SUPPLY)
def index() -> Response:
    actor = current_actor()
    found = paginate(_query(actor), (Supply.id, "desc"))
    load_names([one.region_code for one in found.items])
    return page(
        "activities/supplies.html",
        found=found,
        args={name: request.args[name] for name in FILTERS if name in request.args},
        kinds=kinds,
        lifecycle=SUPPLY,
        may_post=may(actor, P.KEEP_SUPPLY),
    )


@blueprint.get("/export.xlsx")
@requires(P.READ_SUPPLY)
def export() -> Response:
    rows = session().scalars(_query(current_actor()).order_by(Supply.id.desc()).limit(MOST)).all()
    load_names([one.region_code for one in rows])
    columns = (
        OutColumn(_("Ask or offer"), 10),
        OutColumn(_("What it is"), 10),
        OutColumn(_("In a few words"), 36, wrap=True),
        OutColumn(_("Place"), 20),
        OutColumn(_("Unit"), 20),
        OutColumn(_("How many"), 10),
        OutColumn(_("From"), 14),
        OutColumn(_("Until"), 14),
        OutColumn(_("State"), 10),
        OutColumn(_("Answers"), 8),
    )
    target = io.BytesIO()
    sheet = OutSheet(_("Requests and offers"), columns, (_line(one) for one in rows))
    write_workbook(target, [sheet])
    response = Response(target.getvalue(), content_type=XLSX)
    name = f"supplies-{today():%Y%m%d}.xlsx"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def _line(one: Supply) -> tuple[Any, ...]:
    return (
        str(kinds.SIDES[one.side]),
        str(kinds.SUPPLIES[one.kind]),
        one.title,
        short_name(one.region_code),
        one.unit,
        one.amount,
        one.first_day,
        one.last_day,
        str(SUPPLY.state(one.state).label),
        len(one.answers),
    )


@blueprint.route("/new", methods=["GET", "POST"])
@requires(P.KEEP_SUPPLY)
def new() -> Response:
    actor = current_actor()
    region = widest_region(actor, P.KEEP_SUPPLY)
    form = SupplyForm(data={"region": region})
    form.region.limits = Limits(tuple(Level), region)
    if form.validate_on_submit():
        try:
            made = services.post_supply(
                actor=actor, region_code=form.region.data or "", terms=form.terms()
            )
            return see(url_for("supplies.show", supply_id=made.id))
        except DomainError as error:
            form.show_problems(error)
    status = 422 if form.is_submitted() else 200
    return page("activities/supply_new.html", status=status, form=form)


@blueprint.get("/<int:supply_id>")
@requires(P.READ_SUPPLY)
def show(supply_id: int) -> Response:
    return _show(get_visible(Supply, current_actor(), supply_id))


def _show(supply: Supply, *, status: int = 200, form: Any = None) -> Response:
    actor = current_actor()
    load_names([supply.region_code, *(one.region_code for one in supply.answers)])
    return page(
        "activities/supply.html",
        status=status,
        supply=supply,
        state=SUPPLY.state(supply.state),
        kinds=kinds,
        keeps=may(actor, P.KEEP_SUPPLY, supply),
        answers=may(actor, P.KEEP_SUPPLY),
        matching=services.matching(actor, supply) if supply.state == "open" else [],
        history=workflow.history(supply),
        lifecycle=SUPPLY,
        button=ActionForm(formdata=None),
        form=form or SupplyAnswerForm(formdata=None),
    )


@blueprint.post("/<int:supply_id>/answer")
@requires(P.KEEP_SUPPLY)
def answer(supply_id: int) -> Response:
    actor, form = current_actor(), SupplyAnswerForm()
    supply = get_visible(Supply, actor, supply_id)
    if form.validate_on_submit():
        try:
            services.answer_supply(
                actor=actor,
                supply_id=supply.id,
                region_code=widest_region(actor, P.KEEP_SUPPLY),
                text=form.text.data or "",
            )
            return see(url_for("supplies.show", supply_id=supply.id))
        except DomainError as error:
            form.show_problems(error)
    return _show(supply, status=422, form=form)


@blueprint.post("/<int:supply_id>/take/<int:answer_id>")
@requires(P.KEEP_SUPPLY)
def take(supply_id: int, answer_id: int) -> Response:
    actor, form = current_actor(), ActionForm()
    supply = get_visible(Supply, actor, supply_id, P.KEEP_SUPPLY)
    if form.validate_on_submit():
        services.take_answer(actor=actor, supply_id=supply.id, answer_id=answer_id)
    return see(url_for("supplies.show", supply_id=supply.id))


@blueprint.route("/<int:supply_id>/close", methods=["GET", "POST"])
@requires(P.KEEP_SUPPLY)
def close(supply_id: int) -> Response:
    actor, form = current_actor(), ReasonForm()
    supply = get_visible(Supply, actor, supply_id, P.KEEP_SUPPLY)
    if form.validate_on_submit():
        try:
            services.close_supply(actor=actor, supply_id=supply.id, reason=form.reason.data or "")
            return see(url_for("supplies.show", supply_id=supply.id))
        except DomainError as error:
            form.show_problems(error)
    status = 422 if form.is_submitted() else 200
    return page("activities/supply_close.html", status=status, form=form, supply=supply)
