"""A child's row as a roster lists it: plain values, in the words of the programme of that day.

The identity number is kept masked: its end tells children of one name apart, and a paper that is
stamped and passed on need not carry more.
"""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app.children.models import Child
from app.children.rosters.models import ChildListing
from app.children.rosters.terms import RosterTerms
from app.core.db import session
from app.core.personal import Kind, mask
from app.programmes.rules import ProgrammeRules

LABELS: dict[str, Any] = {
    "name": _l("Name"),
    "sex": _l("Sex"),
    "born_on": _l("Birth date"),
    "identity_number": _l("Identity number"),
    "category": _l("Category"),
    "needs": _l("Needs"),
    "address": _l("Address in the village"),
    "school": _l("School"),
    "grade": _l("Class"),
    "guardian": _l("Guardian"),
}
OPEN = ("sex", "born_on", "category", "needs", "school", "grade")
"""What a page shows of a change; the rest is on the paper and in the file."""


def content_of(child: Child, rules: ProgrammeRules, sources: Sequence[str]) -> dict[str, Any]:
    labels = {one.code: one.label for one in (*rules.categories, *rules.needs)}
    groups = (child.category, *child.further_categories)
    return {
        "number": child.roster_number,
        "alias": child.alias,
        "name": child.name or "",
        "sex": "女" if child.sex == "female" else "男",
        "born_on": child.born_on.isoformat(),
        "identity_number": mask(Kind.IDENTITY_NUMBER, child.identity_number),
        "category": "、".join(labels.get(code, code) for code in groups),
        "needs": "、".join(labels.get(code, code) for code in child.needs),
        "address": child.address or "",
        "school": child.school or "",
        "grade": child.grade or "",
        "guardian": _guardian(child),
        "sources": list(sources),
    }


def _guardian(child: Child) -> str:
    if not child.guardians:
        return ""
    first = child.guardians[0]
    return f"{first.name or ''}（{first.relation}）" if first.relation else first.name or ""


def salted(content: dict[str, Any]) -> dict[str, Any]:
    return content | {"salt": secrets.token_hex(16)}


def sources_of(children: Iterable[int], terms: RosterTerms) -> dict[int, list[str]]:
    """Which departments' lists each child stands on, in the programme's order."""
    found: dict[int, set[str]] = defaultdict(set)
    query = select(ChildListing).where(ChildListing.child_id.in_(list(children)))
    for one in session().scalars(query):
        if one.department:
            found[one.child_id].add(one.department)
    order = [one.code for one in terms.departments]
    return {
        child_id: sorted(codes, key=lambda code: order.index(code) if code in order else 99)
        for child_id, codes in found.items()
    }
