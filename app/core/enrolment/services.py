"""Sign up, wait, move up, withdraw. The area that owns the occasion has asked who may.

The occasion's row is locked first, so that its seats are given one after the other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, select, text

from app.core import audit
from app.core.access.actors import SYSTEM, Actor
from app.core.access.scope import lock
from app.core.clock import local, now
from app.core.db import database, session, transaction
from app.core.enrolment import queries
from app.core.enrolment.models import Enrolment, Occasion, Participant, Quota
from app.core.enrolment.rules import (
    HELD,
    RUNNING,
    Person,
    moving_up,
    must_wait,
    offer_ends,
    why_not,
)
from app.core.errors import Conflict, NotFound, Problem
from app.core.messages.services import tell
from app.core.reasons import key_of


def enrol(
    *,
    actor: Actor,
    occasion_id: int,
    people: Sequence[Person],
    contact_id: int | None = None,
    group: str = "",
    by_staff: bool = False,
    companions: int = 0,
) -> Enrolment:
    """Give the people seats, all or none of them; else a place in the queue.

    `companions` come with them and take seats, without being known by name. Raises Conflict with
    each reason why not.
    """
    with transaction():
        _hold(people)
        occasion, seats = _settled(occasion_id), len(people) + companions
        made = _try(actor, occasion, people, contact_id, group, by_staff, seats)
        if not isinstance(made, Enrolment):
            raise Conflict(*made)
    return made


@dataclass(frozen=True)
class Newcomer:
    """One of a list: signed up alone, whatever becomes of the others."""

    person: Person
    contact_id: int | None = None
    group: str = ""


def enrol_each(
    *, actor: Actor, occasion_id: int, newcomers: Sequence[Newcomer], by_staff: bool = False
) -> Mapping[Person, Enrolment | Sequence[Problem]]:
    """Whoever can comes in, in the order of the list; of the others each reason why not."""
    with transaction():
        # All people before the occasion, as one who signs herself up: else each could wait for
        # the other.
        _hold([one.person for one in newcomers])
        occasion = _settled(occasion_id)
        return {
            one.person: _try(actor, occasion, [one.person], one.contact_id, one.group, by_staff, 1)
            for one in newcomers
        }


def _settled(occasion_id: int) -> Occasion:
    occasion = _locked(occasion_id)
    _settle(occasion)
    return occasion


def _try(
    actor: Actor,
    occasion: Occasion,
    people: Sequence[Person],
    contact_id: int | None,
    group: str,
    by_staff: bool,
    seats: int,
) -> Enrolment | Sequence[Problem]:
    asked = queries.asked_for(occasion, people, seats=seats, group=group)
    if problems := why_not(asked, by_staff=by_staff):
        return problems
    waits = must_wait(queries.queue_of(occasion.id), asked.room, group, asked.seats)
    occasion.last_place += 1
    enrolment = Enrolment(
        occasion=occasion,
        state="waiting" if waits else "enrolled",
        seats=asked.seats,
        group_key=group,
        place=occasion.last_place,
        contact_id=contact_id,
        made_by=actor.user_id,
    )
    enrolment.people = [
        Participant(occasion_id=occasion.id, kind=one.kind, ref=one.ref) for one in people
    ]
    session().add(enrolment)
    session().flush()
    audit.record(actor, f"enrolment.{enrolment.state}", enrolment, occasion=occasion.id)
    return enrolment


def withdraw(*, actor: Actor, enrolment_id: int) -> Enrolment:
    """Give the place back; the next in line moves up."""
    return _leave(actor, enrolment_id, "withdrawn", RUNNING)


def decline(*, actor: Actor, enrolment_id: int) -> Enrolment:
    return _leave(actor, enrolment_id, "declined", ("offered",))


def remove(*, actor: Actor, enrolment_id: int, reason: str) -> Enrolment:
    """By staff, with a reason that the person is told.

    What is said of somebody whose file can be destroyed is not written into the inbox: the page
    reads it out of the record.
    """
    with transaction():
        enrolment = _leave(actor, enrolment_id, "removed", RUNNING, reason=reason)
        if key_of(enrolment) is None:
            _tell(enrolment, "enrolment.removed", reason=reason)
        else:
            _tell(enrolment, "enrolment.taken_off")
    return enrolment


def accept(*, actor: Actor, enrolment_id: int) -> Enrolment:
    """Take the offered place. Raises Conflict when the offer is over or the time is taken."""
    with transaction():
        enrolment = _enrolment(enrolment_id)
        people = [Person(one.kind, one.ref) for one in enrolment.people]
        _hold(people)
        occasion = _locked(enrolment.occasion_id)
        session().refresh(enrolment)
        if enrolment.state != "offered" or (enrolment.offered_until or now()) <= now():
            raise Conflict(
                Problem(
                    "offer_over",
                    _l("The offer is over."),
                    _l("Sign up again: you come to the end of the line."),
                )
            )
        if titles := queries.overlaps(occasion, people):
            text = _l("At the same time there is already: %(titles)s", titles="、".join(titles))
            raise Conflict(Problem("overlap", text, _l("Withdraw there first.")))
        _set(actor, enrolment, "enrolled")
    return enrolment


def settle(*, occasion_id: int) -> None:
    """End offers whose time is over and let the next move up."""
    with transaction():
        _settle(_locked(occasion_id))


def settle_due(occasion_id: int) -> None:
    """Before somebody looks at it: most often there is nothing to do."""
    over = select(Enrolment.id).where(Enrolment.occasion_id == occasion_id, _is_over())
    if session().scalar(over.limit(1)) is not None:
        settle(occasion_id=occasion_id)


def settle_all() -> None:
    """Nightly: every occasion with an offer that is over."""
    over = select(Enrolment.occasion_id).where(_is_over())
    for occasion_id in session().scalars(over.distinct()).all():
        settle(occasion_id=occasion_id)


def set_capacity(
    *, actor: Actor, occasion_id: int, capacity: int | None, quotas: dict[str, int]
) -> None:
    """Change the seats. Nobody who has one loses it; new ones go to those who wait."""
    with transaction():
        occasion = _locked(occasion_id)
        occasion.capacity = capacity
        kept = {quota.group_key: quota for quota in occasion.quotas}
        for group, seats in quotas.items():
            if group in kept:
                kept[group].seats = seats
            else:
                occasion.quotas.append(Quota(group_key=group, seats=seats))
        occasion.quotas = [one for one in occasion.quotas if one.group_key in quotas]
        session().flush()
        audit.record(actor, "occasion.seats_set", occasion, capacity=capacity)
        _settle(occasion)


def reschedule(*, actor: Actor, occasion_id: int, starts_at: datetime, ends_at: datetime) -> None:
    with transaction():
        occasion = _locked(occasion_id)
        occasion.starts_at, occasion.ends_at = starts_at, ends_at
        audit.record(actor, "occasion.moved", occasion)


def tell_everybody(*, occasion_id: int, kind: str, **values: Any) -> int:
    """Tell all who signed up; the number of sign-ups told."""
    with transaction():
        running = queries.enrolments_of(occasion_id)
        for enrolment in running:
            _tell(enrolment, kind, **values)
    return len(running)


def call_off(*, actor: Actor, occasion_id: int, reason: str) -> int:
    """End every sign-up and tell the people why."""
    with transaction():
        occasion = _locked(occasion_id)
        occasion.is_open = False
        running = queries.enrolments_of(occasion_id)
        for enrolment in running:
            _set(actor, enrolment, "cancelled")
            _tell(enrolment, "enrolment.cancelled", reason=reason)
    return len(running)


def _leave(
    actor: Actor, enrolment_id: int, state: str, sources: Sequence[str], reason: str = ""
) -> Enrolment:
    with transaction():
        enrolment = _enrolment(enrolment_id)
        occasion = _locked(enrolment.occasion_id)
        session().refresh(enrolment)
        if enrolment.state not in sources:
            raise Conflict(Problem("wrong_state", _l("This sign-up has already ended.")))
        if any(one.attended for one in enrolment.people):
            raise Conflict(Problem("attended", _l("She was there: the record stays.")))
        _set(actor, enrolment, state, reason)
        _settle(occasion)
    return enrolment


def _is_over() -> ColumnElement[bool]:
    return (Enrolment.state == "offered") & (Enrolment.offered_until <= now())


def _settle(occasion: Occasion) -> None:
    over = select(Enrolment).where(Enrolment.occasion_id == occasion.id, _is_over())
    for enrolment in session().scalars(over).all():
        _set(SYSTEM, enrolment, "expired")
        _tell(enrolment, "enrolment.offer_over")
    if occasion.starts_at > now():
        _move_up(occasion)


def _move_up(occasion: Occasion) -> None:
    chosen = moving_up(queries.queue_of(occasion.id), queries.room_of(occasion))
    for enrolment_id in chosen:
        enrolment = _enrolment(enrolment_id)
        people = [Person(one.kind, one.ref) for one in enrolment.people]
        is_busy = bool(queries.overlaps(occasion, people))
        if enrolment.contact_id is None:
            # A child whom the guardian signed up on paper: nobody could answer an offer.
            if not is_busy:
                _set(SYSTEM, enrolment, "enrolled")
            continue
        # Who has meanwhile something else at that time decides herself.
        if occasion.offer_hours or is_busy:
            until = offer_ends(now(), occasion.offer_hours, occasion.starts_at)
            enrolment.offered_until = until
            _set(SYSTEM, enrolment, "offered")
            _tell(enrolment, "enrolment.offered", until=f"{local(until):%m-%d %H:%M}")
        else:
            _set(SYSTEM, enrolment, "enrolled")
            _tell(enrolment, "enrolment.moved_up")


def _set(actor: Actor, enrolment: Enrolment, state: str, reason: str = "") -> None:
    enrolment.state = state
    if state != "offered":
        enrolment.offered_until = None
    if state not in (*HELD, "waiting"):
        for one in enrolment.people:
            one.is_active = False
    session().flush()
    act = f"enrolment.{state}"
    audit.record(actor, act, enrolment, reason=reason, occasion=enrolment.occasion_id)


def _tell(enrolment: Enrolment, kind: str, **values: Any) -> None:
    occasion = enrolment.occasion
    tell(enrolment.contact_id, kind, link=occasion.link, title=occasion.title, **values)


def _locked(occasion_id: int) -> Occasion:
    occasion: Occasion = lock(session().get_one(Occasion, occasion_id))
    return occasion


def _enrolment(enrolment_id: int) -> Enrolment:
    found = session().get(Enrolment, enrolment_id)
    if found is None:
        raise NotFound(Problem("not_found", ""))
    return found


def _hold(people: Sequence[Person]) -> None:
    """One sign-up of a person at a time, also over different occasions (overlap, limit).

    SQLite has one writer anyway.
    """
    if database().is_sqlite:
        return
    for name in sorted(f"{one.kind}:{one.ref}" for one in people):
        lock_name = text("SELECT pg_advisory_xact_lock(hashtext(:name))")
        session().execute(lock_name, {"name": name})
