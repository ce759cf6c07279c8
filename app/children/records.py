"""What is known of a child before there is a file, by hand or from a roster, and how it is kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l

from app.children.models import Child, Family, Guardian
from app.children.sources.origins import WHOLE, Origin, put
from app.core import pinyin
from app.core.personal import blind_index


@dataclass(frozen=True)
class GuardianRecord:
    name: str
    phone: str = ""
    relation: str = ""
    identity_number: str = ""
    """Tells siblings; only its blind index is kept."""


@dataclass(frozen=True)
class ChildRecord:
    """Empty values say nothing: they never wipe out what a file already holds."""

    name: str
    identity_number: str | None
    born_on: date
    sex: str
    region_code: str
    category: str
    ethnic_group: str = ""
    address: str = ""
    school: str = ""
    grade: str = ""
    further_categories: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    note: str = ""
    guardians: tuple[GuardianRecord, ...] = ()
    assumed: frozenset[str] = frozenset()
    """Fields that nobody said: good for a new file, nothing against one that there is."""


LABELS: dict[str, Any] = {
    "name": _l("Name"),
    "identity_number": _l("Identity number"),
    "born_on": _l("Birth date"),
    "sex": _l("Sex"),
    "region_code": _l("Village"),
    "category": _l("Category"),
    "further_categories": _l("Further categories"),
    "ethnic_group": _l("Ethnic group"),
    "address": _l("Address in the village"),
    "school": _l("School"),
    "grade": _l("Class"),
    "needs": _l("Needs"),
    "note": _l("Remarks"),
    "guardians": _l("Guardian"),
}
PLAIN = tuple(name for name in LABELS if name != "guardians")
LISTS = ("further_categories", "needs")


def phone_key(phone: str) -> str:
    """As phones are indexed: digits, a landline without its dash."""
    return "".join(mark for mark in phone if mark.isdigit())


def name_key(name: str) -> str:
    return "".join(name.split())


def value_of(record: ChildRecord, field: str) -> Any:
    value = getattr(record, field)
    return list(value) if field in LISTS else value


def changes(child: Child, record: ChildRecord) -> list[str]:
    """The fields that the record would change in the file."""
    found = [
        field
        for field in PLAIN
        if field not in record.assumed
        and (value := value_of(record, field))
        and value != getattr(child, field)
    ]
    if any(_guardian_differs(child, one) for one in record.guardians):
        found.append("guardians")
    return found


def fill(child: Child, record: ChildRecord, fields: Iterable[str], origin: Origin) -> None:
    """Put the record's fields into the file; the region is set by who gives the roster number."""
    fields = list(fields)
    for field in fields:
        if field == "guardians":
            for one in record.guardians:
                _fill_guardian(child, one, origin)
        elif field == "address":
            child.family.address = record.address or None
        elif field != "region_code":
            setattr(child, field, value_of(record, field) or ([] if field in LISTS else None))
    if child.ethnic_group is None:
        child.ethnic_group = ""
    told = [WHOLE] if child.origins is None else [one for one in fields if one != "guardians"]
    if told:
        put(child, told, origin)
    set_indexes(child)


def set_indexes(child: Child) -> None:
    name = child.name or ""
    child.identity_index = blind_index("identity", child.identity_number)
    child.name_index = blind_index("child.name", name_key(name))
    child.pinyin_index = blind_index("child.pinyin", pinyin.full(name))
    child.initials_index = blind_index("child.initials", pinyin.initials(name))


def same_guardian(family: Family, name: str | None) -> Guardian | None:
    return next((one for one in family.guardians if one.name == name), None)


def _guardian_differs(child: Child, record: GuardianRecord) -> bool:
    known = same_guardian(child.family, record.name)
    if known is None:
        return True
    return bool(
        (record.phone and record.phone != known.phone)
        or (record.relation and record.relation != known.relation)
    )


def _fill_guardian(child: Child, record: GuardianRecord, origin: Origin) -> None:
    known = same_guardian(child.family, record.name) or add_guardian(child.family)
    phone = record.phone or known.phone or ""
    set_guardian(known, record.name, phone, record.relation, origin)
    if record.identity_number:
        known.identity_index = guardian_index(record.identity_number)


def add_guardian(family: Family) -> Guardian:
    """The caller fills it in before anything is flushed."""
    family.sealing()
    guardian = Guardian()
    family.guardians.append(guardian)
    guardian.sealing()
    return guardian


def set_guardian(
    guardian: Guardian, name: str, phone: str, relation: str, origin: Origin | None
) -> None:
    """`origin`: who says so, None where that is told otherwise."""
    if origin:
        _note_origin(guardian, name, phone, relation, origin)
    guardian.name = name
    guardian.name_index = guardian_name_index(name)
    guardian.phone = phone or None
    guardian.phone_index = phone_index(phone)
    guardian.relation = relation or guardian.relation or ""


def _note_origin(guardian: Guardian, name: str, phone: str, relation: str, origin: Origin) -> None:
    told = {"name": name, "phone": phone, "relation": relation}
    changed = [one for one, value in told.items() if value and value != getattr(guardian, one)]
    if guardian.name is None:
        changed = [WHOLE]
    if changed:
        put(guardian, changed, origin)


def guardian_name_index(name: str | None) -> bytes | None:
    return blind_index("guardian.name", name_key(name or ""))


def guardian_index(identity_number: str) -> bytes | None:
    return blind_index("guardian.identity", identity_number)


def phone_index(phone: str) -> bytes | None:
    return blind_index("phone", phone_key(phone))
