"""Coming of age: who looks after a young adult when the programme's care ends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, exists, select
from sqlalchemy.orm import joinedload

from app.children.files import demand_kept
from app.children.life.models import HandOver
from app.children.models import Child
from app.children.states import LIFECYCLE
from app.core import audit
from app.core.access.actors import Actor
from app.core.access.scope import clause, get_visible, lock
from app.core.clock import add_months, today
from app.core.db import session, transaction
from app.core.errors import InvalidInput, Problem
from app.policy import P
from app.programmes.queries import rules_for
from app.programmes.rules import ProgrammeRules

PLACES: dict[str, Any] = {
    "none": _l("Needs nobody: lives on her own feet"),
    "women": _l("Women’s Federation goes on keeping in touch"),
    "volunteer": _l("Her volunteer keeps in touch, of both sides’ free will"),
    "school": _l("School or student aid"),
    "employment": _l("Employment service"),
    "civil_affairs": _l("Civil affairs"),
    "youth_league": _l("Youth League"),
    "disabled": _l("Disabled Persons’ Federation"),
    "other": _l("Somebody else"),
}
DAYS_BEFORE = 90
"""So long before the birthday somebody decides; a programme may set another number."""


def prepare() -> int:
    """Nightly: put everybody on the list who comes of age soon. Returns how many were added."""
    known = exists().where(HandOver.child_id == Child.id)
    # Nobody comes of age before 14; the programme of each village decides.
    old = Child.born_on <= add_months(today(), -12 * 14)
    added = 0
    with transaction() as current:
        query = select(Child).where(Child.state.in_(("enrolled", "aged_out")), old, ~known)
        for child in current.scalars(query):
            rules = rules_for(child.region_code)
            due = comes_of_age_on(child, rules)
            if due <= today() + timedelta(days=days_before(rules)):
                current.add(HandOver(child=child, due_on=due))
                added += 1
    return added


def comes_of_age_on(child: Child, rules: ProgrammeRules) -> date:
    return add_months(child.born_on, 12 * rules.child_max_age)


def days_before(rules: ProgrammeRules) -> int:
    return int(rules.raw.get("child", {}).get("hand_over_days", DAYS_BEFORE))


def list_hand_overs(actor: Actor, shown: str) -> Select[Any]:
    """`shown`: open, done or all."""
    mine = select(Child.id).where(clause(Child, actor, P.EDIT_CHILD), Child.state != "deleted")
    query = select(HandOver).where(HandOver.child_id.in_(mine)).options(joinedload(HandOver.child))
    if shown == "open":
        return query.where(HandOver.place == "")
    return query.where(HandOver.place != "") if shown == "done" else query


def of_child(child: Child) -> HandOver | None:
    return session().scalar(select(HandOver).where(HandOver.child_id == child.id))


def decide(*, actor: Actor, child_id: int, place: str, contact: str, note: str) -> HandOver:
    """Say who looks after the young adult next; may be said anew."""
    problems = []
    if place not in PLACES:
        problems.append(Problem("place", _l("Choose who looks after her next."), field="place"))
    elif place != "none" and not contact.strip():
        text = _l("Write whom she can turn to, and how.")
        problems.append(Problem("contact", text, field="contact"))
    if problems:
        raise InvalidInput(*problems)
    with transaction():
        child: Child = lock(get_visible(Child, actor, child_id, P.EDIT_CHILD))
        demand_kept(child)
        row = of_child(child)
        if row is None:
            due = comes_of_age_on(child, rules_for(child.region_code))
            row = HandOver(child=child, due_on=due)
            session().add(row)
        row.place, row.decided_by, row.decided_on = place, actor.user_id, today()
        row.contact, row.note = contact.strip() or None, note.strip() or None
        session().flush()
        audit.record(actor, "child.handed_over", child, place=place)
    return row


def for_export(actor: Actor, shown: str) -> Sequence[HandOver]:
    with transaction():
        query = list_hand_overs(actor, shown).order_by(HandOver.due_on, HandOver.id)
        rows = session().scalars(query).all()
        audit.record(actor, "child.successors_exported", count=len(rows))
    return rows


def rows_of(found: Sequence[HandOver], places: dict[str, str]) -> Iterator[Sequence[Any]]:
    """For the workbook: nicknames and numbers, nobody's name."""
    for one in found:
        child = one.child
        yield (
            places.get(child.region_code, child.region_code),
            child.roster_number,
            child.alias,
            one.due_on,
            str(LIFECYCLE.state(child.state).label),
            str(PLACES[one.place]) if one.place else "",
            one.decided_on or "",
        )
