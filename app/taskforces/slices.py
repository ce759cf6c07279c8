"""What a member of a task force sees of the child's file: the parts her profession needs."""

from __future__ import annotations

from typing import Any

from app.children.models import Child
from app.core.clock import age_on, today
from app.programmes.rules import ProgrammeRules
from app.regions.stations import short_name
from app.taskforces.rules import SLICE_LABELS, Terms


def slice_of(child: Child, profession: str, terms: Terms, rules: ProgrammeRules) -> list[Any]:
    """(label, value) of the parts; a profession that the programme does not know sees none."""
    known = terms.profession(profession)
    sees = known.sees if known else ()
    return [
        (SLICE_LABELS[part], _value(child, part, rules)) for part in SLICE_LABELS if part in sees
    ]


def _value(child: Child, part: str, rules: ProgrammeRules) -> Any:
    labels = {one.code: one.label for one in (*rules.categories, *rules.needs)}
    if part == "age":
        return age_on(child.born_on, today())
    if part == "sex":
        return "男" if child.sex == "male" else "女"
    if part == "village":
        return short_name(child.region_code)
    if part == "school":
        return " ".join(filter(None, (child.school, child.grade)))
    if part == "category":
        codes = [child.category, *child.further_categories]
        return "、".join(labels.get(code, code) for code in codes)
    if part == "needs":
        return "、".join(labels.get(code, code) for code in child.needs)
    if part == "address":
        return child.address or ""
    if part == "guardians":
        return "；".join(
            " ".join(filter(None, (one.name, one.relation, one.phone))) for one in child.guardians
        )
    return child.name or ""
