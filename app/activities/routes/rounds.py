from __future__ import annotations

from typing import Any

from flask import Response, request, url_for

from app.activities import kinds
from app.activities.models import Activity
from app.activities.routes.activities import blueprint
from app.activities.services import rounds
from app.core.access.actors import current_actor
from app.core.access.guard import requires
from app.core.access.scope import get_visible
from app.core.errors import DomainError
from app.core.regioncode import is_code
from app.core.web.forms import ActionForm
from app.core.web.pages import page, see
from app.policy import P
from app.regions.queries import list_below
from app.regions.stations import load_names

TOWNSHIPS = 200


@blueprint.get("/<int:activity_id>/round")
@requires(P.MANAGE_ACTIVITY)
def round_of(activity_id: int) -> Response:
    return _page(get_visible(Activity, current_actor(), activity_id, P.MANAGE_ACTIVITY))


def _page(activity: Activity, *, status: int = 200, form: Any = None) -> Response:
    stops = rounds.stops_of(current_actor(), activity.id)
    load_names([activity.region_code, *(one.child.region_code for one in stops)])
    return page(
        "activities/round.html",
        status=status,
        activity=activity,
        stops=stops,
        seen=sum(bool(one.result) for one in stops),
        places=list_below(activity.region_code, limit=TOWNSHIPS),
        found=kinds.FOUND,
        form=form or ActionForm(),
    )


@blueprint.post("/<int:activity_id>/round/add")
@requires(P.MANAGE_ACTIVITY)
def add_families(activity_id: int) -> Response:
    actor, form = current_actor(), ActionForm()
    activity = get_visible(Activity, actor, activity_id, P.MANAGE_ACTIVITY)
    region = request.form.get("place", "")
    if form.validate_on_submit():
        try:
            place = region if is_code(region) else activity.region_code
            rounds.add_families(actor=actor, activity_id=activity.id, region_code=place)
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
            return see(url_for("activities.round_of", activity_id=activity.id))
        except DomainError as error:
            if error.status == 404:
                raise
            form.show_problems(error)
    return _page(activity, status=422, form=form)
