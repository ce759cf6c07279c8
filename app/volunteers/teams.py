"""Reads of one team: who is in it and was, who led it; and the villages that have none."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import timedelta

from sqlalchemy import ColumnElement, func, or_, select

from app.core import regioncode
from app.core.access.actors import Actor
from app.core.access.scope import visible
from app.core.clock import today
from app.core.db import session
from app.core.regioncode import Level
from app.policy import P
from app.programmes.queries import rules_for
from app.programmes.rules import find
from app.regions.models import Region
from app.volunteers.models import Captaincy, Membership, Team, Volunteer

SHOWN = 200
SOON_DAYS = 60


def fewest(team: Team) -> int:
    """How many members the programme asks for in such a team."""
    kind = find(rules_for(team.region_code).team_types, team.kind)
    return getattr(kind, "min_members", 1)


def present(actor: Actor, team: Team) -> Sequence[Volunteer]:
    query = visible(Volunteer, actor).where(
        Volunteer.team_id == team.id, Volunteer.state == "approved"
    )
    return session().scalars(query.order_by(Volunteer.name_key, Volunteer.id)).all()


def past(actor: Actor, team: Team) -> Sequence[Membership]:
    seen = visible(Volunteer, actor).with_only_columns(Volunteer.id)
    query = select(Membership).where(
        Membership.team_id == team.id,
        Membership.until.is_not(None),
        Membership.volunteer_id.in_(seen),
    )
    return session().scalars(query.order_by(Membership.until.desc()).limit(SHOWN)).all()


def captains(team: Team) -> Sequence[Captaincy]:
    """Those before the present one, the last first."""
    query = select(Captaincy).where(Captaincy.team_id == team.id)
    return session().scalars(query.order_by(Captaincy.until.desc(), Captaincy.id.desc())).all()


def led_by(actor: Actor) -> ColumnElement[bool]:
    """Teams whose captain she is today. Who is captain by an office at the federation and no
    volunteer acts by her role."""
    herself = select(Volunteer.id).where(
        Volunteer.user_id == actor.user_id, Volunteer.state == "approved"
    )
    serves = or_(Team.captain_until.is_(None), Team.captain_until >= today())
    return Team.captain_id.in_(herself) & serves


def members_led_by(actor: Actor) -> ColumnElement[bool]:
    return Volunteer.team_id.in_(select(Team.id).where(led_by(actor)))


def successions(actor: Actor) -> Sequence[tuple[Team, str]]:
    """Teams that need a new captain, or soon do, and why: left, over or ending."""
    teams = visible(Team, actor, P.REGISTER_VOLUNTEER)
    gone = select(Volunteer.id).where(Volunteer.state != "approved")
    limit = today() + timedelta(days=SOON_DAYS)
    asked = teams.where(or_(Team.captain_id.in_(gone), Team.captain_until <= limit))
    rows = session().scalars(asked.order_by(Team.captain_until, Team.name, Team.id)).all()
    left = set(session().scalars(gone.where(Volunteer.id.in_([one.captain_id for one in rows]))))
    return [(one, _why(one, left)) for one in rows]


def _why(team: Team, left: Collection[int]) -> str:
    if team.captain_id in left:
        return "left"
    return "over" if team.captain_until and team.captain_until < today() else "ending"


def villages_without_team(region_code: str) -> tuple[int, Sequence[Region]]:
    """How many there are below the division, and the first of them."""
    last = regioncode.prefix(region_code).ljust(regioncode.LENGTH, "9")
    inside = Region.code.between(region_code, last) & (Region.level == Level.VILLAGE)
    with_team = select(Team.region_code).where(Team.kind == "local")
    missing = select(Region).where(inside, Region.code.not_in(with_team))
    total = session().scalar(select(func.count()).select_from(missing.subquery())) or 0
    return total, session().scalars(missing.order_by(Region.code).limit(SHOWN)).all()
