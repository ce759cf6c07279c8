"""What a volunteer sees of her own record."""

from __future__ import annotations

from flask import Response, abort

from app.core.access.actors import current_actor
from app.core.access.guard import requires
from app.core.web.pages import page
from app.policy import P
from app.regions import queries as regions
from app.volunteers import queries
from app.volunteers.routes import blueprint
from app.volunteers.routes.record import conditions, facts, panels
from app.volunteers.states import VOLUNTEER


@blueprint.get("/my-service")
@requires(P.OWN_VOLUNTEER)
def own() -> Response:
    actor = current_actor()
    volunteer = queries.own(actor)
    if volunteer is None:
        abort(404)
    return page(
        "volunteers/own.html",
        volunteer=volunteer,
        state=VOLUNTEER.state(volunteer.state),
        place=regions.full_name(volunteer.region_code),
        lines=conditions(volunteer, may_check=False),
        facts=facts(volunteer),
        panels=panels(actor, volunteer),
    )
