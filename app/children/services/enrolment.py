"""Files are opened, corrected, and go through the states of the roster."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app.children import records, rules
from app.children.files import change_child, demand_kept, make_child
from app.children.life.moving import note_move
from app.children.models import Child
from app.children.numbering import VillageBook
from app.children.records import ChildRecord
from app.children.sources.settling import lapse_agreed
from app.children.states import CONSEQUENCES, LIFECYCLE
from app.core import audit, workflow
from app.core.access.actors import SYSTEM, Actor
from app.core.access.policy import demand, may
from app.core.access.scope import get_visible, lock
from app.core.clock import age_on, today
from app.core.db import session, transaction
from app.core.errors import Conflict, InvalidInput, Problem, StaleVersion
from app.core.imports.messages import TEXTS
from app.core.personal import blind_index
from app.policy import P
from app.programmes.queries import rules_for


def enter_child(
    *,
    actor: Actor,
    record: ChildRecord,
    source: str = "staff",
    found_on: date | None = None,
) -> Child:
    """Open a file. Raises InvalidInput for contradictions and for a number that has a file.

    `found_on`: where the child was found before today.
    """
    demand(actor, P.EDIT_CHILD, record.region_code)
    if found_on and found_on > today():
        problem = _l("This day has not come yet.")
        raise InvalidInput(Problem("found_in_future", problem, field="found_on"))
    with transaction():
        record = _checked(actor, record, None)
        child = make_child(record, VillageBook([record.region_code]), source=source)
        child.found_on = found_on or child.found_on
        session().flush()
        workflow.begin(LIFECYCLE, actor=actor, row=child)
    return child


def update_child(*, actor: Actor, child_id: int, version: int, record: ChildRecord) -> Child:
    """Correct a file. Raises StaleVersion if somebody saved it since `version` was read."""
    with transaction():
        child = lock(get_visible(Child, actor, child_id, P.EDIT_CHILD))
        demand_kept(child)
        demand(actor, P.EDIT_CHILD, record.region_code)
        if child.version != version:
            raise StaleVersion(Problem("stale", _l("Somebody else has saved this file meanwhile.")))
        record = _checked(actor, record, child)
        fields = _changed(child, record)
        before = child.region_code, child.roster_number
        change_child(child, record, fields, VillageBook([record.region_code]))
        session().flush()
        if "region_code" in fields:
            note_move(actor, child, *before)
        lapse_agreed(actor, [child])
        audit.record(actor, "child.changed", child, source="staff", fields=fields)
    return child


def change_state(*, actor: Actor, child_id: int, transition: str, reason: str) -> Child:
    """Raises Conflict for a deletion, which is more than a step: see `desk`."""
    if transition not in CONSEQUENCES:
        raise Conflict(Problem("not_a_step", _l("A file is deleted at the request desk.")))
    with transaction():
        child = lock(get_visible(Child, actor, child_id, P.EDIT_CHILD))
        demand_kept(child)
        workflow.advance(LIFECYCLE, transition, actor=actor, row=child, reason=reason)
    return child


def come_of_age() -> int:
    """Nightly: those who had the birthday on which the programme's care ends. Returns how many."""
    day, done = today(), 0
    with transaction() as current:
        for child in current.scalars(select(Child).where(Child.state == LIFECYCLE.initial)):
            if age_on(child.born_on, day) >= rules_for(child.region_code).child_max_age:
                workflow.take(LIFECYCLE, "age_out", actor=SYSTEM, row=child)
                done += 1
    return done


def _changed(child: Child, record: ChildRecord) -> list[str]:
    """Unlike a roster, a form also empties what was emptied in it."""
    return [
        field
        for field in records.PLAIN
        if (records.value_of(record, field) or None) != (getattr(child, field) or None)
    ]


def _checked(actor: Actor, record: ChildRecord, child: Child | None) -> ChildRecord:
    programme = rules_for(record.region_code)
    found = rules.flaws(
        rules.Facts(
            name=record.name,
            identity_number=record.identity_number,
            born_on=record.born_on,
            sex=record.sex,
            region_code=record.region_code,
            category=record.category,
        ),
        today=today(),
        max_age=programme.child_max_age,
        categories=[one.code for one in programme.categories],
    )
    if child is not None and child.state != LIFECYCLE.initial:
        found = [flaw for flaw in found if flaw.code != "age_out_of_range"]
    problems = [_problem(flaw) for flaw in found] or _taken(actor, record, child)
    if problems:
        raise InvalidInput(*problems)
    if not record.identity_number:
        return record
    number = record.identity_number
    return replace(record, born_on=rules.birth_of(number), sex=rules.sex_of(number))


def _problem(flaw: rules.Flaw) -> Problem:
    text = TEXTS[flaw.code]
    return Problem(flaw.code, str(text) % flaw.args if flaw.args else text, field=flaw.field)


def _taken(actor: Actor, record: ChildRecord, child: Child | None) -> list[Problem]:
    index = blind_index("identity", record.identity_number)
    if index is None:
        return []
    other = session().scalar(select(Child).where(Child.identity_index == index))
    if other is None or other is child:
        return []
    if not may(actor, P.EDIT_CHILD, other):
        return [Problem("elsewhere", TEXTS["elsewhere"], field="identity_number")]
    text = _l("There is already a file with this number: %(alias)s.", alias=other.alias)
    return [Problem("already_enrolled", text, field="identity_number")]
