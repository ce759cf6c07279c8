"""What a volunteer sees of her own record."""

from __future__ import annotations

from flask import Response, abort, url_for

from app.core.access.actors import current_actor
from app.core.access.guard import requires
from app.core.web.forms import ActionForm
from app.core.web.pages import page, public_address, see
from app.policy import P
from app.regions import queries as regions
from app.volunteers import queries, services
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
        action=ActionForm(),
        sister_url=public_address() + url_for("volunteers.join", sister=volunteer.sister_code)
        if volunteer.sister_code
        else "",
    )


@blueprint.post("/my-service/sister-code")
@requires(P.OWN_VOLUNTEER)
def make_sister_code() -> Response:
    services.make_sister_code(actor=current_actor())
    return see(url_for("volunteers.own"))
