"""The calendar for a phone's own calendar."""

from __future__ import annotations

from flask import Response, abort, request, url_for

from app.accounts.models import User
from app.activities import feed
from app.activities.queries import feed_of_person, feed_of_station
from app.activities.routes.calendar import blueprint
from app.core.access.actors import current_actor
from app.core.access.guard import public, requires
from app.core.calendar.feeds import FeedEvent, calendar_bytes
from app.core.clock import now
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
    events = feed.events_of(feed_of_station(region, now() - feed.PAST))
    return _answer(station.name if station else "", events)


@blueprint.get("/feed/<int:user_id>/<secret>.ics")
@public
def own_feed(user_id: int, secret: str) -> Response:
    """Whoever has the link reads it: it names no child and nobody else."""
    user = session().get(User, user_id)
    if user is None or not user.is_active or not feed.is_right(user_id, secret):
        abort(404)
    station = current_station()
    events = feed.events_of(feed_of_person(user_id, now() - feed.PAST)) + feed.duty_of(user_id)
    return _answer(station.name if station else "", events)


def _answer(name: str, events: list[FeedEvent]) -> Response:
    response = Response(calendar_bytes(name, events), content_type="text/calendar; charset=utf-8")
    response.headers["Cache-Control"] = "private, max-age=900"
    response.headers.set("Content-Disposition", "inline", filename="aixin.ics")
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
