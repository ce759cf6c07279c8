"""What is told of a child: by whom, and as of which day. Nothing is overwritten."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app.children.files import demand_kept
from app.children.life.models import ChildFact
from app.children.models import Child
from app.children.queries import consent_in_force
from app.core import audit
from app.core.access.actors import Actor
from app.core.access.scope import get_visible
from app.core.clock import today
from app.core.db import session, transaction
from app.core.errors import Conflict, InvalidInput, Problem
from app.policy import P
from app.programmes.queries import rules_for

KINDS: dict[str, Any] = {
    "school": _l("How it goes at school"),
    "teacher": _l("Class teacher, with phone"),
    "health": _l("Health"),
    "household": _l("Hardship of the family"),
}
SOURCES: dict[str, Any] = {
    "guardian": _l("Guardian"),
    "child": _l("The child itself"),
    "school": _l("School"),
    "village": _l("Village"),
    "department": _l("Paper of a department"),
    "visit": _l("Seen on a visit"),
}
HEALTH = "health"
"""Also the scope of consent without which nothing of it is asked or kept."""


def record_fact(
    *, actor: Actor, child_id: int, kind: str, text: str, source: str, as_of: date | None
) -> ChildFact:
    """Raises Conflict for health without the guardian's consent to it."""
    if problems := _problems(kind, text, source, as_of):
        raise InvalidInput(*problems)
    with transaction():
        child: Child = get_visible(Child, actor, child_id, P.EDIT_CHILD)
        demand_kept(child)
        if kind == HEALTH:
            _demand_consent(child)
        fact = ChildFact(
            child=child, kind=kind, source=source, as_of=as_of, recorded_by=actor.user_id
        )
        fact.text = text.strip()
        session().add(fact)
        session().flush()
        audit.record(actor, "child.fact_recorded", child, kind=kind)
    return fact


def _problems(kind: str, text: str, source: str, as_of: date | None) -> list[Problem]:
    problems = []
    if kind not in KINDS:
        problems.append(Problem("kind", _l("Choose what it is about."), field="kind"))
    if not text.strip():
        problems.append(Problem("text", _l("Write what was told."), field="text"))
    if source not in SOURCES:
        problems.append(Problem("source", _l("Choose who told it."), field="source"))
    if as_of is None or as_of > today():
        later = _l("Enter the day, not one to come.")
        problems.append(Problem("as_of", later, field="as_of"))
    return problems


def _demand_consent(child: Child) -> None:
    asked = {one.code for one in rules_for(child.region_code).consent_scopes}
    if HEALTH in asked and consent_in_force(child, HEALTH, today()) is None:
        text = _l("The guardian has not agreed that health is recorded: ask her first.")
        raise Conflict(Problem("no_consent", text))


def facts_of(child: Child) -> Sequence[ChildFact]:
    """The newest first, by the day of which they tell."""
    query = select(ChildFact).where(ChildFact.child_id == child.id)
    return session().scalars(query.order_by(ChildFact.as_of.desc(), ChildFact.id.desc())).all()


def shown_facts(child: Child, sections: frozenset[str], revealed: frozenset[str]) -> list[Any]:
    """As the reader may see them; health only after a reason was given."""
    return [
        {
            "label": KINDS[one.kind],
            "text": one.text if one.kind != HEALTH or HEALTH in revealed else "****",
            "source": SOURCES[one.source],
            "as_of": one.as_of,
        }
        for one in facts_of(child)
        if one.kind in sections
    ]
