"""A list's row against a file: what it fills, and what it says otherwise."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select

from app.children.models import Child, Guardian
from app.children.records import (
    LISTS,
    PLAIN,
    ChildRecord,
    GuardianRecord,
    name_key,
    phone_key,
    same_guardian,
    value_of,
)
from app.children.sources.fields import GUARDIAN, plain
from app.children.sources.models import Disagreement
from app.children.sources.states import OPEN
from app.core.db import session
from app.core.personal import blind_index


@dataclass(frozen=True)
class Difference:
    field: str
    said: dict[str, Any]

    def index(self, child: Child, source: str) -> bytes | None:
        told = json.dumps([child.id, source, self.field, self.said], sort_keys=True)
        return blind_index("disagreement", told)


@dataclass(frozen=True)
class Comparison:
    fills: list[str]
    """Fields that are empty in the file; "guardians" too."""
    differs: list[Difference]


def compare(child: Child, record: ChildRecord) -> Comparison:
    fills, differs = [], []
    for field in PLAIN:
        value = value_of(record, field)
        if not value or field in record.assumed:
            continue
        held = getattr(child, field)
        if not held:
            # An address goes with its village.
            if field != "address" or not _moves(child, record):
                fills.append(field)
        elif not _agrees(child, record, field, value, held):
            differs.append(Difference(field, _said(record, field, value)))
    for one in record.guardians:
        found = list(_of_guardian(child, one))
        differs += [difference for difference in found if difference is not None]
        if None in found:
            fills.append("guardians")
    return Comparison(list(dict.fromkeys(fills)), differs)


def filling(child: Child, record: ChildRecord) -> ChildRecord:
    """The record with only those guardians, and of them only what the file does not know."""
    kept = []
    for one in record.guardians:
        known = same_guardian(child.family, one.name)
        if known is None and not child.guardians:
            kept.append(one)
        elif known is not None:
            phone = "" if known.phone else one.phone
            kept.append(replace(one, phone=phone, relation="" if known.relation else one.relation))
    return replace(record, guardians=tuple(kept))


def _moves(child: Child, record: ChildRecord) -> bool:
    return bool(record.region_code) and record.region_code != child.region_code


def _agrees(child: Child, record: ChildRecord, field: str, value: Any, held: Any) -> bool:
    if field == "category":
        return value == held or value in child.further_categories
    if field == "further_categories":
        return not set(value) - {child.category, *held}
    if field in LISTS:
        return not set(value) - set(held)
    if field == "address" and _moves(child, record):
        return True  # said together with the village
    if field == "note":
        return value in held
    if isinstance(value, str):
        return name_key(value) == name_key(held)
    return bool(value == held)


def _said(record: ChildRecord, field: str, value: Any) -> dict[str, Any]:
    said = {"value": plain(value)}
    return said | {"address": record.address} if field == "region_code" else said


def _of_guardian(child: Child, one: GuardianRecord) -> Iterator[Difference | None]:
    """None stands for something that the file does not know yet."""
    known = same_guardian(child.family, one.name)
    if known is not None:
        yield from _about(known, one)
    elif not child.guardians:
        yield None
    elif other := _by_phone(child, one.phone):
        yield Difference("guardian_name", {"value": one.name, GUARDIAN: other.name})
    else:
        told = {"name": one.name, "phone": one.phone, "relation": one.relation}
        yield Difference(GUARDIAN, {"value": told})


def _about(known: Guardian, one: GuardianRecord) -> Iterator[Difference | None]:
    for field, as_said, told, held in (
        ("guardian_phone", phone_key, one.phone, known.phone or ""),
        ("guardian_relation", name_key, one.relation, known.relation),
    ):
        if told and not held:
            yield None
        elif told and as_said(told) != as_said(held):
            yield Difference(field, {"value": told, GUARDIAN: known.name})


def _by_phone(child: Child, phone: str) -> Guardian | None:
    if not phone:
        return None
    return next((g for g in child.guardians if phone_key(g.phone or "") == phone_key(phone)), None)


class Earlier:
    """What one source has said of these children before."""

    def __init__(self, children: Collection[int], source: str) -> None:
        query = select(Disagreement).where(
            Disagreement.child_id.in_(children), Disagreement.source == source
        )
        self._rows: dict[int, list[Disagreement]] = {}
        for row in session().scalars(query.order_by(Disagreement.id)) if children else ():
            self._rows.setdefault(row.child_id, []).append(row)
        self._source = source

    def open_of(self, child: Child) -> Sequence[Disagreement]:
        return [one for one in self._rows.get(child.id, ()) if one.state == OPEN]

    def news(self, child: Child, differs: Sequence[Difference]) -> list[Difference]:
        """Without what is open already, or what people decided when the list said the same."""
        known = {
            one.said_index
            for one in self._rows.get(child.id, ())
            if one.state in (OPEN, "kept", "mended")
        }
        return [one for one in differs if one.index(child, self._source) not in known]
