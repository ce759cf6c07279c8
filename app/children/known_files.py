"""The files that the rows of a roster may mean."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import selectinload

from app.children.models import Child, Family
from app.children.records import ChildRecord, name_key, phone_key
from app.core.db import session
from app.core.imports.kinds import Entry
from app.core.personal import blind_index


class KnownFiles:
    """Found in two queries: by identity number, else by name, birth date and village."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        numbers = {e.record.identity_number for e in entries} - {None}
        by_number = Child.identity_index.in_([blind_index("identity", n) for n in numbers])
        self._by_number = {one.identity_index: one for one in _load(by_number)}
        names = {_name_index(entry.record) for entry in entries}
        villages = {entry.record.region_code for entry in entries} - {""}
        same = Child.name_index.in_(names) & Child.region_code.in_(villages)
        self._by_name: dict[tuple[bytes | None, str], list[Child]] = {}
        for one in _load(same):
            self._by_name.setdefault((one.name_index, one.region_code), []).append(one)

    def of(self, record: ChildRecord, *, loosely: bool = False) -> Child | None:
        """`loosely`: a row without a number may give another birth date, where the guardian is
        the same too."""
        if record.identity_number:
            found = self._by_number.get(blind_index("identity", record.identity_number))
            if found is not None:
                return found
        named = self._by_name.get((_name_index(record), record.region_code), [])
        for same in named:
            if same.born_on == record.born_on:
                taken = record.identity_number and same.identity_index
                return None if taken else same
        if loosely and not record.identity_number and len(named) == 1:
            return named[0] if _one_guardian(named[0], record) else None
        return None


def _one_guardian(child: Child, record: ChildRecord) -> bool:
    known = {(one.name, phone_key(one.phone or "")) for one in child.guardians}
    return any((one.name, phone_key(one.phone)) in known for one in record.guardians if one.phone)


def files_by_id(ids: Sequence[int]) -> dict[int, Child]:
    return {child.id: child for child in _load(Child.id.in_(ids))} if ids else {}


def _load(condition: ColumnElement[bool]) -> Iterator[Child]:
    with_guardians = selectinload(Child.family).selectinload(Family.guardians)
    yield from session().scalars(select(Child).where(condition).options(with_guardians))


def _name_index(record: ChildRecord) -> bytes | None:
    return blind_index("child.name", name_key(record.name))
