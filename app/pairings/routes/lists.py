from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Response, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from app.children import queries as children
from app.core.access.actors import Actor, current_actor
from app.core.access.guard import fresh_password, requires
from app.core.access.policy import may, rule_of
from app.core.access.scope import visible
from app.core.clock import today
from app.core.db import session
from app.core.documents.sheets import XLSX
from app.core.errors import DomainError
from app.core.regioncode import COUNTRY, is_code
from app.core.web.converters import whole
from app.core.web.pages import page
from app.core.web.pagination import Page, paginate
from app.pairings import coverage as covering
from app.pairings import exports, services
from app.pairings.forms import ReasonForm
from app.pairings.models import Pairing
from app.pairings.queries import ACTIVE, due_reviews, lapse_reasons
from app.pairings.routes.blueprint import blueprint
from app.pairings.states import PAIRING
from app.pairings.terms import terms_of
from app.policy import P
from app.programmes.queries import rules_for
from app.programmes.rules import ProgrammeRules
from app.regions.stations import load_names, path_of
from app.volunteers.models import Volunteer
from app.volunteers.queries import matches

SIZE = 25
DUE_DAYS = 30
VIEWS = {
    "active": _l("Running"),
    "proposed": _l("Proposed, not answered by both"),
    "trouble": _l("Lapsed or suspended"),
    "paused": _l("Paused"),
    "review": _l("Review due"),
    "unpaired": _l("Children without a pairing"),
    "free": _l("Volunteers with free places"),
    "ended": _l("Ended"),
}


@blueprint.get("/")
@requires(P.READ_PAIRING)
def index() -> Response:
    actor = current_actor()
    asked = request.args.get("view", "active")
    view, words = (asked if asked in VIEWS else "active"), request.args.get("q", "").strip()
    region = request.args.get("region", "")
    region = region if is_code(region) else ""
    rules = _rules(actor)
    categories = {choice.code: choice.label for choice in rules.categories}
    found = _find(actor, view, words, region, rules)
    if view in ("unpaired", "free"):
        load_names(one.region_code for one in found.items)
    shows_pairings = view not in ("unpaired", "free")
    return page(
        "pairings/list.html",
        found=found,
        view=view,
        views=VIEWS,
        words=words,
        region=region,
        roles=services.ROLES,
        categories=categories,
        lifecycle=PAIRING,
        today=today(),
        may_pair=may(actor, P.MAKE_PAIRING),
        may_open=may(actor, P.REVEAL_CHILD),
        may_export=may(actor, P.EXPORT_PAIRINGS),
        reasons=lapse_reasons(found.items, today()) if shows_pairings else {},
    )


def _find(actor: Actor, view: str, words: str, region: str, rules: ProgrammeRules) -> Page:
    if view == "unpaired":
        query = covering.waiting(actor, terms_of(rules), region)
        return _by_start(query.where(children.matches(words)) if words else query)
    if view == "free":
        query = covering.with_free_places(actor, rules.capacity_max, region)
        query = query.where(matches(words)) if words else query
        return paginate(query, (Volunteer.name_key, "asc"), (Volunteer.id, "asc"))
    if view == "review":
        query = due_reviews(actor, today() + timedelta(days=DUE_DAYS))
        return paginate(_named(query, words), (Pairing.next_review_on, "asc"), (Pairing.id, "asc"))
    query = _named(visible(Pairing, actor).where(_states(view)), words)
    return paginate(query, (Pairing.starts_on, "desc"), (Pairing.id, "desc"))


def _states(view: str) -> Any:
    if view == "active":
        return ACTIVE
    if view == "trouble":
        return Pairing.state.in_(("lapsed", "suspended"))
    return Pairing.state == view


def _named(query: Any, words: str) -> Any:
    if not words:
        return query
    return query.where(Pairing.volunteer_id.in_(select(Volunteer.id).where(matches(words))))


def _by_start(query: Any) -> Page:
    """Pages by number: the order is the programme's, which no column holds."""
    start = max(0, request.args.get("start", 0, type=whole))
    total = session().scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    items = session().scalars(query.offset(start).limit(SIZE)).all()
    kept: dict[str, Any] = {k: v for k, v in request.args.items() if k != "start"}

    def at(number: int) -> str:
        return url_for("pairings.index", **kept, start=number)

    return Page(
        items=items,
        total=total,
        next_url=at(start + SIZE) if start + SIZE < total else None,
        prev_url=at(max(0, start - SIZE)) if start else None,
    )


def _home(actor: Actor) -> str:
    regions = actor.regions(rule_of(P.READ_PAIRING).roles)
    return regions[0] if regions else COUNTRY


def _rules(actor: Actor) -> ProgrammeRules:
    return rules_for(_home(actor))


@blueprint.get("/coverage")
@requires(P.READ_COVERAGE)
def coverage() -> Response:
    """The three rings, and the divisions below one."""
    actor = current_actor()
    asked = request.args.get("region", "")
    region = asked if is_code(asked) else _home(actor)
    rules = rules_for(region)
    return page(
        "pairings/coverage.html",
        region=region,
        path=path_of(region),
        rings=covering.ring_counts(actor, region, terms_of(rules)),
        places=covering.places(actor, region, rules.capacity_max),
        may_list=may(actor, P.READ_CHILD),
    )


@blueprint.route("/export", methods=["GET", "POST"])
@requires(P.EXPORT_PAIRINGS)
@fresh_password
def export() -> Response:
    """结对清单 of all running pairings that the actor sees."""
    actor, form = current_actor(), ReasonForm()
    query = visible(Pairing, actor).where(ACTIVE).order_by(Pairing.region_code, Pairing.id)
    pairings = session().scalars(query).all()
    if form.validate_on_submit():
        try:
            exports.record_export(actor=actor, reason=form.reason.data, count=len(pairings))
        except DomainError as error:
            form.show_problems(error)
        else:
            pairings = session().scalars(query).all()
            body = exports.workbook(pairings, _rules(actor), actor=actor, reason=form.reason.data)
            answer = Response(body, content_type=XLSX)
            answer.headers.set("Content-Disposition", "attachment", filename="pairings.xlsx")
            return answer
    return page(
        "pairings/act.html",
        status=422 if form.is_submitted() else 200,
        form=form,
        title=_("Export to Excel"),
        lead=_(
            "%(total)s pairings, with aliases and masked names. That you took the list is recorded"
            " with your reason, which is also printed in it.",
            total=len(pairings),
        ),
        label=_("Take the list"),
        upload=False,
        back=url_for("pairings.index"),
    )
