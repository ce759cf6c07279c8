"""Units that may hold a session together with the station: other stations, and whatever upper
floors register (organisations that are partners).

A co-host is kept as the key of its kind and what it is there, as in "station:430681000000".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from flask import Flask, current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy import or_, select

from app.core.access.actors import Actor
from app.core.access.policy import rule_of
from app.core.db import session
from app.core.regioncode import LENGTH, Level, at_level, prefix
from app.policy import P
from app.regions.models import Station

STATION = "station"


@dataclass(frozen=True)
class Hosts:
    key: str
    label: Any
    offer: Callable[[Actor], Sequence[tuple[str, str]]]
    """What she may choose, with names."""
    name: Callable[[str], str]


def init_app(app: Flask) -> None:
    app.extensions["training_hosts"] = {}
    add(app, Hosts(STATION, _l("Other stations"), _stations, _name_of_station))


def add(app: Flask, hosts: Hosts) -> None:
    cast("dict[str, Hosts]", app.extensions["training_hosts"])[hosts.key] = hosts


def offers(actor: Actor) -> dict[Any, list[tuple[str, str]]]:
    """By label of their kind."""
    return {
        one.label: [(f"{one.key}:{ref}", name) for ref, name in one.offer(actor)]
        for one in _all().values()
    }


def name_of(co_host: str) -> str:
    kind, _, ref = co_host.partition(":")
    found = _all().get(kind)
    return found.name(ref) if found else ""


def key_of_station(region_code: str) -> str:
    return f"{STATION}:{region_code}"


def _all() -> dict[str, Hosts]:
    return cast("dict[str, Hosts]", current_app.extensions["training_hosts"])


def _stations(actor: Actor) -> list[tuple[str, str]]:
    """Of her cities, but not her own."""
    own = actor.regions(rule_of(P.MANAGE_TRAINING).roles)
    cities = {at_level(code, Level.CITY) for code in own}
    inside = [
        Station.region_code.between(
            prefix(city).ljust(LENGTH, "0"), prefix(city).ljust(LENGTH, "9")
        )
        for city in cities
    ]
    query = select(Station.region_code, Station.name).where(
        or_(*inside), Station.region_code.not_in(own)
    )
    return [(code, name) for code, name in session().execute(query.order_by(Station.region_code))]


def _name_of_station(ref: str) -> str:
    query = select(Station.name).where(Station.region_code == ref).order_by(Station.id)
    return session().scalar(query.limit(1)) or ""
