from __future__ import annotations

from flask import Blueprint, Response, abort, request

from app.core.access.actors import current_actor
from app.core.access.guard import requires
from app.core.access.policy import may, rule_of
from app.core.regioncode import is_code
from app.core.web.pages import page
from app.policy import P
from app.programmes.queries import programme_for, rules_for
from app.regions.queries import full_name

blueprint = Blueprint("programmes", __name__, url_prefix="/programme")


@blueprint.get("/")
@requires(P.EDIT_PROGRAMME)
def show() -> Response:
    """The rules of the actor's region in plain words."""
    actor = current_actor()
    own = actor.regions(rule_of(P.EDIT_PROGRAMME).roles)[0]
    region_code = request.args.get("region", own)
    if not is_code(region_code) or not may(actor, P.EDIT_PROGRAMME, region_code):
        abort(404)
    adopted = programme_for(region_code)
    return page(
        "programmes/show.html",
        rules=rules_for(region_code),
        region_name=full_name(region_code),
        adopted=adopted,
        adopted_in=full_name(adopted.region_code) if adopted else "",
    )
