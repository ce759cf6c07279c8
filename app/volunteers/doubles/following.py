"""What hangs on the record that goes follows to the one that stays.

Every foreign key to a volunteer is found in the tables themselves, so that an area which is
written tomorrow cannot be forgotten. The database decides what would stand there twice: such a
row stays where it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import Column, select, update
from sqlalchemy.exc import IntegrityError

from app.core.access.actors import SYSTEM
from app.core.clock import now
from app.core.db import Base, session
from app.core.enrolment.models import Enrolment, Occasion, Participant
from app.core.enrolment.rules import RUNNING
from app.core.enrolment.services import withdraw
from app.core.personal import SealedBy, hang_on
from app.volunteers import hooks
from app.volunteers.models import DifferentPeople, Team, Volunteer

STAYS: frozenset[type] = frozenset({DifferentPeople})
"""Tables that speak of the record, not of the person."""


def follow(kept: Volunteer, gone: Volunteer, account: int | None) -> dict[str, int]:
    """Returns by table how many rows stayed behind, because they would stand there twice.

    `account`: the one that the gone record had.
    """
    left: Counter[str] = Counter()
    for model, column in references():
        left[model.__tablename__] += _follow_key(model, column, kept, gone)
    left["participant"] += _follow_enrolments(kept, gone, account)
    update_own = update(Volunteer).where(Volunteer.recommended_by == gone.id)
    session().execute(update_own.values(recommended_by=kept.id))
    leads = update(Team).where(Team.captain_id == gone.id)
    session().execute(leads.values(captain_id=kept.id))
    session().expire_all()
    hooks.follow(kept, gone)
    return {table: number for table, number in left.items() if number}


def references() -> Iterator[tuple[Any, Column[Any]]]:
    """Every mapped table's columns that point at a volunteer."""
    for mapper in sorted(Base.registry.mappers, key=lambda one: one.class_.__name__):
        table = mapper.local_table
        for key in table.foreign_keys:
            if key.column is Volunteer.__table__.c.id and mapper.class_ not in STAYS:
                yield mapper.class_, key.parent


def _follow_key(model: Any, column: Column[Any], kept: Volunteer, gone: Volunteer) -> int:
    """How many rows stayed behind."""
    sealed = issubclass(model, SealedBy) and model.sealed_by == "volunteer"
    key = column.table.primary_key.columns.values()
    ids = session().execute(select(*key).where(column == gone.id).order_by(*key)).all()
    behind = 0
    for found in ids:
        if sealed:
            row = session().get_one(model, found)
            behind += not _try(lambda row=row: hang_on(row, kept))  # type: ignore[misc]
            continue
        values: dict[str, Any] = {column.name: kept.id}
        if "version" in column.table.c:
            values["version"] = column.table.c.version + 1
        here = [one == value for one, value in zip(key, found, strict=True)]
        move = update(column.table).where(*here).values(values)
        behind += not _try(lambda move=move: session().execute(move))  # type: ignore[misc]
    return behind


def _try(act: Callable[[], object]) -> bool:
    """False, with nothing changed, where a constraint of the table refuses."""
    try:
        with session().begin_nested():
            act()
            session().flush()
    except IntegrityError:
        return False
    return True


def _follow_enrolments(kept: Volunteer, gone: Volunteer, account: int | None) -> int:
    query = select(Participant).where(Participant.kind == "volunteer", Participant.ref == gone.id)
    behind = 0
    for one in session().scalars(query.order_by(Participant.id)).all():
        if _try(lambda one=one: setattr(one, "ref", kept.id)):  # type: ignore[misc]
            if account is not None and one.enrolment.contact_id == account:
                one.enrolment.contact_id = kept.user_id
            continue
        behind += 1
        _give_back(one)
    session().flush()
    return behind


def _give_back(one: Participant) -> None:
    """She signed up twice for one occasion: the second seat goes to the next in line."""
    enrolment: Enrolment = one.enrolment
    occasion = session().get_one(Occasion, enrolment.occasion_id)
    if enrolment.state in RUNNING and occasion.starts_at > now() and not one.attended:
        withdraw(actor=SYSTEM, enrolment_id=enrolment.id)
