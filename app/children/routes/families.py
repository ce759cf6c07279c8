"""Families: their colour, who belongs to them, and who may be of one family."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for
from flask_babel import gettext as _

from app.children import queries as files
from app.children import services as file_services
from app.children.access.queries import names_of
from app.children.families import changes, queries, services
from app.children.families.forms import ColourForm
from app.children.families.states import BY_CODE, COLOURS
from app.children.forms import ReasonForm
from app.children.models import Child, Family
from app.children.routes.blueprint import blueprint
from app.children.routes.lists import places_of
from app.core.access.actors import current_actor
from app.core.access.guard import requires
from app.core.access.policy import may
from app.core.clock import today
from app.core.errors import DomainError
from app.core.personal import Kind, mask
from app.core.web.converters import whole
from app.core.web.forms import ActionForm
from app.core.web.pages import page, see
from app.core.web.pagination import paginate
from app.policy import P


@blueprint.get("/families")
@requires(P.EDIT_CHILD)
def families() -> Response:
    actor, shown = current_actor(), request.args.get("show", "")
    query = queries.list_families(actor, shown)
    # Those that are due first, by day; the others as they were entered.
    by_day = ((Family.review_on, "asc"),) if shown == queries.DUE else ()
    found = paginate(query, *by_day, (Family.id, "asc"))
    return page(
        "children/families/list.html",
        page=found,
        colours=BY_CODE,
        places=places_of([one.region_code for one in found.items]),
        today=today(),
        choices=_choices(shown),
        proposals=len(queries.proposals(actor)),
    )


def _choices(shown: str) -> list[dict[str, Any]]:
    choices = [
        ("", _("all")),
        (queries.DUE, _("due for a look")),
        (queries.UNSEEN, _("without a colour")),
        *((one.code, one.label) for one in COLOURS),
    ]
    return [{"name": "show", "label": _("Show"), "choices": choices, "value": shown}]


@blueprint.get("/families/proposals")
@requires(P.EDIT_CHILD)
def family_proposals() -> Response:
    found = queries.proposals(current_actor())
    return page(
        "children/families/proposals.html",
        found=found,
        places=places_of([one.first.region_code for one in found]),
        form=ActionForm(formdata=None),
    )


@blueprint.post("/families/proposals")
@requires(P.EDIT_CHILD)
def say_families_apart() -> Response:
    first, second = (request.form.get(name, 0, type=whole) for name in ("first", "second"))
    if ActionForm().validate_on_submit():
        services.say_apart(actor=current_actor(), first_id=first, second_id=second)
    return see(url_for(".family_proposals"))


@blueprint.get("/<int:child_id>/family")
@requires(P.EDIT_CHILD)
def family(child_id: int) -> Response:
    actor = current_actor()
    child = files.get_child(actor, child_id, P.EDIT_CHILD)
    file_services.record_opening(actor=actor, child_id=child_id)
    return page("children/families/family.html", child=child, **_shown(child))


@blueprint.get("/<int:child_id>/family/colour")
@requires(P.EDIT_CHILD)
def family_colour(child_id: int) -> Response:
    return _colour_page(ColourForm(), child_id)


@blueprint.post("/<int:child_id>/family/colour")
@requires(P.EDIT_CHILD)
def review_family_colour(child_id: int) -> Response:
    form = ColourForm()
    if form.validate_on_submit():
        try:
            services.review_colour(
                actor=current_actor(),
                child_id=child_id,
                colour=form.colour.data or "",
                reason=form.reason.data or "",
                next_on=form.next_on.data,
            )
            return see(url_for(".family", child_id=child_id))
        except DomainError as error:
            form.show_problems(error)
    return _colour_page(form, child_id, status=422)


@blueprint.get("/<int:child_id>/family/join")
@requires(P.EDIT_CHILD)
def family_to_join(child_id: int) -> Response:
    """First a brother or sister is looked for, then both families are shown to be compared."""
    return _join_page(ReasonForm(), child_id)


@blueprint.post("/<int:child_id>/family/join")
@requires(P.EDIT_CHILD)
def join_families(child_id: int) -> Response:
    form, other = ReasonForm(), request.args.get("with", type=whole) or 0
    if form.validate_on_submit():
        try:
            services.join_families(
                actor=current_actor(),
                child_id=child_id,
                other_id=other,
                reason=form.reason.data or "",
            )
            return see(url_for(".family", child_id=child_id))
        except DomainError as error:
            form.show_problems(error)
    return _join_page(form, child_id, status=422)


@blueprint.get("/<int:child_id>/family/split")
@requires(P.EDIT_CHILD)
def family_to_split(child_id: int) -> Response:
    return _split_page(ReasonForm(), child_id)


@blueprint.post("/<int:child_id>/family/split")
@requires(P.EDIT_CHILD)
def split_family(child_id: int) -> Response:
    form = ReasonForm()
    if form.validate_on_submit():
        try:
            services.split_family(
                actor=current_actor(), child_id=child_id, reason=form.reason.data or ""
            )
            return see(url_for(".family", child_id=child_id))
        except DomainError as error:
            form.show_problems(error)
    return _split_page(form, child_id, status=422)


def _shown(child: Child) -> dict[str, Any]:
    """What tells the family without naming it: guardians and address are masked."""
    actor, found = current_actor(), child.family
    return {
        "family": found,
        "siblings": [(one, may(actor, P.REVEAL_CHILD, one)) for one in changes.siblings(child)],
        "guardians": [
            f"{one.relation} {mask(Kind.NAME, one.name)} {mask(Kind.PHONE, one.phone)}".strip()
            for one in found.guardians
        ],
        "address": mask(Kind.ADDRESS, found.address),
        "colours": BY_CODE,
        "reviewers": names_of({one.reviewed_by for one in found.reviews}),
        "today": today(),
    }


def _colour_page(form: ColourForm, child_id: int, status: int = 200) -> Response:
    child = files.get_child(current_actor(), child_id, P.EDIT_CHILD)
    return page("children/families/colour.html", status=status, form=form, child=child)


def _join_page(form: ReasonForm, child_id: int, status: int = 200) -> Response:
    actor = current_actor()
    child = files.get_child(actor, child_id, P.EDIT_CHILD)
    other_id, sought = request.args.get("with", type=whole), request.args.get("q", "")
    other = files.get_child(actor, other_id, P.EDIT_CHILD) if other_id else None
    return page(
        "children/families/join.html",
        status=status,
        form=form,
        child=child,
        mine=_shown(child),
        other=other,
        theirs=_shown(other) if other else None,
        q=sought,
        found=queries.look_for(actor, child, sought) if sought.strip() else None,
        back=url_for(".family", child_id=child_id),
    )


def _split_page(form: ReasonForm, child_id: int, status: int = 200) -> Response:
    child = files.get_child(current_actor(), child_id, P.EDIT_CHILD)
    return page(
        "children/families/split.html",
        status=status,
        form=form,
        child=child,
        siblings=changes.siblings(child),
        back=url_for(".family", child_id=child_id),
    )
