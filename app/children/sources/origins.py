"""Who said what a file holds, and as of which day.

`Child.origins` and `Guardian.origins` map a field to [source, day]; WHOLE stands for every field
that is not named. The source is a department of the programme, or OWN.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from app.core.clock import local, today

if TYPE_CHECKING:
    from app.children.models import Child, Guardian

OWN = "station"
WHOLE = "*"


@dataclass(frozen=True)
class Origin:
    source: str
    as_of: date

    def plain(self) -> list[str]:
        return [self.source, self.as_of.isoformat()]


def own() -> Origin:
    return Origin(OWN, today())


def origin_of(child: Child, field: str) -> Origin:
    return _read(child.origins, field) or Origin(OWN, local(child.created_at).date())


def guardian_origin(child: Child, guardian: Guardian, field: str) -> Origin:
    return _read(guardian.origins, field) or origin_of(child, WHOLE)


def _read(kept: dict[str, list[str]] | None, field: str) -> Origin | None:
    found = (kept or {}).get(field) or (kept or {}).get(WHOLE)
    return Origin(found[0], date.fromisoformat(found[1])) if found else None


def put(row: Child | Guardian, fields: Iterable[str], origin: Origin) -> None:
    row.origins = {**(row.origins or {}), **dict.fromkeys(fields, origin.plain())}
