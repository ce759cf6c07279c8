from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select

from app.activities import kinds
from app.activities.models import Activity, Feedback, HeadCount, PermissionSlip
from app.activities.relations import calendar_of
from app.activities.services.joining import CHILD, VOLUNTEER
from app.children.models import Child
from app.core.access.actors import Actor
from app.core.access.policy import may
from app.core.access.scope import visible, within
from app.core.db import session
from app.core.enrolment.models import Enrolment, Participant
from app.core.enrolment.rules import RUNNING
from app.core.regioncode import is_code
from app.pairings.models import Pairing
from app.policy import P
from app.volunteers.models import Volunteer


@dataclass(frozen=True)
class Filters:
    """As the address says them."""

    kind: str = ""
    audience: str = ""
    campaign: str = ""
    region: str = ""
    team: int | None = None
    mine: bool = False


def calendar(actor: Actor, filters: Filters) -> Select[Any]:
    """What the calendar shows; sessions are listed on the page of their event."""
    query = select(Activity).where(calendar_of(actor), Activity.parent_id.is_(None))
    if filters.kind:
        query = query.where(Activity.kind.in_(kinds.codes_of(filters.kind)))
    if filters.audience:
        query = query.where(Activity.audience == filters.audience)
    if filters.campaign:
        query = query.where(Activity.campaign == filters.campaign)
    if filters.team is not None:
        query = query.where(Activity.team_id == filters.team)
    if is_code(filters.region):
        query = query.where(within(Activity, filters.region))
    return query.where(_joined(actor)) if filters.mine else query


def _joined(actor: Actor) -> ColumnElement[bool]:
    mine = (
        select(Participant.occasion_id)
        .join(Enrolment)
        .join(Volunteer, (Participant.kind == VOLUNTEER) & (Participant.ref == Volunteer.id))
        .where(Volunteer.user_id == actor.user_id, Enrolment.state.in_(RUNNING))
    )
    return Activity.occasion_id.in_(mine)


@dataclass
class Cell:
    """A day of a month's page: the first few activities, and how many there are."""

    items: list[Any] = field(default_factory=list)
    """Rows with id, title, starts_at, state, day."""
    total: int = 0

    @property
    def more(self) -> int:
        return self.total - len(self.items)


def cells(
    actor: Actor, filters: Filters, first: date, last: date, per_day: int
) -> dict[date, Cell]:
    """By one query that reads no more rows than are shown."""
    shown_on = case((Activity.day < first, first), else_=Activity.day).label("shown_on")
    by_day = {"partition_by": shown_on}
    order = (Activity.state == "cancelled", Activity.starts_at, Activity.id)
    numbered = (
        calendar(actor, filters)
        .with_only_columns(
            Activity.id,
            Activity.title,
            Activity.starts_at,
            Activity.state,
            shown_on,
            func.row_number().over(order_by=order, **by_day).label("number"),  # type: ignore[arg-type]
            func.count().over(**by_day).label("total"),  # type: ignore[arg-type]
        )
        .where(_on(first, last))
        .subquery()
    )
    query = select(numbered).where(numbered.c.number <= per_day).order_by(numbered.c.number)
    found: dict[date, Cell] = {}
    for row in session().execute(query):
        cell = found.setdefault(row.shown_on, Cell(total=row.total))
        cell.items.append(row)
    return found


def _on(first: date, last: date) -> ColumnElement[bool]:
    """Days that touch the span; what began long before it (a month's camp) as well."""
    begun = Activity.day.between(first - timedelta(days=40), last)
    return begun & (Activity.last_day >= first)


def on_days(actor: Actor, filters: Filters, first: date, last: date) -> Sequence[Activity]:
    query = calendar(actor, filters).where(_on(first, last))
    return session().scalars(query.order_by(Activity.starts_at, Activity.id)).all()


@dataclass(frozen=True)
class Birthday:
    day: date
    child_id: int
    alias: str


def birthdays(actor: Actor, first: date, last: date) -> list[Birthday]:
    """Of the children paired with the actor; nobody else's are on any calendar."""
    if not actor.is_signed_in or not may(actor, P.READ_CHILD):
        return []
    mine = (
        select(Pairing.child_id)
        .join(Volunteer)
        .where(Volunteer.user_id == actor.user_id, Pairing.state == "active")
    )
    children = session().scalars(visible(Child, actor).where(Child.id.in_(mine))).all()
    found = []
    for child in children:
        for year in {first.year, last.year}:
            day = _in_year(child.born_on, year)
            if first <= day <= last:
                found.append(Birthday(day, child.id, child.alias))
    return sorted(found, key=lambda one: (one.day, one.alias))


def _in_year(born_on: date, year: int) -> date:
    try:
        return born_on.replace(year=year)
    except ValueError:
        return date(year, 2, 28)


@dataclass(frozen=True)
class Attendee:
    """One person on the list of an activity."""

    participant: Participant
    name: str
    """Of a child the alias: its name is for pages that ask for it."""
    is_child: bool
    region_code: str
    page_kind: str
    slip_returned: bool | None = None


def people_on(activity: Activity, participants: Sequence[Participant]) -> list[Attendee]:
    """The people behind participants, by three queries. Children by alias."""
    volunteers = _by_id(Volunteer, [one.ref for one in participants if one.kind == VOLUNTEER])
    children = _by_id(Child, [one.ref for one in participants if one.kind == CHILD])
    query = select(PermissionSlip.child_id).where(PermissionSlip.activity_id == activity.id)
    slips = set(session().scalars(query)) if children else set()
    found = []
    for one in participants:
        if one.kind == VOLUNTEER:
            her = volunteers[one.ref]
            found.append(Attendee(one, her.name, False, her.region_code, "volunteers.show"))
        else:
            child = children[one.ref]
            found.append(
                Attendee(
                    one,
                    child.alias,
                    True,
                    child.region_code,
                    "children.show",
                    child.id in slips,
                )
            )
    return found


def _by_id(model: Any, ids: Collection[int]) -> Mapping[int, Any]:
    if not ids:
        return {}
    return {row.id: row for row in session().scalars(select(model).where(model.id.in_(ids)))}


def paired_children(actor: Actor) -> Sequence[Child]:
    query = (
        visible(Child, actor)
        .join(Pairing, Pairing.child_id == Child.id)
        .join(Volunteer, Volunteer.id == Pairing.volunteer_id)
        .where(Volunteer.user_id == actor.user_id, Pairing.state == "active")
    )
    return session().scalars(query.order_by(Child.alias)).all()


@dataclass(frozen=True)
class Tally:
    kind: str
    township: str
    activities: int
    people: int
    children: int
    adults: int


def tally(actor: Actor, filters: Filters, first: date, last: date) -> list[Tally]:
    """Activities held in the days, by kind and township, with people counted by name or head."""
    chosen = (
        visible(Activity, actor)
        .where(Activity.state == "done", Activity.day.between(first, last))
        .with_only_columns(Activity.id, Activity.occasion_id, Activity.kind, Activity.township_code)
    )
    if is_code(filters.region):
        chosen = chosen.where(within(Activity, filters.region))
    held = chosen.subquery()
    came = (
        select(Participant.occasion_id, func.count().label("people"))
        .where(Participant.attended.is_(True))
        .group_by(Participant.occasion_id)
        .subquery()
    )
    heads = (
        select(
            HeadCount.activity_id,
            func.sum(HeadCount.children).label("children"),
            func.sum(HeadCount.adults).label("adults"),
        )
        .group_by(HeadCount.activity_id)
        .subquery()
    )
    query = (
        select(
            held.c.kind,
            held.c.township_code,
            func.count(),
            func.coalesce(func.sum(came.c.people), 0),
            func.coalesce(func.sum(heads.c.children), 0),
            func.coalesce(func.sum(heads.c.adults), 0),
        )
        .outerjoin(came, came.c.occasion_id == held.c.occasion_id)
        .outerjoin(heads, heads.c.activity_id == held.c.id)
        .group_by(held.c.kind, held.c.township_code)
        .order_by(held.c.kind, held.c.township_code)
    )
    return [Tally(*row) for row in session().execute(query)]


def feedback_of(activity_id: int) -> Sequence[Feedback]:
    query = select(Feedback).where(Feedback.activity_id == activity_id)
    return session().scalars(query.order_by(Feedback.id)).all()


def feed_of_station(region_code: str, since: datetime) -> Sequence[Activity]:
    """Public activities of a division, for anybody's calendar; sessions as well."""
    query = select(Activity).where(
        Activity.audience == "public",
        Activity.state.in_(("published", "cancelled", "done")),
        Activity.ends_at >= since,
        within(Activity, region_code),
    )
    return session().scalars(query.order_by(Activity.starts_at, Activity.id).limit(1000)).all()


def feed_of_person(user_id: int, since: datetime) -> Sequence[Activity]:
    """What she is signed up for, called-off ones as such."""
    mine = (
        select(Participant.occasion_id)
        .join(Enrolment)
        .join(Volunteer, (Participant.kind == VOLUNTEER) & (Participant.ref == Volunteer.id))
        .where(
            Volunteer.user_id == user_id, Enrolment.state.in_(("enrolled", "offered", "cancelled"))
        )
    )
    query = select(Activity).where(Activity.occasion_id.in_(mine), Activity.ends_at >= since)
    return session().scalars(query.order_by(Activity.starts_at, Activity.id)).all()
