from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, false, func, or_, select

from app.core.clock import now
from app.core.db import session
from app.core.enrolment.models import Enrolment, Occasion, Participant
from app.core.enrolment.rules import HELD, RUNNING, Asked, Person, Room, Waiting


def room_of(occasion: Occasion) -> Room:
    query = (
        select(Enrolment.group_key, func.sum(Enrolment.seats))
        .where(Enrolment.occasion_id == occasion.id, Enrolment.state.in_(HELD))
        .group_by(Enrolment.group_key)
    )
    by_group = {group: int(seats) for group, seats in session().execute(query)}
    quotas = {quota.group_key: quota.seats for quota in occasion.quotas}
    return Room(occasion.capacity, sum(by_group.values()), quotas, by_group)


def queue_of(occasion_id: int) -> list[Waiting]:
    query = (
        select(Enrolment.id, Enrolment.seats, Enrolment.group_key)
        .where(Enrolment.occasion_id == occasion_id, Enrolment.state == "waiting")
        .order_by(Enrolment.place)
    )
    return [Waiting(*row) for row in session().execute(query)]


def place_in_queue(enrolment: Enrolment) -> int:
    """1 for the next in line."""
    query = select(func.count()).where(
        Enrolment.occasion_id == enrolment.occasion_id,
        Enrolment.state == "waiting",
        Enrolment.place <= enrolment.place,
    )
    return session().scalar(query) or 0


def asked_for(occasion: Occasion, people: Sequence[Person], *, seats: int, group: str) -> Asked:
    """The facts on which rules.why_not decides."""
    return Asked(
        now=now(),
        is_open=occasion.is_open,
        starts_at=occasion.starts_at,
        ends_at=occasion.ends_at,
        closes_at=occasion.closes_at,
        room=room_of(occasion),
        group=group,
        seats=seats,
        is_in_already=_is_in(occasion.id, people),
        overlaps=overlaps(occasion, people),
        limit=occasion.limit_per_person,
        had=_had(occasion, people),
    )


def _of(people: Sequence[Person]) -> ColumnElement[bool]:
    each = ((Participant.kind == one.kind) & (Participant.ref == one.ref) for one in people)
    return or_(false(), *each)


def _is_in(occasion_id: int, people: Sequence[Person]) -> bool:
    query = select(Participant.id).where(
        Participant.occasion_id == occasion_id,
        Participant.is_active,
        _of(people),
    )
    return session().scalar(query.limit(1)) is not None


def overlaps(occasion: Occasion, people: Sequence[Person]) -> list[str]:
    """Titles of other occasions at that time in which one of the people has a seat."""
    query = (
        select(Occasion.title)
        .join(Enrolment, Enrolment.occasion_id == Occasion.id)
        .join(Participant, Participant.enrolment_id == Enrolment.id)
        .where(
            Occasion.id != occasion.id,
            Occasion.starts_at < occasion.ends_at,
            Occasion.ends_at > occasion.starts_at,
            Enrolment.state.in_(HELD),
            _of(people),
        )
        .distinct()
    )
    return list(session().scalars(query.order_by(Occasion.title)))


def _had(occasion: Occasion, people: Sequence[Person]) -> int:
    """The most that one of the people has of the occasions that share the limit."""
    if not occasion.limit_name or occasion.limit_per_person is None:
        return 0
    query = (
        select(func.count())
        .select_from(Participant)
        .join(Occasion, Occasion.id == Participant.occasion_id)
        .where(
            Occasion.limit_name == occasion.limit_name,
            Occasion.id != occasion.id,
            Participant.is_active,
            _of(people),
        )
        .group_by(Participant.kind, Participant.ref)
    )
    return max(session().scalars(query).all(), default=0)


def enrolments_of(occasion_id: int, states: Collection[str] = RUNNING) -> Sequence[Enrolment]:
    """In the order of arrival."""
    query = select(Enrolment).where(
        Enrolment.occasion_id == occasion_id, Enrolment.state.in_(states)
    )
    return session().scalars(query.order_by(Enrolment.place)).all()


def running_of(person: Person, *, occasion_id: int | None = None) -> Sequence[Enrolment]:
    """What a person is signed up for, the next first."""
    query = (
        select(Enrolment)
        .join(Participant, Participant.enrolment_id == Enrolment.id)
        .join(Occasion, Occasion.id == Enrolment.occasion_id)
        .where(
            Participant.kind == person.kind,
            Participant.ref == person.ref,
            Enrolment.state.in_(RUNNING),
        )
    )
    if occasion_id is not None:
        query = query.where(Enrolment.occasion_id == occasion_id)
    return session().scalars(query.order_by(Occasion.starts_at, Enrolment.id)).all()


def roster(occasion_id: int) -> Sequence[Participant]:
    """Everybody who has a seat, in the order of arrival, people of one sign-up together."""
    query = (
        select(Participant)
        .join(Enrolment)
        .where(Participant.occasion_id == occasion_id, Enrolment.state == "enrolled")
    )
    return session().scalars(query.order_by(Enrolment.place, Participant.id)).all()


@dataclass(frozen=True)
class Numbers:
    seats: int = 0
    waiting: int = 0
    came: int = 0
    absent: int = 0


def numbers_of(occasion_ids: Collection[int]) -> dict[int, Numbers]:
    """Counts for a list of occasions, by two queries."""
    states = (
        select(Enrolment.occasion_id, Enrolment.state, func.sum(Enrolment.seats))
        .where(Enrolment.occasion_id.in_(occasion_ids), Enrolment.state.in_(RUNNING))
        .group_by(Enrolment.occasion_id, Enrolment.state)
    )
    came = (
        select(Participant.occasion_id, Participant.attended, func.count())
        .where(Participant.occasion_id.in_(occasion_ids), Participant.attended.is_not(None))
        .group_by(Participant.occasion_id, Participant.attended)
    )
    found: dict[int, dict[str, int]] = {}
    for occasion_id, state, seats in session().execute(states):
        key = "waiting" if state == "waiting" else "seats"
        row = found.setdefault(occasion_id, {})
        row[key] = row.get(key, 0) + int(seats)
    for occasion_id, attended, count in session().execute(came):
        found.setdefault(occasion_id, {})["came" if attended else "absent"] = count
    return {occasion_id: Numbers(**row) for occasion_id, row in found.items()}
