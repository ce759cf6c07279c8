"""Reads of volunteers and teams; what pages list begins at `visible`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, String, cast, func, or_, select

from app.accounts.models import User
from app.core.access.actors import Actor
from app.core.access.policy import rule_of
from app.core.access.scope import visible
from app.core.clock import today
from app.core.db import session
from app.core.errors import Problem
from app.core.personal import blind_index
from app.core.regioncode import COUNTRY
from app.core.workflow import StateChange
from app.policy import P
from app.programmes.queries import rules_for
from app.programmes.rules import ProgrammeRules
from app.volunteers import rules
from app.volunteers.models import Reference, RepeatedApplication, Team, VettingCheck, Volunteer

MAX_CHOICES = 200


@dataclass(frozen=True)
class Filters:
    q: str = ""
    state: str = ""
    township: str = ""
    kind: str = ""
    placement: str = ""
    skill: str = ""


def next_to_decide(actor: Actor, after: Volunteer) -> Volunteer | None:
    """Of those who wait for a decision, whoever has waited longest, `after` left aside."""
    waiting = find(actor, Filters(state="checking"), P.DECIDE_VOLUNTEER)
    query = waiting.where(Volunteer.id != after.id).order_by(Volunteer.applied_at, Volunteer.id)
    row: Volunteer | None = session().scalar(query.limit(1))
    return row


def find(actor: Actor, filters: Filters, permission: str | None = None) -> Select[Any]:
    query = visible(Volunteer, actor, permission)
    equal = {
        Volunteer.state: filters.state,
        Volunteer.township_code: filters.township[:9],
        Volunteer.kind: filters.kind,
        Volunteer.placement: filters.placement,
    }
    query = query.where(Volunteer.forgotten_at.is_(None))
    if filters.state != "merged":
        query = query.where(Volunteer.merged_into.is_(None))
    query = query.where(*(column == value for column, value in equal.items() if value))
    if filters.skill:
        # Codes are ASCII, so that they stand in the stored JSON as they are.
        quoted = f'"{filters.skill}"'
        query = query.where(cast(Volunteer.skills, String).contains(quoted, autoescape=True))
    return query.where(matches(filters.q)) if filters.q.strip() else query


def matches(text: str) -> ColumnElement[bool]:
    """By name, pinyin, initials, or the whole of a phone or identity number."""
    word = "".join(text.split())
    lower = word.lower()
    return or_(
        Volunteer.name.contains(word, autoescape=True),
        Volunteer.name_key.startswith(lower, autoescape=True),
        Volunteer.name_initials.startswith(lower, autoescape=True),
        Volunteer.phone_index == blind_index("phone", word),
        Volunteer.identity_index == blind_index("identity", word.upper()),
    )


def eligible(actor: Actor) -> Select[Any]:
    """The approved volunteers that the actor sees; whether each may serve, `problems_to_serve`."""
    return visible(Volunteer, actor).where(Volunteer.state == "approved")


def rules_of(volunteer: Volunteer) -> ProgrammeRules:
    """The programme that holds today where she serves."""
    return rules_for(volunteer.region_code)


def rules_here(actor: Actor) -> ProgrammeRules:
    """The programme of the widest region the actor works in, for the choices of lists."""
    regions = actor.regions(rule_of(P.READ_VOLUNTEER).roles)
    return rules_for(regions[0] if regions else COUNTRY)


def facts_of(volunteer: Volunteer) -> rules.Applicant:
    declared = volunteer.declared_at is not None
    return rules.Applicant(
        born_on=volunteer.born_on,
        sex=volunteer.sex,
        kind=volunteer.kind,
        exclusions=tuple(volunteer.exclusions_declared) if declared else None,
        capacity=volunteer.capacity,
    )


def checks_of(volunteer: Volunteer) -> list[rules.Check]:
    """In the order of recording, read anew."""
    query = select(VettingCheck).where(VettingCheck.volunteer_id == volunteer.id)
    return [_check(row) for row in session().scalars(query.order_by(VettingCheck.id))]


def _check(row: VettingCheck) -> rules.Check:
    return rules.Check(row.kind, row.passed, row.checked_on, row.valid_until, row.checked_by)


def references_of(volunteer: Volunteer) -> list[tuple[str, bool]]:
    """(relation, supports), read anew."""
    query = select(Reference.relation, Reference.supports).where(
        Reference.volunteer_id == volunteer.id
    )
    return [(relation, supports) for relation, supports in session().execute(query)]


def hands_of(volunteer: Volunteer, *, decider: int | None) -> rules.Hands:
    return rules.Hands(
        decider=decider,
        recruiter=volunteer.recruited_by,
        refused_before_by=last_step(volunteer, "refuse"),
        herself=volunteer.user_id or _account_of(volunteer),
    )


def owner_of_phone(volunteer: Volunteer) -> User | None:
    index = blind_index("phone", volunteer.phone)
    if index is None:
        return None
    return session().scalar(select(User).where(User.phone_index == index))


def _account_of(volunteer: Volunteer) -> int | None:
    """A colleague who applies: by phone and name she is the one with that account."""
    owner = owner_of_phone(volunteer)
    return owner.id if owner is not None and owner.name == volunteer.name else None


def last_step(volunteer: Volunteer, transition: str) -> int | None:
    ids = [volunteer.id, *(row.id for row in merged_with(volunteer))]
    query = select(StateChange.actor_id).where(
        StateChange.object_type == Volunteer.__tablename__,
        StateChange.object_id.in_(ids),
        StateChange.transition == transition,
    )
    return session().scalar(query.order_by(StateChange.id.desc()).limit(1))


def checklist(volunteer: Volunteer, day: date | None = None) -> list[rules.CheckLine]:
    required = rules_of(volunteer).checks
    return rules.checklist(required, checks_of(volunteer), day or today())


def problems_to_serve(volunteer: Volunteer, day: date | None = None) -> list[Problem]:
    """Why she may not be with children on that day; empty if she may."""
    return rules.problems_to_serve(
        volunteer.state,
        facts_of(volunteer),
        checks_of(volunteer),
        rules_of(volunteer),
        day or today(),
    )


def problems_of(volunteers: Iterable[Volunteer], day: date) -> dict[int, list[Problem]]:
    """`problems_to_serve` of many, by id, in few queries."""
    rows = {row.id: row for row in volunteers}
    checks: dict[int, list[rules.Check]] = {key: [] for key in rows}
    query = select(VettingCheck).where(VettingCheck.volunteer_id.in_(rows))
    for row in session().scalars(query.order_by(VettingCheck.id)):
        checks[row.volunteer_id].append(_check(row))
    programmes = {code: rules_for(code) for code in {row.region_code for row in rows.values()}}
    return {
        key: rules.problems_to_serve(
            row.state, facts_of(row), checks[key], programmes[row.region_code], day
        )
        for key, row in rows.items()
    }


def townships(actor: Actor) -> list[str]:
    """Prefixes of the townships in which the actor sees volunteers."""
    query = visible(Volunteer, actor).with_only_columns(Volunteer.township_code).distinct()
    return list(session().scalars(query.order_by(Volunteer.township_code).limit(MAX_CHOICES)))


def teams(actor: Actor) -> Sequence[Team]:
    return session().scalars(visible(Team, actor).order_by(Team.region_code, Team.name)).all()


def members(actor: Actor) -> dict[int, int]:
    """How many volunteers in service each team has, by its id."""
    query = (
        visible(Volunteer, actor)
        .where(Volunteer.state == "approved", Volunteer.team_id.is_not(None))
        .with_only_columns(Volunteer.team_id, func.count())
        .group_by(Volunteer.team_id)
    )
    return {team: number for team, number in session().execute(query) if team is not None}


def own(actor: Actor) -> Volunteer | None:
    return session().scalar(visible(Volunteer, actor, P.OWN_VOLUNTEER))


def repeats(volunteer: Volunteer) -> Sequence[RepeatedApplication]:
    """Applications under her number that nobody has followed up yet."""
    query = select(RepeatedApplication).where(
        RepeatedApplication.volunteer_id == volunteer.id, RepeatedApplication.seen_at.is_(None)
    )
    return session().scalars(query.order_by(RepeatedApplication.id)).all()


def with_unseen_repeats(actor: Actor) -> Select[Any]:
    unseen = select(RepeatedApplication.volunteer_id).where(RepeatedApplication.seen_at.is_(None))
    return (
        visible(Volunteer, actor, P.REGISTER_VOLUNTEER)
        .where(Volunteer.id.in_(unseen))
        .order_by(Volunteer.name_key, Volunteer.id)
    )


def count(actor: Actor, permission: str, *states: str) -> int:
    query = visible(Volunteer, actor, permission).where(Volunteer.state.in_(states))
    return session().scalar(select(func.count()).select_from(query.subquery())) or 0


def expiring(actor: Actor, day: date | None = None) -> Select[Any]:
    """Volunteers in service with a newest check that ends within 60 days, or has ended."""
    newest = (
        select(func.max(VettingCheck.id))
        .group_by(VettingCheck.volunteer_id, VettingCheck.kind)
        .scalar_subquery()
    )
    soon = select(VettingCheck.volunteer_id).where(
        VettingCheck.id.in_(newest),
        VettingCheck.valid_until < (day or today()) + timedelta(days=rules.EXPIRING_DAYS + 1),
    )
    return visible(Volunteer, actor, P.CHECK_VOLUNTEER).where(
        Volunteer.state == "approved", Volunteer.id.in_(soon)
    )


def has_received(code: str, since: datetime) -> bool:
    """Whether an application came in under the code after `since`."""
    index = blind_index("status_code", code)
    first = select(Volunteer.id).where(
        Volunteer.status_code_index == index, Volunteer.applied_at > since
    )
    again = select(RepeatedApplication.id).where(
        RepeatedApplication.status_code_index == index, RepeatedApplication.at > since
    )
    return session().scalar(first) is not None or session().scalar(again) is not None


@dataclass(frozen=True)
class Standing:
    """What the public status page tells."""

    state: str
    applied_on: date
    reason: str = ""
    volunteer: Volunteer | None = None
    """None for a repeated application, which tells nothing of the record."""


@dataclass(frozen=True)
class ByCode:
    volunteer: Volunteer
    is_repeated: bool
    at: datetime


def by_code(code: str) -> ByCode | None:
    """The record under an application code; a repeated application leads to the first one's."""
    index = blind_index("status_code", code)
    found = session().scalar(select(Volunteer).where(Volunteer.status_code_index == index))
    if found is not None:
        return ByCode(standing_for(found), False, found.applied_at)
    again = session().scalar(
        select(RepeatedApplication).where(RepeatedApplication.status_code_index == index)
    )
    return None if again is None else ByCode(again.volunteer, True, again.at)


def standing_for(volunteer: Volunteer) -> Volunteer:
    """The record that stands for this one: itself, or the one it was merged into."""
    if volunteer.merged_into is None:
        return volunteer
    return session().get_one(Volunteer, volunteer.merged_into)


def merged_with(volunteer: Volunteer) -> Sequence[Volunteer]:
    """The records that became part of this one."""
    query = select(Volunteer).where(Volunteer.merged_into == volunteer.id)
    return session().scalars(query.order_by(Volunteer.id)).all()


def standing_by_code(code: str, last_four: str) -> Standing | None:
    """By application code and the end of the identity number; None if they do not fit."""
    found = by_code(code)
    if found is None or not _ends(found.volunteer, last_four):
        return None
    if found.is_repeated:
        return Standing("applied", found.at.date())
    row = found.volunteer
    reason = _reason(row) if row.state in ("returned", "refused") else ""
    return Standing(row.state, found.at.date(), reason, row)


def _ends(volunteer: Volunteer, last_four: str) -> bool:
    return (volunteer.identity_number or "")[-4:] == last_four.upper()


def _reason(volunteer: Volunteer) -> str:
    query = select(StateChange).where(
        StateChange.object_type == Volunteer.__tablename__, StateChange.object_id == volunteer.id
    )
    last = session().scalar(query.order_by(StateChange.id.desc()).limit(1))
    return last.reason if last else ""
