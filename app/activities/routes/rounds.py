from __future__ import annotations

from typing import Any

from flask import Response, request, url_for

from app.activities import kinds
from app.activities.lists_pdf import Visit, round_pdf
from app.activities.models import Activity, RoundStop
from app.activities.routes.activities import blueprint
from app.activities.routes.day import heading_of, pdf_answer
from app.activities.services import rounds
from app.children.families.states import COLOURS
from app.core.access.actors import current_actor
from app.core.access.guard import requires
from app.core.access.policy import may
from app.core.access.scope import get_visible
from app.core.errors import DomainError
from app.core.personal import Kind, mask
from app.core.regioncode import is_code
from app.core.web.forms import ActionForm
from app.core.web.pages import page, see
from app.core.web.pagination import paginate
from app.policy import P
from app.regions.queries import list_below
from app.regions.stations import load_names, short_name

TOWNSHIPS, ON_PAPER = 200, 1000


@blueprint.get("/<int:activity_id>/round")
@requires(P.MANAGE_ACTIVITY)
def round_of(activity_id: int) -> Response:
    return _page(get_visible(Activity, current_actor(), activity_id, P.MANAGE_ACTIVITY))


def _page(activity: Activity, *, status: int = 200, form: Any = None) -> Response:
    actor = current_actor()
    query = rounds.stops_of(actor, activity.id)
    if "left" in request.args:
        query = query.where(RoundStop.result == "")
    found = paginate(query, (RoundStop.id, "asc"))
    load_names([activity.region_code, *(one.family.region_code for one in found.items)])
    return page(
        "activities/round.html",
        status=status,
        activity=activity,
        page=found,
        children_of=rounds.children_of,
        seen=rounds.seen_of(actor, activity.id),
        total=rounds.count_of(actor, activity.id),
        kept=_kept(),
        only_left="left" in request.args,
        places=list_below(activity.region_code, limit=TOWNSHIPS),
        colours=COLOURS if may(actor, P.EDIT_CHILD, activity) else (),
        found=kinds.FOUND,
        form=form or ActionForm(),
    )


def _kept() -> dict[str, Any]:
    """Which part of the list one stands on."""
    return {
        name: request.args[name] for name in ("left", "after", "before") if name in request.args
    }


@blueprint.post("/<int:activity_id>/round/add")
@requires(P.MANAGE_ACTIVITY)
def add_families(activity_id: int) -> Response:
    actor, form = current_actor(), ActionForm()
    activity = get_visible(Activity, actor, activity_id, P.MANAGE_ACTIVITY)
    region = request.form.get("place", "")
    if form.validate_on_submit():
        try:
            rounds.add_families(
                actor=actor,
                activity_id=activity.id,
                region_code=region if is_code(region) else activity.region_code,
                colour=request.form.get("colour", ""),
            )
            return see(url_for("activities.round_of", activity_id=activity.id))
        except DomainError as error:
            form.show_problems(error)
    return _page(activity, status=422, form=form)


@blueprint.post("/<int:activity_id>/round/<int:stop_id>")
@requires(P.MANAGE_ACTIVITY)
def tick_family(activity_id: int, stop_id: int) -> Response:
    actor, form = current_actor(), ActionForm()
    activity = get_visible(Activity, actor, activity_id, P.MANAGE_ACTIVITY)
    if form.validate_on_submit():
        try:
            rounds.tick_family(
                actor=actor,
                activity_id=activity.id,
                stop_id=stop_id,
                result=request.form.get("result", ""),
            )
            # Back to the same part of the list: one goes from house to house.
            return see(url_for("activities.round_of", activity_id=activity.id, **_kept()))
        except DomainError as error:
            if error.status == 404:
                raise
            form.show_problems(error)
    return _page(activity, status=422, form=form)


@blueprint.get("/<int:activity_id>/round.pdf")
@requires(P.MANAGE_ACTIVITY)
def round_sheet(activity_id: int) -> Response:
    """To walk with: what is ticked stands ticked, names are masked."""
    actor = current_actor()
    activity = get_visible(Activity, actor, activity_id, P.MANAGE_ACTIVITY)
    stops = rounds.on_paper(actor, activity.id, ON_PAPER)
    load_names([one.family.region_code for one in stops])
    visits = [
        Visit(
            place=short_name(one.family.region_code),
            children="、".join(child.alias for child in rounds.children_of(one)),
            guardian="、".join(
                f"{person.relation} {mask(Kind.NAME, person.name)}".strip()
                for person in one.family.guardians[:2]
            ),
            result=one.result,
        )
        for one in stops
    ]
    content = round_pdf(heading_of(activity), visits, kinds.FOUND)
    return pdf_answer(content, f"round-{activity.id}")
