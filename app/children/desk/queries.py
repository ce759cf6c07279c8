from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import Select, func, select

from app.children.desk.models import FamilyRequest
from app.children.desk.states import KEEP_YEARS
from app.children.hooks import DeletionBlocker
from app.children.models import Child
from app.core.access.actors import Actor
from app.core.access.scope import visible
from app.core.clock import add_months, now, today
from app.core.db import session
from app.core.workflow import StateChange
from app.policy import P
from app.programmes.queries import rules_for

PAST = ("left", "aged_out", "deceased")


def open_requests(actor: Actor) -> Select[Any]:
    return visible(FamilyRequest, actor).where(FamilyRequest.state == "open")


def open_deletion(child_id: int) -> FamilyRequest | None:
    query = select(FamilyRequest).where(
        FamilyRequest.child_id == child_id,
        FamilyRequest.kind == "delete",
        FamilyRequest.state == "open",
    )
    return session().scalars(query).first()


def _last_step() -> Any:
    steps = select(func.max(StateChange.at)).where(
        StateChange.object_type == "child", StateChange.object_id == Child.id
    )
    return steps.correlate(Child).scalar_subquery()


def keep_years(region: str) -> int:
    """How long a closed file is kept where the child lived."""
    return int(rules_for(region).raw.get("consent", {}).get("keep_years", KEEP_YEARS))


def kept_until(child: Child, closed_on: date) -> date:
    """The last day."""
    return add_months(closed_on, 12 * keep_years(child.region_code))


def over_term(actor: Actor) -> Select[Any]:
    """Files that have been closed for longer than they may be kept: the chair confirms each."""
    years = keep_years(next(iter(actor.regions(frozenset({"chair"}))), "0" * 12))
    limit = now() - timedelta(days=(today() - add_months(today(), -12 * years)).days)
    return visible(Child, actor, P.DELETE_CHILD).where(Child.state.in_(PAST), _last_step() < limit)


def is_over_term(actor: Actor, child: Child) -> bool:
    return session().scalar(over_term(actor).where(Child.id == child.id)) is not None


def blockers(child: Child) -> list[Any]:
    """Why the file must stay for now, in the words of the areas that need it."""
    sources: list[DeletionBlocker] = current_app.extensions.get("child_deletion_blockers", [])
    return [text for source in sources for text in source(child)]
