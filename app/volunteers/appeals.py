"""Reads of appeals: until when one may be filed, and who may decide it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app.core.access.actors import Actor
from app.core.access.scope import visible
from app.core.clock import local, today
from app.core.db import session
from app.core.errors import Problem
from app.core.regioncode import covers, level_of
from app.core.workflow import history
from app.policy import P
from app.volunteers import queries
from app.volunteers.models import Appeal, Volunteer
from app.volunteers.rules import problems_to_decide as hands_problems


def last_day(volunteer: Volunteer) -> date | None:
    """The last day for an appeal; None where there is none: not refused, or refused above too."""
    if volunteer.state != "refused":
        return None
    steps = history(volunteer)
    if steps and steps[0].transition == "uphold":
        return None
    at = volunteer.decided_at or volunteer.ended_at
    days = timedelta(days=queries.rules_of(volunteer).vetting.appeal_days)
    # Where nobody noted the day of the refusal, that is not held against her.
    return (local(at).date() if at else today()) + days


def open_appeal(volunteer: Volunteer) -> Appeal | None:
    query = select(Appeal).where(Appeal.volunteer_id == volunteer.id, Appeal.outcome == "")
    return session().scalar(query.order_by(Appeal.id.desc()).limit(1))


def last_appeal(volunteer: Volunteer) -> Appeal | None:
    query = select(Appeal).where(Appeal.volunteer_id == volunteer.id)
    return session().scalar(query.order_by(Appeal.id.desc()).limit(1))


def is_above(actor: Actor, volunteer: Volunteer) -> bool:
    """Whether the actor decides over a wider division than the one that refused her."""
    roles = frozenset(queries.rules_of(volunteer).vetting.deciders)
    refused_in = volunteer.refused_in or volunteer.region_code
    return any(
        covers(held, volunteer.region_code) and level_of(held) < level_of(refused_in)
        for held in actor.regions(roles)
    )


def problems_to_decide(actor: Actor, volunteer: Volunteer, authority: str = "") -> list[Problem]:
    problems = hands_problems(queries.hands_of(volunteer, decider=actor.user_id))
    if not problems and not is_above(actor, volunteer) and not authority.strip():
        text = _l(
            "The level above decides. If it has, write which authority it was; else send the "
            "appeal there."
        )
        problems = [Problem("not_above", text, field="authority")]
    return problems


def to_decide(actor: Actor) -> Iterator[tuple[Volunteer, Appeal]]:
    """Appeals that this actor can decide by her own right, the most urgent first."""
    query = (
        visible(Volunteer, actor, P.DECIDE_VOLUNTEER)
        .join(Appeal, Appeal.volunteer_id == Volunteer.id)
        .where(Volunteer.state == "appealed", Appeal.outcome == "")
        .add_columns(Appeal)
        .order_by(Appeal.due_on, Appeal.id)
    )
    for volunteer, appeal in session().execute(query):
        if is_above(actor, volunteer):
            yield volunteer, appeal
