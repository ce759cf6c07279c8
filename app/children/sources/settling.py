"""Disagreements raised by a list, and ended by people or by the file itself. The caller of the
first two owns the transaction."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app.children import records, rules
from app.children.files import change_child
from app.children.life.moving import note_move
from app.children.models import Child
from app.children.numbering import VillageBook
from app.children.records import ChildRecord, GuardianRecord
from app.children.sources import fields
from app.children.sources.comparing import Difference, Earlier
from app.children.sources.models import Disagreement
from app.children.sources.origins import Origin, own
from app.children.sources.states import ANSWERS, LIFECYCLE, OPEN
from app.core import audit, workflow
from app.core.access.actors import Actor
from app.core.access.policy import demand
from app.core.access.scope import get_visible, lock
from app.core.clock import now, today
from app.core.db import session, transaction
from app.core.documents.sheets import CellProblem, clean
from app.core.errors import Conflict, InvalidInput, Problem
from app.core.imports.kinds import Told
from app.core.imports.messages import TEXTS
from app.policy import P
from app.programmes.queries import rules_for

MOST = 500
SHORTEST_REASON = 2


def raise_disagreements(
    actor: Actor, said: Sequence[tuple[Child, Sequence[Difference]]], told: Told
) -> None:
    """What the list says otherwise now; what it said before and no longer does, lapses."""
    earlier = Earlier([child.id for child, _differs in said], told.source)
    current, made = session(), []
    for child, differs in said:
        indexes = {one.index(child, told.source) for one in differs}
        for old in earlier.open_of(child):
            if old.said_index not in indexes:
                _end(actor, old, "lapse")
        for one in earlier.news(child, differs):
            row = Disagreement(
                child=child,
                field=one.field,
                source=told.source,
                as_of=told.as_of or today(),
                said_index=one.index(child, told.source),
                import_id=told.import_id,
            )
            row.said = one.said
            current.add(row)
            made.append(row)
    current.flush()
    for row in made:
        workflow.begin(LIFECYCLE, actor=actor, row=row)


def lapse_agreed(actor: Actor, children: Collection[Child]) -> None:
    """The files have changed: what lists say and they hold may be one by now."""
    known = {one.id: one for one in children}
    if not known:
        return
    query = select(Disagreement).where(Disagreement.child_id.in_(known), Disagreement.state == OPEN)
    for row in session().scalars(query):
        if _agrees(known[row.child_id], row.field, row.said or {}):
            _end(actor, row, "lapse")


def _agrees(child: Child, field: str, said: dict[str, Any]) -> bool:
    told: Any = said.get("value")
    if field == fields.GUARDIAN:
        return records.same_guardian(child.family, told["name"]) is not None
    if field == "guardian_name":
        return records.same_guardian(child.family, told) is not None
    if field in fields.GUARDIAN_FIELDS and fields.guardian_of(child, said) is None:
        return True  # that guardian is no longer there
    held = fields.value_in(child, field, said)
    if field in records.LISTS:
        return not set(told) - set(held) - {child.category}
    return bool(held == told)


def settle(
    *, actor: Actor, child_id: int, disagreement_id: int, step: str, reason: str, value: str = ""
) -> Disagreement:
    """`keep`, `take`, or `mend` with a third `value`, as it is typed."""
    _demand_reason(reason)
    with transaction():
        child: Child = lock(get_visible(Child, actor, child_id, P.EDIT_CHILD))
        row = _open_one(actor, child, disagreement_id)
        _settle(actor, child, row, step, reason, value)
        session().flush()
        lapse_agreed(actor, [child])
    return row


def settle_many(*, actor: Actor, ids: Collection[int], step: str, reason: str) -> tuple[int, int]:
    """Those of one kind at once, by `keep` or `take`: how many were settled, and how many have
    to be looked at by themselves."""
    _demand_reason(reason)
    if not ids:
        raise InvalidInput(Problem("nothing", _l("Tick what you want to settle."), field="ids"))
    if step not in ("keep", "take"):
        raise InvalidInput(Problem("step", _l("Choose how to settle it."), field="step"))
    done = left = 0
    with transaction() as current:
        for found in sorted(ids)[:MOST]:
            row: Disagreement = get_visible(Disagreement, actor, found, P.EDIT_CHILD)
            if row.state != OPEN:
                continue
            child: Child = lock(row.child)
            if step == "take" and (row.field == "region_code" or _flaws(actor, child, row, "")):
                left += 1
                continue
            _settle(actor, child, row, step, reason, "")
            current.flush()
            lapse_agreed(actor, [child])
            done += 1
    return done, left


def _demand_reason(reason: str) -> None:
    if len(reason.strip()) < SHORTEST_REASON:
        raise InvalidInput(Problem("reason_missing", _l("Give the reason."), field="reason"))


def _open_one(actor: Actor, child: Child, disagreement_id: int) -> Disagreement:
    row: Disagreement = get_visible(Disagreement, actor, disagreement_id, P.EDIT_CHILD)
    if row.child_id != child.id or row.state != OPEN:
        raise Conflict(Problem("settled", _l("Somebody has settled this already.")))
    return row


def _settle(
    actor: Actor, child: Child, row: Disagreement, step: str, reason: str, value: str
) -> None:
    if step not in ANSWERS:
        raise InvalidInput(Problem("step", _l("Choose how to settle it."), field="step"))
    said = row.said or {}
    before, origin = (
        fields.value_in(child, row.field, said),
        fields.origin_in(child, row.field, said),
    )
    if step != "keep":
        if problems := _flaws(actor, child, row, value if step == "mend" else ""):
            raise InvalidInput(*problems)
        typed = _typed(row.field, value) if step == "mend" else None
        _put(actor, child, row, typed)
    row.held = {"value": before, "origin": origin.plain()}
    if step == "mend":
        row.held |= {"mended": fields.plain(_typed(row.field, value))}
    _end(actor, row, step, reason.strip())


def _end(actor: Actor, row: Disagreement, step: str, reason: str = "") -> None:
    row.settled_by, row.settled_at = actor.user_id, now()
    workflow.take(LIFECYCLE, step, actor=actor, row=row, reason=reason)


def _flaws(actor: Actor, child: Child, row: Disagreement, value: str) -> list[Problem]:
    """Why the file may not hold that value; `value`: a third one, "" for what the list says."""
    if value == "" and row.field not in fields.FIELDS:
        return [Problem("field", _l("This cannot be taken."))]
    try:
        told = _typed(row.field, value) if value else None
    except InvalidInput as error:
        return list(error.problems)
    if row.field == fields.GUARDIAN or row.field in fields.GUARDIAN_FIELDS:
        return []
    record = _record(child, row, told)
    demand(actor, P.EDIT_CHILD, record.region_code)
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
    return [
        Problem(one.code, str(TEXTS[one.code]) % one.args if one.args else TEXTS[one.code], "value")
        for one in found
    ]


def _typed(field: str, text: str) -> Any:
    """A third value out of what was typed."""
    text = text.strip()
    if field not in fields.TYPED:
        problem = _l("Correct this in the file itself.")
        raise InvalidInput(Problem("elsewhere", problem, field="value"))
    if not text:
        raise InvalidInput(Problem("missing_value", TEXTS["missing_value"], field="value"))
    try:
        if field == "born_on":
            return date.fromisoformat(text)
        if field == "guardian_phone":
            return clean.clean_phone(text).value or ""
    except CellProblem as error:
        raise InvalidInput(Problem("phone", TEXTS["phone"], field="value")) from error
    except ValueError as error:
        raise InvalidInput(Problem("date", TEXTS["date"], field="value")) from error
    return text


def _record(child: Child, row: Disagreement, typed: Any) -> ChildRecord:
    """What the file would hold."""
    kept = {field: getattr(child, field) for field in records.PLAIN}
    said = row.said or {}
    value: Any = said.get("value") if typed is None else typed
    if row.field in records.LISTS:
        # What the list does not name is not denied by it.
        value = [*kept[row.field], *(one for one in value if one not in kept[row.field])]
    if row.field == "born_on" and isinstance(value, str):
        value = date.fromisoformat(value)
    kept[row.field] = value
    if row.field == "region_code":
        kept["address"] = said.get("address")
    plain: dict[str, Any] = {
        field: tuple(kept[field]) if field in records.LISTS else kept[field] or ""
        for field in records.PLAIN
    }
    return ChildRecord(**{**plain, "identity_number": kept["identity_number"] or None})


def _put(actor: Actor, child: Child, row: Disagreement, typed: Any) -> None:
    """`typed`: the third value, None to take what the list says."""
    origin = Origin(row.source, row.as_of) if typed is None else own()
    if row.field == fields.GUARDIAN or row.field in fields.GUARDIAN_FIELDS:
        _put_guardian(child, row, typed, origin)
        audit.record(actor, "child.guardian_saved", child, source=origin.source)
        return
    record = _record(child, row, typed)
    before = child.region_code, child.roster_number
    change_child(child, record, [row.field], VillageBook([record.region_code]), origin)
    session().flush()
    if row.field == "region_code":
        note_move(actor, child, *before)
    audit.record(actor, "child.changed", child, source=origin.source, fields=[row.field])


def _put_guardian(child: Child, row: Disagreement, typed: Any, origin: Origin) -> None:
    said = row.said or {}
    if row.field == fields.GUARDIAN:
        told = GuardianRecord(**said["value"])
        known = records.add_guardian(child.family)
        records.set_guardian(known, told.name, told.phone, told.relation, origin)
        return
    guardian = fields.guardian_of(child, said)
    if guardian is None:
        raise Conflict(Problem("gone", _l("This guardian is no longer in the file.")))
    held = {
        "name": guardian.name or "",
        "phone": guardian.phone or "",
        "relation": guardian.relation,
    }
    held[fields.GUARDIAN_FIELDS[row.field]] = said["value"] if typed is None else typed
    records.set_guardian(guardian, held["name"], held["phone"], held["relation"], origin)
