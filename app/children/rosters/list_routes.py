"""Lists: villages and their rosters, monthly re-checks, the clocks from found to first meeting."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for
from flask_babel import gettext as _

from app.children.rosters import clocks, overview, queries, rechecks, sheets
from app.children.rosters.models import RosterCheck
from app.children.rosters.routes import SIZE, blueprint
from app.children.rosters.states import ROSTER
from app.children.rosters.terms import terms_of
from app.core import regioncode
from app.core.access.actors import Actor, current_actor
from app.core.access.guard import requires
from app.core.access.policy import may
from app.core.access.scope import visible
from app.core.clock import age_on, today
from app.core.db import session
from app.core.documents.sheets import XLSX
from app.core.errors import DomainError
from app.core.personal import Kind, mask
from app.core.regioncode import Level
from app.core.web.converters import whole
from app.core.web.forms import ActionForm
from app.core.web.pages import page, see
from app.core.web.pagination import paginate
from app.policy import P
from app.programmes.queries import rules_for
from app.regions.models import Region
from app.regions.queries import list_below, names_of
from app.regions.stations import load_names, path_of, short_name

MOST_CHOICES = 400
MOST_ROWS = 20_000


@blueprint.get("")
@requires(P.COUNT_ROSTERS)
def index() -> Response:
    """The villages; for the upper levels how many of them are how far."""
    actor = current_actor()
    if not may(actor, P.READ_ROSTER):
        return see(url_for(".progress"))
    home = overview.home_of(actor, P.READ_ROSTER)
    region, show, words = _asked(home), request.args.get("show", ""), request.args.get("q", "")
    query = overview.villages(actor, region, show, words.strip())
    if request.args.get("format") == "xlsx":
        return _villages_book(query)
    found = paginate(query, (Region.code, "asc"))
    rows = overview.facts_of(found.items)
    return page(
        "rosters/list.html",
        page=found,
        rows=rows,
        places=_places([one.code for one in rows]),
        words=words,
        choices=_choices(home, region, show),
        lifecycle=ROSTER,
        today=today(),
        is_filtered=bool(show or words or region != home),
        export_url=url_for(".index", **_kept(), format="xlsx"),
    )


def _kept() -> dict[str, Any]:
    return {name: request.args[name] for name in ("q", "region", "show") if name in request.args}


def _asked(home: str) -> str:
    asked = request.args.get("region", "")
    return asked if regioncode.is_code(asked) else home


def _villages_book(query: Any) -> Response:
    found = session().scalars(query.order_by(Region.code).limit(MOST_ROWS)).all()
    rows = overview.facts_of(found)
    return _book(sheets.villages_book(rows, _places([one.code for one in rows])), "rosters.xlsx")


def _places(codes: list[str]) -> dict[str, str]:
    load_names(codes)
    return {code: short_name(code) for code in codes}


def _choices(home: str, region: str, show: str) -> list[dict[str, Any]]:
    labels = {
        "": _("all villages"),
        "none": _("without any roster"),
        "working": _("working on a version"),
        "waiting": _("with the township"),
        "sealed": _("with a sealed roster"),
        "outdated": _("changed since the seal"),
        "unchecked": _("re-check waiting"),
    }
    offered = [{"name": "show", "label": _("Show"), "choices": list(labels.items()), "value": show}]
    if regioncode.level_of(home) < Level.TOWNSHIP:
        below = [(one.code, one.name) for one in list_below(home, limit=MOST_CHOICES)]
        places = [(home, _("all")), *below]
        offered.append({"name": "region", "label": _("Place"), "choices": places, "value": region})
    return offered


@blueprint.get("/progress")
@requires(P.COUNT_ROSTERS)
def progress() -> Response:
    actor = current_actor()
    home = overview.home_of(actor, P.COUNT_ROSTERS)
    region = _asked(home)
    rows = overview.progress(actor, region)
    if request.args.get("format") == "xlsx":
        return _book(sheets.progress_book(rows), "rosters.xlsx")
    return page(
        "rosters/progress.html",
        rows=rows,
        path=path_of(region),
        region=region,
        up=_up(home, region, ".progress"),
        may_go_down=regioncode.level_of(region) < Level.TOWNSHIP,
        export_url=url_for(".progress", region=region, format="xlsx"),
    )


def _up(home: str, region: str, endpoint: str) -> str | None:
    if region == home:
        return None
    above = [one for one in regioncode.ancestors(region) if regioncode.covers(home, one)]
    return url_for(endpoint, region=above[-1] if above else home)


@blueprint.get("/clocks")
@requires(P.COUNT_ROSTERS)
def show_clocks() -> Response:
    actor = current_actor()
    home = overview.home_of(actor, P.COUNT_ROSTERS)
    region = _asked(home)
    terms = terms_of(rules_for(region))
    total, rows, exact = clocks.by_division(actor, region, terms, today())
    names = names_of([row.code for row in (*rows, total)])
    if request.args.get("format") == "xlsx":
        return _book(sheets.clocks_book(total, rows, names), "clocks.xlsx")
    step = request.args.get("step", "")
    late = clocks.late_children(region, terms, today(), step) if exact else []
    start = max(0, request.args.get("start", 0, type=whole))
    shown = late[start : start + SIZE]
    return page(
        "rosters/clocks.html",
        whole=total,
        rows=rows,
        names=names,
        places=_places([one.child.region_code for one in shown]),
        steps=clocks.STEPS,
        step=step,
        late=shown,
        late_total=len(late),
        exact=exact,
        path=path_of(region),
        region=region,
        up=_up(home, region, ".show_clocks"),
        may_go_down=regioncode.level_of(region) < Level.VILLAGE,
        next_url=_late_page(region, step, start + SIZE) if len(late) > start + SIZE else None,
        prev_url=_late_page(region, step, max(0, start - SIZE)) if start else None,
        may_open=may(actor, P.REVEAL_CHILD),
        export_url=url_for(".show_clocks", region=region, format="xlsx"),
    )


def _late_page(region: str, step: str, start: int) -> str:
    return url_for(".show_clocks", region=region, step=step, start=start, _anchor="late")


@blueprint.get("/checks")
@requires(P.READ_ROSTER)
def checks() -> Response:
    """The monthly looks: those that wait, and those that are done."""
    actor = current_actor()
    view = "done" if request.args.get("view") == "done" else "waiting"
    query = visible(RosterCheck, actor)
    if view == "waiting":
        found = paginate(
            query.where(RosterCheck.done_on.is_(None)),
            (RosterCheck.due_on, "asc"),
            (RosterCheck.id, "asc"),
        )
    else:
        found = paginate(query.where(RosterCheck.done_on.is_not(None)), (RosterCheck.id, "desc"))
    return page(
        "rosters/checks.html",
        page=found,
        places=_places([one.region_code for one in found.items]),
        view=view,
        today=today(),
    )


@blueprint.get("/checks/<int:check_id>")
@requires(P.COMPILE_ROSTER)
def recheck(check_id: int) -> Response:
    return _check_page(check_id, ActionForm())


@blueprint.post("/checks/<int:check_id>")
@requires(P.COMPILE_ROSTER)
def finish_recheck(check_id: int) -> Response:
    form = ActionForm()
    if form.validate_on_submit():
        try:
            rechecks.finish_recheck(actor=current_actor(), check_id=check_id)
            return see(url_for(".recheck", check_id=check_id))
        except DomainError as error:
            form.show_problems(error)
    return _check_page(check_id, form, status=422)


def _check_page(check_id: int, form: ActionForm, status: int = 200) -> Response:
    actor = current_actor()
    check = rechecks.get_check(actor, check_id)
    children = queries.children_of(check.region_code)
    came, gone = queries.drift(check.region_code)
    return page(
        "rosters/check.html",
        status=status,
        form=form,
        check=check,
        village=short_name(check.region_code),
        children=[_person(actor, one) for one in children],
        came=came,
        gone=gone,
        is_late=check.done_on is None and check.due_on < today(),
        sealed=queries.latest_sealed(check.region_code),
    )


def _person(actor: Actor, child: Any) -> dict[str, Any]:
    return {
        "id": child.id,
        "number": child.roster_number,
        "name": mask(Kind.NAME, child.name),
        "alias": child.alias,
        "age": age_on(child.born_on, today()),
        "may_open": may(actor, P.REVEAL_CHILD, child),
    }


def _book(body: bytes, name: str) -> Response:
    response = Response(body, content_type=XLSX)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    response.headers["Cache-Control"] = "no-store"
    return response
