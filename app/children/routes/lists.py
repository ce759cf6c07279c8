from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

from flask import Response, request, url_for
from flask_babel import gettext as _

from app.accounts.fresh import fresh_password
from app.children import exports, hooks, queries
from app.children.access import services as access
from app.children.access.forms import PurposeForm
from app.children.families.states import COLOURS
from app.children.queries import Filters
from app.children.routes.blueprint import blueprint
from app.children.states import LIFECYCLE
from app.core import regioncode
from app.core.access.actors import Actor, current_actor
from app.core.access.guard import requires
from app.core.access.policy import may, rule_of
from app.core.clock import age_on, today
from app.core.errors import DomainError
from app.core.personal import Kind, mask
from app.core.regioncode import COUNTRY
from app.core.web import saved_views
from app.core.web.forms import ActionForm
from app.core.web.pages import page, see
from app.core.web.pagination import paginate
from app.core.web.saved_views import SaveForm
from app.policy import P
from app.programmes.queries import rules_for
from app.programmes.rules import ProgrammeRules
from app.regions import queries as regions
from app.regions import stations

MOST_CHOICES = 400
LISTING = "children"


@blueprint.get("")
@requires(P.OPEN_CHILDREN)
def index() -> Response:
    actor, filters = current_actor(), filters_sent()
    if sees_counts_only(actor):
        return see(url_for(".counts"))
    programme = rules_for(home_of(actor))
    query = queries.list_children(actor, filters, renewal_days=programme.renewal_days)
    found = paginate(query, *queries.ORDER)
    on = today()
    return page(
        "children/list.html",
        page=found,
        rows=[_row(actor, child, on) for child in found.items],
        badges=hooks.badges([child.id for child in found.items]),
        places=places_of([child.region_code for child in found.items]),
        labels=exports.labels((*programme.categories, *programme.needs)),
        filters=filters,
        choices=_choices(actor, programme, filters),
        is_filtered=filters != Filters(),
        views=saved_views.views_of(actor, LISTING),
        save_form=SaveForm(formdata=None),
        kept=_kept(replace(filters, q="")),
        may_edit=may(actor, P.EDIT_CHILD),
        may_count=may(actor, P.COUNT_CHILDREN),
        may_import=may(actor, P.IMPORT_CHILDREN),
        export_url=url_for(".export", **_kept(filters)) if may(actor, P.EXPORT_CHILDREN) else None,
    )


@blueprint.post("/views")
@requires(P.OPEN_CHILDREN)
def save_view() -> Response:
    """The conditions stand in the address, as those of the list do."""
    form, filters = SaveForm(), filters_sent()
    if form.validate_on_submit():
        try:
            saved_views.save_view(
                actor=current_actor(), listing=LISTING, name=form.name.data, filters=_kept(filters)
            )
            return see(url_for(".index", **_kept(filters)))
        except DomainError as error:
            form.show_problems(error)
    return page(
        "children/save_view.html",
        status=422,
        form=form,
        action=url_for(".save_view", **_kept(filters)),
        back=url_for(".index", **_kept(filters)),
    )


@blueprint.post("/views/<int:view_id>/remove")
@requires(P.OPEN_CHILDREN)
def remove_view(view_id: int) -> Response:
    form = ActionForm()
    if form.validate_on_submit():
        saved_views.remove_view(actor=current_actor(), listing=LISTING, view_id=view_id)
    return see(url_for(".index"))


@blueprint.get("/export")
@requires(P.EXPORT_CHILDREN)
@fresh_password
def export() -> Response:
    return _export_page(PurposeForm())


@blueprint.post("/export")
@requires(P.EXPORT_CHILDREN)
@fresh_password
def ask_for_export() -> Response:
    """A second person agrees before the list can be taken."""
    form = PurposeForm()
    if form.validate_on_submit():
        try:
            asked = access.ask_for_export(
                actor=current_actor(), purpose=form.purpose.data, filters=filters_sent()
            )
            return see(url_for(".request_page", request_id=asked.id))
        except DomainError as error:
            form.show_problems(error)
    return _export_page(form, status=422)


def filters_sent() -> Filters:
    names = asdict(Filters())
    return Filters(**{name: request.args.get(name, old) or old for name, old in names.items()})


def home_of(actor: Actor) -> str:
    """The widest region in which the actor reads children; the country's for a volunteer."""
    return next(iter(rule_of(P.READ_CHILD).regions_of(actor)), COUNTRY)


def sees_counts_only(actor: Actor) -> bool:
    """Somebody of an upper level, who holds no list."""
    near = rule_of(P.READ_CHILD).regions_of(actor)
    return may(actor, P.COUNT_CHILDREN) and not near and not actor.has_role("volunteer")


def places_of(codes: list[str]) -> dict[str, str]:
    """加义镇谢江村: the county is known to who reads the list."""
    stations.load_names(codes)
    return {code: stations.short_name(code) for code in codes}


def _export_page(form: PurposeForm, status: int = 200) -> Response:
    actor, filters = current_actor(), filters_sent()
    total = queries.count(queries.list_children(actor, replace(filters, q="")))
    return page(
        "children/export.html",
        status=status,
        form=form,
        total=total,
        action=url_for(".ask_for_export", **_kept(filters)),
        back=url_for(".index", **_kept(filters)),
    )


def _kept(filters: Filters) -> dict[str, Any]:
    plain = asdict(Filters())
    return {name: value for name, value in asdict(filters).items() if value != plain[name]}


def _row(actor: Actor, child: Any, on: Any) -> dict[str, Any]:
    return {
        "child": child,
        "may_open": may(actor, P.REVEAL_CHILD, child),
        "may_ask": may(actor, P.ASK_CHILD_ACCESS) and not actor.has_role("volunteer"),
        "masked_name": mask(Kind.NAME, child.name),
        "age": age_on(child.born_on, on),
        "state": LIFECYCLE.state(child.state),
    }


def _choices(actor: Actor, programme: ProgrammeRules, filters: Filters) -> list[dict[str, Any]]:
    every = ("", _("all"))
    states = [(one.code, one.label) for one in LIFECYCLE.states]
    consents = [("missing", _("missing")), ("expiring", _("expiring"))]
    offered = [
        ("region", _("Place"), [every, *region_choices(actor, filters.region)]),
        ("category", _("Category"), [every, *((c.code, c.label) for c in programme.categories)]),
        ("need", _("Need"), [every, *((need.code, need.label) for need in programme.needs)]),
        ("state", _("State"), [*states, ("all", _("all"))]),
        ("consent", _("Consent to pairing"), [every, *consents]),
    ]
    if may(actor, P.EDIT_CHILD):
        colours = [(one.code, one.label) for one in COLOURS]
        offered.append(("colour", _("Colour"), [every, *colours, ("none", _("no colour yet"))]))
    if pairing := hooks.condition("pairing"):
        offered.insert(3, ("pairing", pairing.label, [every, *pairing.choices]))
    return [
        {"name": name, "label": label, "choices": choices, "value": getattr(filters, name)}
        for name, label, choices in offered
    ]


def region_choices(actor: Actor, chosen: str) -> list[tuple[str, str]]:
    """The divisions below the chosen one, or beside it if it is a village; how to get back up."""
    home = home_of(actor)
    at = chosen if regioncode.is_code(chosen) and regioncode.covers(home, chosen) else home
    if regioncode.level_of(at) is regioncode.Level.VILLAGE:
        at = regioncode.at_level(at, regioncode.Level.TOWNSHIP)
    below = regions.list_below(at, limit=MOST_CHOICES)
    path = [code for code in (*regioncode.ancestors(at), at) if regioncode.covers(home, code)]
    names = regions.names_of([code for code in path if code != home])
    above = [(code, names[code]) for code in path if code in names]
    return [*above, *((one.code, f"　{one.name}") for one in below)]
