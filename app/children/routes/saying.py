"""What the page of a file says of the child and the guardians, masked where no reason was given."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from flask_babel import gettext as _

from app.children import exports
from app.children.models import Child
from app.children.sources import showing
from app.children.sources.origins import guardian_origin
from app.children.sources.showing import origins_said
from app.core.clock import age_on, today
from app.core.i18n import day
from app.core.personal import Kind, mask
from app.programmes.queries import rules_for


def facts_said(child: Child, seen: Collection[str], shown: Collection[str]) -> list[list[Any]]:
    """The facts of the sections that the reader sees, in full where she gave a reason."""
    programme = rules_for(child.region_code)
    labels = exports.labels((*programme.categories, *programme.needs))
    groups = [child.category, *child.further_categories]
    told = origins_said(child)

    def called(codes: list[str]) -> str:
        return _(", ").join(labels.get(code, code) for code in codes)

    rows: tuple[tuple[Any, ...], ...] = (
        ("name", _("Name"), _masked(child, "name", Kind.NAME, shown)),
        (
            "identity_number",
            _("Identity number"),
            _masked(child, "identity_number", Kind.IDENTITY_NUMBER, shown),
        ),
        ("birth", _("Birth date"), day(child.born_on)),
        ("birth", _("Age"), age_on(child.born_on, today())),
        ("birth", _("Sex"), _("Girl") if child.sex == "female" else _("Boy")),
        ("birth", _("Ethnic group"), child.ethnic_group),
        (
            "address",
            _("Address in the village"),
            _masked(child, "address", Kind.ADDRESS, shown),
            told.get("address"),
        ),
        ("school", _("School"), child.school, told.get("school")),
        ("school", _("Class"), child.grade, told.get("grade")),
        (
            "hardship",
            _("Category"),
            _(", ").join(labels.get(code, code) for code in groups),
            told.get("category"),
        ),
        ("hardship", _("Needs"), called(child.needs)),
        ("note", _("Remarks"), _masked(child, "note", Kind.TEXT, shown)),
    )
    return [row for section, *row in rows if section in seen]


def _masked(child: Child, field: str, kind: Kind, shown: Collection[str]) -> str:
    value = getattr(child, field)
    return (value or "") if field in shown else mask(kind, value)


def guardians_said(child: Child, in_full: bool) -> list[dict[str, Any]]:
    return [
        {
            "id": one.id,
            "name": (one.name or "") if in_full else mask(Kind.NAME, one.name),
            "phone": (one.phone or "") if in_full else mask(Kind.PHONE, one.phone),
            "relation": one.relation,
            "origin": showing.origin_said(child, guardian_origin(child, one, "phone")),
            "in_full": in_full,
        }
        for one in child.guardians
    ]
