"""The calendar for a phone's own calendar."""

from __future__ import annotations

from flask import Response, abort, request, url_for

from app.accounts.models import User
from app.accounts.queries import load_actor
from app.activities import feed
from app.activities.routes.calendar import blueprint
from app.core.access.actors import ANONYMOUS, Actor, current_actor
from app.core.access.guard import public, requires
from app.core.calendar.feeds import calendar_bytes
from app.core.calendar.sources import Wanted, in_full
from app.core.clock import today
from app.core.db import session
from app.core.regioncode import COUNTRY
from app.core.web.forms import ActionForm
from app.core.web.pages import page, public_address, see
from app.policy import P
from app.regions.stations import current_station


@blueprint.get("/station.ics")
@public
def station_feed() -> Response:
    station = current_station(request.args.get("region") or None)
    region = station.region_code if station else COUNTRY
    wanted = Wanted(first=today() - feed.PAST, region=region, parts=True, outside=True)
    return _answer(station.name if station else "", ANONYMOUS, wanted)


@blueprint.get("/feed/<int:user_id>/<secret>.ics")
@public
def own_feed(user_id: int, secret: str) -> Response:
    """Whoever has the link reads it: it names no child and nobody else."""
    user = session().get(User, user_id)
    if user is None or not user.is_active or not feed.is_right(user_id, secret):
        abort(404)
    station = current_station()
    wanted = Wanted(first=today() - feed.PAST, mine=True, outside=True)
    return _answer(station.name if station else "", load_actor(user), wanted)


def _answer(name: str, actor: Actor, wanted: Wanted) -> Response:
    events = feed.events_of(in_full(actor, wanted, feed.MOST))
    response = Response(calendar_bytes(name, events), content_type="text/calendar; charset=utf-8")
    response.headers["Cache-Control"] = "private, max-age=900"
    response.headers.set("Content-Disposition", "inline", filename="aixin.ics")
    response.add_etag()
    response.make_conditional(request)
    return response


@blueprint.get("/link")
@requires(P.OWN_ACCOUNT)
def link() -> Response:
    user_id = current_actor().user_id or 0
    key = feed.feed_key(user_id)
    url = ""
    if key is not None:
        path = url_for(
            "calendar.own_feed", user_id=user_id, secret=feed.secret_of(user_id, key.turn)
        )
        url = public_address() + path
    station_url = public_address() + url_for("calendar.station_feed")
    return page("activities/link.html", url=url, station_url=station_url, form=ActionForm())


@blueprint.post("/link")
@requires(P.OWN_ACCOUNT)
def renew_link() -> Response:
    if ActionForm().validate_on_submit():
        feed.renew_feed(user_id=current_actor().user_id or 0)
    return see(url_for("calendar.link"))
