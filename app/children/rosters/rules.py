"""What a roster is made of, on values alone: rows compared, digests, the monthly due day."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

Content = Mapping[str, Any]
"""Of one row, as JSON values; `salt` keeps a digest from being guessed at once the row is gone."""

COMPARED = (
    "name",
    "sex",
    "born_on",
    "identity_number",
    "category",
    "needs",
    "address",
    "school",
    "grade",
    "guardian",
)
ORDER = ("left", "new", "changed", "same")


@dataclass(frozen=True)
class Line:
    """One row of a version beside the version before. `content` None: the file is deleted."""

    child_id: int
    change: str
    content: Content | None
    before: Content | None = None
    differs: tuple[str, ...] = ()
    reason: str = ""
    sources: tuple[str, ...] = field(default=())


def compare(
    before: Mapping[int, Content | None],
    now: Mapping[int, Content],
    reasons: Mapping[int, str],
) -> list[Line]:
    """By child. `reasons`: why those of `before` who are not in `now` have left."""
    lines = []
    for child_id, content in now.items():
        old = before.get(child_id)
        differs = difference(old, content) if old else ()
        change = "new" if child_id not in before else "changed" if differs else "same"
        lines.append(Line(child_id, change, content, old, differs))
    for child_id, old in before.items():
        if child_id not in now:
            lines.append(Line(child_id, "left", old, old, reason=reasons.get(child_id, "")))
    return sorted(lines, key=lambda one: (ORDER.index(one.change), _place(one.content)))


def _place(content: Content | None) -> int:
    return int(content["number"]) if content else 0


def difference(before: Content, after: Content) -> tuple[str, ...]:
    return tuple(
        name for name in COMPARED if (before.get(name) or None) != (after.get(name) or None)
    )


def digest(content: Content | None) -> str:
    body = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(body.encode()).hexdigest()


def seal_of(region_code: str, number: int, frozen_on: date, digests: Sequence[str]) -> str:
    """The sha256 of a whole version: of its head and of each row, in order."""
    head = f"{region_code}:{number}:{frozen_on.isoformat()}:{len(digests)}"
    return hashlib.sha256("\n".join((head, *digests)).encode()).hexdigest()


def check_code(sha256: str) -> str:
    """Six characters on the paper, typed in when it comes back: so it is this very version's."""
    return sha256[:6].upper()


def first_of_month(day: date) -> date:
    return day.replace(day=1)


def is_recheck_month(month: date, last: date, every: int) -> bool:
    """`last`: a day in the month of the last look, which sealing was too."""
    passed = (month.year - last.year) * 12 + month.month - last.month
    return passed >= max(1, every)


def due_day(month: date, days: int) -> date:
    return month.replace(day=max(1, min(days, 28)))


def median(numbers: Sequence[int]) -> float | None:
    if not numbers:
        return None
    ordered, middle = sorted(numbers), len(numbers) // 2
    if len(ordered) % 2:
        return float(ordered[middle])
    return (ordered[middle - 1] + ordered[middle]) / 2
