"""Who is reached, by ring and division; who waits, who has a place free."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from flask import Flask, current_app
from sqlalchemy import ColumnElement, Select, and_, case, false, func, or_, select

from app.children.models import Child
from app.core.access.actors import Actor
from app.core.access.scope import LEVEL_COLUMNS, visible, within
from app.core.clock import add_months, today
from app.core.db import session
from app.core.regioncode import LENGTH, Level, level_of
from app.pairings.models import Pairing
from app.pairings.queries import ACTIVE, HELD, held_count
from app.pairings.terms import PairingTerms, Ring
from app.partners.models import TeamPair
from app.policy import P
from app.regions.models import Region
from app.volunteers.models import Volunteer

Reach = Callable[[date], ColumnElement[bool]]
"""A clause over Child: whom it has reached since that day."""


def register_reach(app: Flask, reach: Reach) -> None:
    """An area that reaches children in another way than by a pair (R48)."""
    app.extensions.setdefault("pairing_reach", []).append(reach)


def _reached(terms: PairingTerms) -> ColumnElement[bool]:
    sources = cast("list[Reach]", current_app.extensions.get("pairing_reach", []))
    since = add_months(today(), -terms.reach_months)
    return or_(false(), *(source(since) for source in sources))


@dataclass(frozen=True)
class RingCount:
    ring: Ring
    due: int
    paired: int
    reached: int
    """Paired, or reached by a group activity."""
    by_activity: bool
    """Whether it is enough in this ring to be reached: in the outermost only (R48)."""

    @property
    def missing(self) -> int:
        return self.due - (self.reached if self.by_activity else self.paired)


@dataclass(frozen=True)
class Place:
    """One division of the drill-down; `is_village` leads no deeper."""

    code: str
    name: str
    due: int
    paired: int
    waiting: int
    free: int
    is_village: bool


def by_team(_since: date) -> ColumnElement[bool]:
    """A team stands by the child's village (R99): reached, without anybody's name.

    The outermost ring asks for “集体活动、项目帮扶等” (R48), which is what such a team promises.
    """
    villages = select(TeamPair.region_code).where(
        TeamPair.state == "running", TeamPair.starts_on <= today()
    )
    return Child.region_code.in_(villages)


def is_paired() -> ColumnElement[bool]:
    return Child.id.in_(select(Pairing.child_id).where(ACTIVE))


def _due(actor: Actor, region: str) -> Select[Any]:
    """Counted, not listed: whoever supervises sees numbers where she sees no child."""
    counted = visible(Child, actor, P.READ_COVERAGE)
    return counted.where(Child.state == "enrolled", within(Child, region))


def ring_counts(actor: Actor, region: str, terms: PairingTerms) -> list[RingCount]:
    """A child is counted in the first ring that one of its categories belongs to."""
    paired, reached = is_paired(), _reached(terms)
    query = _due(actor, region).with_only_columns(
        Child.category,
        Child.further_categories,
        case((paired, 1), else_=0),
        case((or_(paired, reached), 1), else_=0),
    )
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for category, further, has_pair, is_reached in session().execute(query):
        ring = _ring(terms, [category, *further])
        counts[ring.code] += Counter(due=1, paired=has_pair, reached=is_reached)
    return [
        RingCount(
            ring,
            counts[ring.code]["due"],
            counts[ring.code]["paired"],
            counts[ring.code]["reached"],
            by_activity=ring is terms.rings[-1],
        )
        for ring in terms.rings
    ]


def _ring(terms: PairingTerms, categories: list[str]) -> Ring:
    return next(
        (ring for ring in terms.rings if set(ring.categories) & set(categories)), terms.rings[-1]
    )


def places(actor: Actor, region: str, capacity_max: int) -> list[Place]:
    """The divisions below the region, those with most waiting children first."""
    below = Level(min(level_of(region) + 1, Level.VILLAGE))
    due = _count(_due(actor, region), _column(Child, below))
    paired = _count(_due(actor, region).where(is_paired()), _column(Child, below))
    serving = visible(Volunteer, actor, P.READ_VOLUNTEER).where(
        Volunteer.state == "approved", within(Volunteer, region)
    )
    limit = case((Volunteer.capacity > capacity_max, capacity_max), else_=Volunteer.capacity)
    free = case((limit > held_count(), limit - held_count()), else_=0)
    column = _column(Volunteer, below)
    found = session().execute(serving.with_only_columns(column, free))
    free_places: Counter[str] = Counter()
    for code, number in found:
        free_places[code] += number
    codes = sorted(due.keys() | free_places.keys())
    names = _names([code.ljust(LENGTH, "0") for code in codes])
    made = [
        Place(
            code=code.ljust(LENGTH, "0"),
            name=names.get(code.ljust(LENGTH, "0"), code),
            due=due[code],
            paired=paired[code],
            waiting=due[code] - paired[code],
            free=free_places[code],
            is_village=below is Level.VILLAGE,
        )
        for code in codes
    ]
    return sorted(made, key=lambda place: (-place.waiting, place.code))


def _column(model: Any, level: Level) -> Any:
    return model.region_code if level is Level.VILLAGE else getattr(model, LEVEL_COLUMNS[level])


def _count(query: Select[Any], column: Any) -> Counter[str]:
    rows = session().execute(query.with_only_columns(column, func.count()).group_by(column))
    return Counter(dict(rows.all()))


def _names(codes: list[str]) -> dict[str, str]:
    query = select(Region.code, Region.name).where(Region.code.in_(codes))
    return dict(session().execute(query).all())


def with_pairing(wanted: str) -> ColumnElement[bool]:
    """Of a child: some or none, counting those that are only proposed or suspended."""
    held = Child.id.in_(select(Pairing.child_id).where(HELD))
    return {"some": held, "none": ~held}.get(wanted, false())


def waiting(actor: Actor, terms: PairingTerms, region: str = "") -> Select[Any]:
    """Children without a pairing, in the programme's order, then by the day of enrolment (R37)."""
    query = visible(Child, actor).where(Child.state == "enrolled", with_pairing("none"))
    if region:
        query = query.where(within(Child, region))
    ranks = {category: number for number, category in enumerate(terms.priority)}
    order = case(ranks, value=Child.category, else_=len(ranks)) if ranks else Child.id
    return query.order_by(order, Child.found_on, Child.id)


def with_free_places(actor: Actor, capacity_max: int, region: str = "") -> Select[Any]:
    query = visible(Volunteer, actor, P.READ_VOLUNTEER).where(
        and_(Volunteer.state == "approved", Volunteer.capacity > held_count()),
        held_count() < capacity_max,
    )
    return query.where(within(Volunteer, region)) if region else query
