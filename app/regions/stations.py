"""Stations, and short names of divisions for lists."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from flask import g
from sqlalchemy import select

from app.core import regioncode
from app.core.db import session
from app.core.regioncode import Level
from app.regions import names
from app.regions.models import Region, Station


def all_stations() -> list[Station]:
    """The installation's stations, the first set up first; read once a request."""
    if "stations" not in g:
        g.stations = list(session().scalars(select(Station).order_by(Station.id)))
    return list(g.stations)


def current_station(region_code: str | None = None) -> Station | None:
    """The station that looks after a division: the nearest above it, else the first set up."""
    stations = all_stations()
    if region_code is None:
        return stations[0] if stations else None
    covering = [one for one in stations if regioncode.covers(one.region_code, region_code)]
    covering.sort(key=lambda one: regioncode.level_of(one.region_code))
    return covering[-1] if covering else (stations[0] if stations else None)


def home_region() -> str:
    """The first station's division, or "" before there is a station."""
    station = current_station()
    return station.region_code if station else ""


def load_names(codes: Iterable[str]) -> None:
    """Read the names for a list in one query, before it is shown."""
    known = _known()
    wanted: set[str] = set()
    for code in codes:
        wanted |= {code, regioncode.at_level(code, Level.TOWNSHIP)}
    if missing := wanted - known.keys():
        query = select(Region.code, Region.name).where(Region.code.in_(missing))
        known.update(dict.fromkeys(missing, ""))
        known.update(dict(session().execute(query).all()))


def short_name(code: str) -> str:
    """加义镇谢江村: township and village, without the committee's ending."""
    load_names([code])
    known = _known()
    township = regioncode.at_level(code, Level.TOWNSHIP)
    parts = [known[one] for one in dict.fromkeys((township, code)) if known[one]]
    text = names.COMMITTEE.sub("", "".join(parts)) if parts else code
    # 加义街道居 is no word; the ending of a village may go, that of a neighbourhood may not.
    return text + "委会" if text.endswith("居") else text


def path_of(code: str) -> list[str]:
    """The names from the province down, fillers such as 市辖区 left out."""
    codes: Collection[str] = [*regioncode.ancestors(code), code]
    query = select(Region.code, Region.name).where(Region.code.in_(codes))
    found = dict(session().execute(query).all())
    return [found[c] for c in codes if found.get(c) and found[c] not in names.NOT_WRITTEN]


def _known() -> dict[str, str]:
    if "region_names" not in g:
        g.region_names = {}
    names_by_code: dict[str, str] = g.region_names
    return names_by_code
