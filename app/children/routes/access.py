"""Asking to open a file or to take a list, deciding, and looking into unusual reading."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.children import exports
from app.children.access import queries, services
from app.children.access.forms import (
    OUTCOME_LABELS,
    AskForm,
    DecisionForm,
    FindingForm,
    PurposeForm,
)
from app.children.access.models import EXPORT, AccessRequest, ReadingFlag
from app.children.access.sections import REACH_LABELS, SECTIONS, WAYS
from app.children.access.states import LIFECYCLE
from app.children.models import Child
from app.children.routes.blueprint import blueprint
from app.children.states import LIFECYCLE as FILE_LIFECYCLE
from app.core import regioncode
from app.core.access.actors import Actor, current_actor
from app.core.access.guard import fresh_password, requires
from app.core.access.policy import may, rule_of
from app.core.access.scope import get_visible, visible
from app.core.clock import now, today
from app.core.db import session, transaction
from app.core.documents.sheets import XLSX
from app.core.errors import DomainError, NotFound, Problem
from app.core.i18n import moment
from app.core.imports.forms import DownloadForm
from app.core.regioncode import COUNTRY
from app.core.web.pages import page, see
from app.core.web.pagination import paginate
from app.policy import P
from app.programmes.queries import rules_for
from app.regions import queries as regions

FLAG_LABELS = {
    "many": _l("Many files in an hour"),
    "night": _l("At night"),
    "outside": _l("Outside her own region"),
}
COUNT_LABELS = {"category": _l("Category"), "state": _l("State"), "sex": _l("Sex")}


@blueprint.get("/access/matrix")
@requires(P.OPEN_CHILDREN)
def matrix() -> Response:
    return page("children/access/matrix.html", sections=SECTIONS, reaches=REACH_LABELS, ways=WAYS)


@blueprint.get("/access/new")
@requires(P.ASK_CHILD_ACCESS)
def ask() -> Response:
    return _ask_page(_ask_form())


@blueprint.post("/access/new")
@requires(P.ASK_CHILD_ACCESS)
def send_request() -> Response:
    form = _ask_form()
    if form.validate_on_submit():
        try:
            asked = services.ask_for_file(
                actor=current_actor(),
                purpose=form.purpose.data,
                child_id=_listed(),
                identity_number=form.identity_number.data if isinstance(form, AskForm) else "",
            )
            if asked.state == "approved":
                return see(url_for(".show", child_id=asked.child_id))
            return see(url_for(".requests"))
        except DomainError as error:
            form.show_problems(error)
    return _ask_page(form, status=422)


@blueprint.get("/access")
@requires(P.ASK_CHILD_ACCESS)
def requests() -> Response:
    actor = current_actor()
    own = queries.own_requests(actor)
    waiting = session().scalars(queries.to_decide(actor).order_by(AccessRequest.id)).all()
    names = queries.names_of({one.asked_by for one in waiting})
    return page(
        "children/access/requests.html",
        own=[_said(one) for one in own],
        waiting=[_said(one) | {"who": names.get(one.asked_by, "")} for one in waiting],
        now=now(),
    )


@blueprint.get("/access/<int:request_id>")
@requires(P.ASK_CHILD_ACCESS)
def request_page(request_id: int) -> Response:
    return _request_page(request_id, DecisionForm())


@blueprint.post("/access/<int:request_id>")
@requires(P.DECIDE_CHILD_EXPORT)
def decide(request_id: int) -> Response:
    form = DecisionForm()
    if form.validate_on_submit():
        try:
            services.decide(
                actor=current_actor(),
                request_id=request_id,
                approve=form.answer.data == "approve",
                hours=form.hours.data,
                reason=form.reason.data,
            )
            return see(url_for(".requests"))
        except DomainError as error:
            form.show_problems(error)
    return _request_page(request_id, form, status=422)


@blueprint.post("/access/<int:request_id>/take")
@requires(P.EXPORT_CHILDREN)
@fresh_password
def take(request_id: int) -> Response:
    """The approved list, masked, as a workbook that says on every page whose it is."""
    actor = current_actor()
    with transaction():
        taken, children = services.take_export(actor=actor, request_id=request_id)
        names = queries.names_of({taken.decided_by})
        marks = (
            _("No. %(number)s, taken by %(name)s", number=taken.id, name=actor.name),
            _(
                "%(at)s, agreed by %(name)s",
                at=moment(now()),
                name=names.get(taken.decided_by or 0),
            ),
            _("For: %(purpose)s", purpose=taken.purpose),
        )
        places = regions.full_names({child.region_code for child in children})
        body = exports.workbook(children, rules_for(taken.region_code), places, marks=marks)
    response = Response(body, content_type=XLSX)
    name = f"children-{today():%Y%m%d}-{taken.id}.xlsx"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/readings")
@requires(P.WATCH_READING)
def flags() -> Response:
    found = paginate(visible(ReadingFlag, current_actor()), (ReadingFlag.id, "desc"))
    names = queries.names_of({one.user_id for one in found.items})
    return page("children/access/flags.html", page=found, names=names, labels=FLAG_LABELS)


@blueprint.get("/readings/<int:flag_id>")
@requires(P.WATCH_READING)
def flag(flag_id: int) -> Response:
    return _flag_page(FindingForm(), flag_id)


@blueprint.post("/readings/<int:flag_id>")
@requires(P.WATCH_READING)
def close_flag(flag_id: int) -> Response:
    form = FindingForm()
    if form.validate_on_submit():
        try:
            services.close_flag(
                actor=current_actor(),
                flag_id=flag_id,
                finding=form.reason.data or "",
                outcome=form.outcome.data or "",
            )
            return see(url_for(".flags"))
        except DomainError as error:
            form.show_problems(error)
    return _flag_page(form, flag_id, status=422)


@blueprint.get("/counts")
@requires(P.COUNT_CHILDREN)
def counts() -> Response:
    """How many children there are, small numbers hidden: for whoever needs no names."""
    actor = current_actor()
    region, by = _region_sent(actor), request.args.get("by", "category")
    by = by if by in queries.BY else "category"
    found = queries.counts(actor, region, by)
    places = regions.names_of([*found.divisions, region])
    is_last = regioncode.level_of(region) >= regioncode.Level.TOWNSHIP
    return page(
        "children/access/counts.html",
        found=found,
        places=places,
        labels=_labels_of(by, region),
        by=by,
        offered=COUNT_LABELS,
        region=region,
        may_go_down=not is_last,
    )


def _region_sent(actor: Actor) -> str:
    home = next(iter(rule_of(P.COUNT_CHILDREN).regions_of(actor)), COUNTRY)
    sent = request.args.get("region", "")
    return sent if regioncode.is_code(sent) and may(actor, P.COUNT_CHILDREN, sent) else home


def _labels_of(by: str, region: str) -> dict[str, Any]:
    if by == "category":
        return {one.code: one.label for one in rules_for(region).categories}
    if by == "sex":
        return {"female": _("Girl"), "male": _("Boy")}
    return {one.code: one.label for one in FILE_LIFECYCLE.states}


def _listed() -> int | None:
    """The child of the list that the address names."""
    sent = request.args.get("child", "")
    return int(sent) if sent.isdecimal() and len(sent) < 10 else None


def _ask_form() -> PurposeForm:
    return PurposeForm() if _listed() else AskForm()


def _ask_page(form: PurposeForm, status: int = 200) -> Response:
    actor, child_id = current_actor(), _listed()
    child: Child | None = get_visible(Child, actor, child_id, P.READ_CHILD) if child_id else None
    at_once = child is not None and queries.opens_for_purpose(actor, child)
    return page("children/access/ask.html", status=status, form=form, child=child, at_once=at_once)


def _said(one: AccessRequest) -> dict[str, Any]:
    return {"request": one, "state": LIFECYCLE.state(one.state), "is_export": one.kind == EXPORT}


def _request_page(request_id: int, form: DecisionForm, status: int = 200) -> Response:
    actor = current_actor()
    asked = services.get_request(actor, request_id)
    decides = queries.may_decide(actor, asked)
    if asked.state == "asked" and not decides and asked.asked_by != actor.user_id:
        raise NotFound(Problem("not_found", ""))
    child = session().get(Child, asked.child_id) if asked.child_id and decides else None
    mine = asked.asked_by == actor.user_id
    in_time = asked.valid_until is not None and asked.valid_until > now()
    return page(
        "children/access/request.html",
        status=status,
        form=form,
        download=DownloadForm(formdata=None),
        asked=asked,
        said=_said(asked),
        who=queries.names_of({asked.asked_by}).get(asked.asked_by, ""),
        place=regions.full_name(asked.region_code) if decides else "",
        child=child,
        decides=decides,
        may_take=mine and asked.kind == EXPORT and asked.state == "approved" and in_time,
        open_file=asked.child_id
        if mine and asked.kind != EXPORT and asked.state == "approved" and in_time
        else None,
    )


def _flag_page(form: FindingForm, flag_id: int, status: int = 200) -> Response:
    found: ReadingFlag = get_visible(ReadingFlag, current_actor(), flag_id)
    return page(
        "children/access/flag.html",
        status=status,
        form=form,
        flag=found,
        label=FLAG_LABELS[found.kind],
        outcome=OUTCOME_LABELS.get(found.outcome, ""),
        who=queries.names_of({found.user_id}).get(found.user_id, ""),
    )
