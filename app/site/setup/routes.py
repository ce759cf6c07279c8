from __future__ import annotations

from flask import Blueprint, Response, make_response, url_for
from sqlalchemy.exc import DBAPIError

from app.accounts import sessions
from app.accounts.sessions import Device
from app.config import ROOT
from app.core import db, migrate, throttle
from app.core.access.guard import public
from app.core.errors import DomainError
from app.core.regioncode import COUNTRY
from app.core.web.pages import page, see
from app.regions.queries import list_below
from app.site.setup import door, services
from app.site.setup.forms import SetupForm
from app.site.setup.services import FirstChair, FirstStation


def add_to(blueprint: Blueprint) -> None:
    blueprint.add_url_rule("/setup", "setup", setup, methods=["GET", "POST"])
    blueprint.add_url_rule("/healthz", "healthz", healthz)


@public
@throttle.unkeyed
def setup() -> Response:
    if door.is_set_up():
        return see(url_for("site.home"))
    form, status = SetupForm(), 200
    if form.validate_on_submit():
        try:
            token = _set_up(form)
        except DomainError as error:
            form.show_problems(error)
            status = error.status
        else:
            sessions.sign_in(token)
            return see(url_for("accounts.second_factor", next=url_for("site.home")))
    elif form.is_submitted():
        status = 422
    return page("site/setup.html", status=status, form=form, has_register=bool(list_below(COUNTRY)))


def _set_up(form: SetupForm) -> str:
    return services.set_up(
        code=form.code.data or "",
        station=FirstStation(
            region_code=form.region.data or "",
            name=form.station_name.data or "",
            address=form.address.data or "",
            phone=form.station_phone.data or "",
            preset=form.preset.data,
        ),
        chair=FirstChair(
            name=form.name.data or "",
            phone=form.phone.data or None,
            username=form.username.data or "",
            password=form.password.data or "",
        ),
        device=Device.of_request(),
    )


@public
def healthz() -> Response:
    """For whatever watches the server: the database answers and has this version's tables."""
    try:
        db.ping()
        well = migrate.is_current(str(ROOT / "migrations"))
    except (DBAPIError, migrate.NewerDatabase):
        well = False
    response = make_response("ok" if well else "not ready", 200 if well else 503)
    response.mimetype = "text/plain"
    return response
