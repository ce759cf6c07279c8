"""Reads of organisations, partner counties and team pairs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select

from app.core import regioncode
from app.core.access.actors import Actor
from app.core.access.scope import visible, within
from app.core.clock import today
from app.core.db import session
from app.core.regioncode import Level, at_level
from app.partners import rules
from app.partners.models import CountyPartnership, Organisation, OrganisationMember, TeamPair
from app.policy import STATION, P
from app.regions.models import Region
from app.volunteers.models import Team, Volunteer

SHOWN = 200


def county_of(region_code: str) -> str:
    return at_level(region_code, Level.COUNTY)


def counties_of(actor: Actor, roles: frozenset[str]) -> set[str]:
    """The counties in which she holds one of the roles, at the county or below it."""
    held = actor.regions(roles)
    return {county_of(code) for code in held if regioncode.level_of(code) >= Level.COUNTY}


def in_force(day: date) -> ColumnElement[bool]:
    return and_(
        CountyPartnership.state == "running",
        CountyPartnership.starts_on <= day,
        CountyPartnership.ends_on >= day,
    )


def partner_counties(own: set[str], day: date) -> set[str]:
    """The counties that one of these has agreed with, in whichever direction it was asked."""
    query = select(CountyPartnership.region_code, CountyPartnership.other_code).where(
        in_force(day),
        or_(CountyPartnership.region_code.in_(own), CountyPartnership.other_code.in_(own)),
    )
    pairs = session().execute(query).all()
    return {code for pair in pairs for code in pair} - own


def are_partners(one: str, other: str, day: date) -> bool:
    """Whether people of both divisions may be paired: of one county, or of two that agreed."""
    own, theirs = county_of(one), county_of(other)
    return own == theirs or theirs in partner_counties({own}, day)


def from_partner_county(actor: Actor) -> ColumnElement[bool]:
    """Approved volunteers of a county that the actor's own has agreed with."""
    own = counties_of(actor, frozenset(STATION))
    partners = partner_counties(own, today()) if own else set()
    if not partners:
        return false()
    inside = or_(*(within(Volunteer, code) for code in partners))
    return and_(Volunteer.state == "approved", inside)


def organisations(actor: Actor, words: str = "", state: str = "") -> Select[Any]:
    query = visible(Organisation, actor)
    if words:
        query = query.where(Organisation.name.contains(words, autoescape=True))
    return query.where(Organisation.state == state) if state else query


def people_of(organisation: Organisation) -> Sequence[OrganisationMember]:
    """Those who are with it now, in order of name."""
    query = (
        select(OrganisationMember)
        .join(OrganisationMember.volunteer)
        .where(
            OrganisationMember.organisation_id == organisation.id,
            OrganisationMember.until.is_(None),
        )
        .order_by(Volunteer.name_key, Volunteer.id)
    )
    return session().scalars(query).all()


def people_counts(ids: Sequence[int]) -> dict[int, int]:
    query = (
        select(OrganisationMember.organisation_id, func.count())
        .where(OrganisationMember.organisation_id.in_(ids), OrganisationMember.until.is_(None))
        .group_by(OrganisationMember.organisation_id)
    )
    return dict(session().execute(query).all())


def organisations_of(volunteer_id: int) -> Sequence[Organisation]:
    query = (
        select(Organisation)
        .join(OrganisationMember, OrganisationMember.organisation_id == Organisation.id)
        .where(
            OrganisationMember.volunteer_id == volunteer_id,
            OrganisationMember.until.is_(None),
            Organisation.state != "ended",
        )
    )
    return session().scalars(query.order_by(Organisation.name)).all()


def gaps_of(organisation_id: int, volunteer_id: int, day: date) -> Sequence[Any]:
    """Why the organisation cannot stand for her pair; see rules."""
    one = session().get_one(Organisation, organisation_id)
    member = select(OrganisationMember.id).where(
        OrganisationMember.organisation_id == organisation_id,
        OrganisationMember.volunteer_id == volunteer_id,
        OrganisationMember.until.is_(None),
    )
    return rules.gaps(
        state=one.state,
        agreed_on=one.agreed_on,
        agreed_until=one.agreed_until,
        is_member=session().scalar(member) is not None,
        day=day,
    )


def addable(actor: Actor, organisation: Organisation, words: ColumnElement[bool]) -> Any:
    """Approved volunteers who could be added to its people."""
    there = select(OrganisationMember.volunteer_id).where(
        OrganisationMember.organisation_id == organisation.id, OrganisationMember.until.is_(None)
    )
    query = visible(Volunteer, actor, P.READ_VOLUNTEER).where(
        Volunteer.state == "approved", Volunteer.id.not_in(there), words
    )
    return session().scalars(query.order_by(Volunteer.name_key, Volunteer.id).limit(25)).all()


def partnerships(actor: Actor) -> Select[Any]:
    return visible(CountyPartnership, actor)


def team_pairs(actor: Actor, state: str = "running") -> Select[Any]:
    return visible(TeamPair, actor).where(TeamPair.state == state)


def pairs_of_team(actor: Actor, team: Team) -> tuple[Sequence[TeamPair], Sequence[TeamPair]]:
    """The villages that the team stands by; and, of a village's team, who stands by its village."""
    running = team_pairs(actor).order_by(TeamPair.starts_on, TeamPair.id)
    stands_by = session().scalars(running.where(TeamPair.team_id == team.id)).all()
    if regioncode.level_of(team.region_code) is not Level.VILLAGE:
        return stands_by, ()
    here = running.where(TeamPair.region_code == team.region_code, TeamPair.team_id != team.id)
    return stands_by, session().scalars(here).all()


def helping_teams(actor: Actor) -> Sequence[Team]:
    """Teams that the actor sees, and those of partner counties, remote ones first."""
    partners = partner_counties(counties_of(actor, frozenset(STATION)), today())
    inside = or_(false(), *(within(Team, code) for code in partners))
    ids = visible(Team, actor).with_only_columns(Team.id)
    query = select(Team).where(or_(Team.id.in_(ids), inside))
    return session().scalars(query.order_by(Team.kind.desc(), Team.name, Team.id)).all()


def villages_alone(region_code: str) -> tuple[int, Sequence[Region]]:
    """Villages of the division that no team stands by; how many, and the first of them."""
    last = regioncode.prefix(region_code).ljust(regioncode.LENGTH, "9")
    inside = Region.code.between(region_code, last) & (Region.level == Level.VILLAGE)
    held = select(TeamPair.region_code).where(TeamPair.state == "running")
    alone = select(Region).where(inside, Region.code.not_in(held))
    total = session().scalar(select(func.count()).select_from(alone.subquery())) or 0
    return total, session().scalars(alone.order_by(Region.code).limit(SHOWN)).all()


def organisations_by_name(actor: Actor) -> list[tuple[str, str]]:
    """Those whose agreement runs, for a list to choose from."""
    query = visible(Organisation, actor).where(Organisation.state == "approved")
    rows = session().scalars(query.order_by(Organisation.name, Organisation.id).limit(SHOWN))
    return [(str(one.id), one.name) for one in rows]


def name_of(ref: str) -> str:
    found = session().get(Organisation, int(ref))
    return found.name if found else ""
