from __future__ import annotations

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from app.accounts import passwords
from app.accounts.queries import load_actor
from app.accounts.services.people import create_first_user
from app.accounts.services.signing_in import start_session
from app.accounts.sessions import Device
from app.core import audit, throttle
from app.core.access.actors import Actor, Grant
from app.core.db import session, transaction
from app.core.errors import InvalidInput, Problem
from app.policy import Role
from app.programmes.services import adopt_preset
from app.regions.models import Station
from app.regions.queries import get_region
from app.site.setup import door


@dataclass(frozen=True)
class FirstStation:
    """What the set-up page asks for."""

    region_code: str
    name: str
    address: str
    phone: str
    preset: str


@dataclass(frozen=True)
class FirstChair:
    name: str
    phone: str | None
    username: str
    password: str


def set_up(*, code: str, station: FirstStation, chair: FirstChair, device: Device) -> str:
    """Make the first station with its programme and its chair; returns her session's token.

    Raises InvalidInput, TooManyAttempts, or Conflict if somebody has been quicker.
    """
    attempt = throttle.attempt(throttle.account("setup", ""), throttle.address(device.address))
    if not door.is_right(code):
        text = _l("This is not the code that the server has printed.")
        raise InvalidInput(Problem("wrong_code", text, field="code"))
    with transaction():
        attempt.succeeded()
    context = [chair.username, chair.name, chair.phone or "", station.name]
    passwords.demand_good(chair.password, context=context)
    with transaction():
        user = create_first_user(
            username=chair.username,
            name=chair.name,
            phone=chair.phone,
            password=chair.password,
            grant=Grant(Role.CHAIR, station.region_code),
        )
        actor = load_actor(user)
        _open_station(actor, station)
        adopt_preset(actor=actor, region_code=station.region_code, preset=station.preset)
        token = start_session(user, device)
    door.close()
    return token


def _open_station(actor: Actor, wanted: FirstStation) -> Station:
    region = get_region(wanted.region_code)
    if region is None:
        raise InvalidInput(Problem("unknown_region", _l("Choose the region."), field="region"))
    # A name for addresses: the pinyin of the place, and the code where that is too long.
    slug = region.pinyin if len(region.pinyin) <= 40 else region.code
    station = Station(
        slug=slug.replace(" ", ""),
        region_code=region.code,
        name=wanted.name,
        address=wanted.address,
        phone=wanted.phone,
    )
    session().add(station)
    session().flush()
    audit.record(actor, "station.opened", station)
    return station
