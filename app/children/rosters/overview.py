"""Every village of a region and how far its roster is; villages without any are not left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, or_, select

from app.children.models import Child
from app.children.rosters.models import RosterCheck, RosterEntry, RosterVersion
from app.children.rosters.standing import SEALED, is_latest_sealed, on_sealed_roster
from app.children.rosters.states import ROSTER
from app.core import regioncode
from app.core.access.actors import Actor
from app.core.access.policy import may, rule_of
from app.core.clock import today
from app.core.db import session
from app.core.errors import Forbidden, NotFound, Problem
from app.core.regioncode import COUNTRY, Level
from app.policy import P
from app.regions import codes
from app.regions.models import Region
from app.regions.queries import get_region

SHOWN = ("", "none", "working", "waiting", "sealed", "outdated", "unchecked")


@dataclass(frozen=True)
class Village:
    code: str
    name: str
    children: int
    sealed: RosterVersion | None
    working: RosterVersion | None
    came: int
    """Since the sealed version."""
    gone: int
    check: RosterCheck | None
    """The monthly look that waits."""


def home_of(actor: Actor, permission: str) -> str:
    return next(iter(rule_of(permission).regions_of(actor)), COUNTRY)


def villages(actor: Actor, region: str, show: str, words: str = "") -> Select[Any]:
    """Regions of the register. `region` must lie where the actor reads rosters."""
    if not may(actor, P.READ_ROSTER, region):
        raise Forbidden(Problem("not_permitted", ""))
    first, last = codes.bounds(region)
    query = select(Region).where(Region.level == Level.VILLAGE, Region.code.between(first, last))
    if words:
        query = query.where(
            or_(
                Region.name.contains(words, autoescape=True),
                Region.pinyin.startswith(words.lower(), autoescape=True),
                Region.initials.startswith(words.lower(), autoescape=True),
            )
        )
    if show in SHOWN[1:]:
        query = query.where(_is(show))
    return query


def _is(show: str) -> ColumnElement[bool]:
    version = exists().where(RosterVersion.region_code == Region.code)
    if show == "none":
        return ~version
    if show == "working":
        return version.where(RosterVersion.state != SEALED)
    if show == "waiting":
        return version.where(RosterVersion.state.in_(ROSTER.in_group("frozen")))
    if show == "sealed":
        return version.where(RosterVersion.state == SEALED)
    if show == "unchecked":
        late = RosterCheck.done_on.is_(None)
        return exists().where(RosterCheck.region_code == Region.code, late)
    came = exists().where(
        Child.region_code == Region.code, Child.state == "enrolled", ~on_sealed_roster()
    )
    return version.where(RosterVersion.state == SEALED) & or_(came, _somebody_gone())


def _somebody_gone() -> ColumnElement[bool]:
    """Of a village: somebody on its latest sealed version is no longer enrolled there."""
    away = or_(Child.state != "enrolled", Child.region_code != RosterVersion.region_code)
    return exists().where(
        RosterVersion.region_code == Region.code,
        is_latest_sealed(),
        RosterEntry.roster_id == RosterVersion.id,
        RosterEntry.change != "left",
        Child.id == RosterEntry.child_id,
        away,
    )


def one_village(actor: Actor, code: str) -> Village:
    """Raises NotFound for what is no village of the actor's region."""
    region = get_region(code)
    is_village = region is not None and region.level == Level.VILLAGE
    if region is None or not is_village or not may(actor, P.READ_ROSTER, code):
        raise NotFound(Problem("not_found", ""))
    return facts_of([region])[0]


def facts_of(shown: Sequence[Region]) -> list[Village]:
    """What the list says of these villages, read in few queries."""
    inside = [one.code for one in shown]
    current = session()
    versions = RosterVersion.region_code.in_(inside)
    sealed = {
        one.region_code: one
        for one in current.scalars(select(RosterVersion).where(versions, is_latest_sealed()))
    }
    working = {
        one.region_code: one
        for one in current.scalars(
            select(RosterVersion).where(versions, RosterVersion.state != SEALED)
        )
    }
    enrolled = (Child.region_code.in_(inside), Child.state == "enrolled")
    children = _count(*enrolled)
    came = _count(*enrolled, ~on_sealed_roster())
    waits = (RosterCheck.region_code.in_(inside), RosterCheck.done_on.is_(None))
    checks = {one.region_code: one for one in current.scalars(select(RosterCheck).where(*waits))}
    made = []
    for one in shown:
        seal = sealed.get(one.code)
        stayed = children[one.code] - came[one.code]
        made.append(
            Village(
                code=one.code,
                name=one.name,
                children=children[one.code],
                sealed=seal,
                working=working.get(one.code),
                came=came[one.code] if seal else 0,
                gone=seal.listed - stayed if seal else 0,
                check=checks.get(one.code),
            )
        )
    return made


def _count(*where: ColumnElement[bool]) -> Counter[str]:
    query = select(Child.region_code, func.count()).where(*where).group_by(Child.region_code)
    return Counter(dict(session().execute(query).all()))


@dataclass(frozen=True)
class Progress:
    """Of a division: how many of its villages are how far. No child can be worked out of it."""

    code: str
    name: str
    villages: int
    sealed: int
    working: int
    without: int
    due: int
    late: int

    @property
    def share(self) -> int:
        return round(100 * self.sealed / self.villages) if self.villages else 0


def progress(actor: Actor, region: str) -> list[Progress]:
    """By the divisions below. Raises Forbidden outside the actor's region."""
    if not may(actor, P.COUNT_ROSTERS, region):
        raise Forbidden(Problem("not_permitted", ""))
    below = Level(min(regioncode.level_of(region) + 1, Level.VILLAGE))
    first, last = codes.bounds(region)
    there = Region.code.between(first, last)
    width = regioncode.DIGITS[below]

    def by(code: Any, *where: ColumnElement[bool]) -> Counter[str]:
        part = func.substr(code, 1, width)
        query = select(part, func.count(code.distinct())).where(*where).group_by(part)
        return Counter(dict(session().execute(query).all()))

    versions = RosterVersion.region_code.between(first, last)
    open_checks = (RosterCheck.region_code.between(first, last), RosterCheck.done_on.is_(None))
    every = by(Region.code, there, Region.level == Level.VILLAGE)
    sealed = by(RosterVersion.region_code, versions, RosterVersion.state == SEALED)
    working = by(RosterVersion.region_code, versions, RosterVersion.state != SEALED)
    begun = by(RosterVersion.region_code, versions)
    due = by(RosterCheck.region_code, *open_checks)
    late = by(RosterCheck.region_code, *open_checks, RosterCheck.due_on < today())
    names = _names(there, below)
    return [
        Progress(
            code=regioncode.pad(part),
            name=names.get(regioncode.pad(part), part),
            villages=number,
            sealed=sealed[part],
            working=working[part],
            without=number - begun[part],
            due=due[part],
            late=late[part],
        )
        for part, number in sorted(every.items())
    ]


def _names(there: ColumnElement[bool], level: Level) -> dict[str, str]:
    query = select(Region.code, Region.name).where(there, Region.level <= level)
    return dict(session().execute(query).all())


def count(query: Select[Any]) -> int:
    return session().scalar(select(func.count()).select_from(query.subquery())) or 0


def due_count(checks: Collection[RosterCheck], on: date) -> tuple[int, int]:
    late = sum(one.due_on < on for one in checks)
    return len(checks), late
