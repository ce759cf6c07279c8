"""What a team or a station is known by before the public, for its papers: a name and a badge."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass

from sqlalchemy import or_, select

from app.core.db import session
from app.core.documents.uploads import Upload
from app.volunteers.models import Team


@dataclass(frozen=True)
class Brand:
    name: str = ""
    badge: str = ""
    """As a data: address, which a document may hold."""


NO_BRAND = Brand()


def brand_of(team: Team) -> Brand:
    if team.badge_id is None:
        return Brand(team.brand)
    badge = session().get_one(Upload, team.badge_id)
    data = b64encode(badge.read()).decode("ascii")
    return Brand(team.brand, f"data:{badge.content_type};base64,{data}")


def station_brand(region_code: str) -> Brand:
    """Of the first team that was formed at the place of the station and has one."""
    has_one = or_(Team.brand != "", Team.badge_id.is_not(None))
    query = select(Team).where(Team.region_code == region_code, has_one).order_by(Team.id)
    team = session().scalars(query.limit(1)).first()
    return brand_of(team) if team else NO_BRAND
