"""What two records say, side by side, and how one of them takes over what the other knows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app.accounts.models import User
from app.core.db import session
from app.programmes.rules import ProgrammeRules
from app.regions import queries as regions
from app.volunteers.labels import PLACEMENT_LABELS, TIME_LABELS, kind_label, skill_labels
from app.volunteers.models import Volunteer

FIELDS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "name": (_l("Name"), ("name", "name_key", "name_initials")),
    "identity_number": (_l("Identity number"), ("identity_number", "born_on", "sex")),
    "phone": (_l("Phone"), ("phone",)),
    "region_code": (_l("Village or township"), ("region_code",)),
    "address": (_l("Home address"), ("address",)),
    "kind": (_l("As"), ("kind",)),
    "placement": (_l("Near or far"), ("placement",)),
    "occupation": (_l("Occupation, place of work"), ("occupation",)),
    "political_status": (_l("Political status"), ("political_status",)),
    "skills": (_l("Good at"), ("skills",)),
    "capacity": (_l("Children at most"), ("capacity",)),
    "team_id": (_l("Team"), ("team_id",)),
    "availability": (_l("Time for the service"), ("availability",)),
    "languages": (_l("Languages and dialects"), ("languages",)),
    "employer": (_l("Employer or unit"), ("employer",)),
    "office": (_l("Office in the federation"), ("office",)),
    "honours": (_l("Honours"), ("honours",)),
    "registration_number": (_l("Registration number"), ("registration_number",)),
    "user_id": (_l("Account"), ("user_id",)),
}
"""Field → label and the attributes that go with it."""
JOINED = ("motive", "experience", "household")
"""Of longer texts both are kept, one below the other."""


@dataclass(frozen=True)
class Difference:
    name: str
    label: Any
    kept: str
    gone: str

    @property
    def is_open(self) -> bool:
        """Both say something: somebody must choose."""
        return bool(self.kept and self.gone)


def differences(kept: Volunteer, gone: Volunteer, rules: ProgrammeRules) -> list[Difference]:
    made = (
        Difference(name, label, _text(kept, name, rules), _text(gone, name, rules))
        for name, (label, _) in FIELDS.items()
    )
    return [one for one in made if one.kept != one.gone]


def _text(row: Volunteer, name: str, rules: ProgrammeRules) -> str:
    value = getattr(row, name)
    if value in (None, "", []):
        return ""
    match name:
        case "region_code":
            return regions.full_name(value)
        case "kind":
            return kind_label(rules, value)
        case "placement":
            return str(PLACEMENT_LABELS.get(value, value))
        case "skills":
            return "、".join(skill_labels(rules, value))
        case "availability":
            return "、".join(str(TIME_LABELS[one]) for one in value)
        case "team_id":
            return row.team.name if row.team else ""
        case "user_id":
            return session().scalar(select(User.username).where(User.id == value)) or ""
    return str(value)


def joined_texts(kept: Volunteer, gone: Volunteer) -> Iterator[tuple[str, str]]:
    for name in JOINED:
        texts = [getattr(kept, name) or "", getattr(gone, name) or ""]
        if texts[1] and texts[1] != texts[0]:
            yield name, "\n".join(text for text in texts if text)
