"""What lists are compared in, and how a value is said: masked on lists, in full where it is
settled."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.children.models import Child, Guardian
from app.children.records import LABELS, LISTS, same_guardian
from app.children.sources.origins import Origin, guardian_origin, origin_of
from app.core.i18n import day
from app.core.personal import Kind, mask
from app.programmes.rules import ProgrammeRules
from app.regions import queries as regions
from app.regions.stations import short_name

GUARDIAN_FIELDS = {
    "guardian_name": "name",
    "guardian_phone": "phone",
    "guardian_relation": "relation",
}
GUARDIAN = "guardian"
"""Somebody whom the family does not name yet."""
FIELDS: dict[str, Any] = {
    **{name: label for name, label in LABELS.items() if name != "guardians"},
    "guardian_name": _l("Guardian’s name"),
    "guardian_phone": _l("Guardian’s phone"),
    "guardian_relation": _l("Relation to the child"),
    GUARDIAN: _l("Another guardian"),
}
SECRET = {
    "name": Kind.NAME,
    "identity_number": Kind.IDENTITY_NUMBER,
    "address": Kind.ADDRESS,
    "note": Kind.TEXT,
    "guardian_name": Kind.NAME,
    "guardian_phone": Kind.PHONE,
}
TYPED = frozenset(
    ("name", "born_on", "category", "ethnic_group", "address", "school", "grade", "note")
) | frozenset(GUARDIAN_FIELDS)
"""For which a third value can be entered here; the others have pages of their own."""


def guardian_of(child: Child, said: Mapping[str, Any]) -> Guardian | None:
    return same_guardian(child.family, said.get(GUARDIAN))


def value_in(child: Child, field: str, said: Mapping[str, Any]) -> Any:
    """What the file holds, as plain JSON values."""
    if field == GUARDIAN:
        return [
            {"name": one.name, "phone": one.phone or "", "relation": one.relation}
            for one in child.guardians
        ]
    if field in GUARDIAN_FIELDS:
        guardian = guardian_of(child, said)
        return getattr(guardian, GUARDIAN_FIELDS[field]) if guardian else None
    return plain(getattr(child, field))


def origin_in(child: Child, field: str, said: Mapping[str, Any]) -> Origin:
    if field == GUARDIAN and child.guardians:
        return guardian_origin(child, child.guardians[0], "name")
    if field in GUARDIAN_FIELDS and (guardian := guardian_of(child, said)):
        return guardian_origin(child, guardian, GUARDIAN_FIELDS[field])
    return origin_of(child, field)


def plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def in_words(field: str, value: Any, programme: ProgrammeRules, *, in_full: bool = False) -> str:
    """A plain value as people read it."""
    if value in (None, "", []):
        return _("nothing")
    if field == GUARDIAN:
        people = value if isinstance(value, list) else [value]
        return _("; ").join(_person(one, in_full) for one in people)
    if field == "region_code":
        return regions.full_name(value) if in_full else short_name(value)
    if field == "born_on":
        return day(date.fromisoformat(value))
    if field == "sex":
        return _("Girl") if value == "female" else _("Boy")
    if field == "category" or field in LISTS:
        labels = {one.code: one.label for one in (*programme.categories, *programme.needs)}
        codes = value if isinstance(value, list) else [value]
        return "、".join(str(labels.get(code, code)) for code in codes)
    kind = SECRET.get(field)
    return str(value) if in_full or kind is None else mask(kind, str(value))


def _person(one: Mapping[str, str], in_full: bool) -> str:
    relation, name, phone = (one.get(key) or "" for key in ("relation", "name", "phone"))
    if not in_full:
        name, phone = mask(Kind.NAME, name), mask(Kind.PHONE, phone)
    return " ".join(part for part in (relation, name, phone) if part)
