"""Which of two records may go. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from app.core.errors import Problem

RANK = {"suspended": 3, "approved": 2, "applied": 1, "checking": 1, "returned": 1, "appealed": 1}
"""What must not be lost by a merger: an allegation before a service before an application."""


@dataclass(frozen=True)
class Side:
    id: int
    state: str
    is_forgotten: bool = False


def problems_to_merge(kept: Side, gone: Side) -> list[Problem]:
    if kept.id == gone.id:
        return [Problem("same_record", _l("This is one record, not two."))]
    if "merged" in (kept.state, gone.state):
        return [Problem("merged_already", _l("One of the two has been merged already."))]
    if kept.is_forgotten or gone.is_forgotten:
        return [Problem("forgotten", _l("One of the two is anonymous: nobody can say who it was."))]
    if RANK.get(kept.state, 0) < RANK.get(gone.state, 0):
        text = _l(
            "The other record must stay: a suspension comes before a service, a service before "
            "an application, and an application before a record that is closed."
        )
        return [Problem("weaker_stays", text)]
    return []


def digits_apart(one: str, other: str) -> int:
    """In how many places two identity numbers differ; a swap of two neighbours counts as one."""
    if len(one) != len(other):
        return max(len(one), len(other))
    places = [at for at in range(len(one)) if one[at] != other[at]]
    swapped = len(places) == 2 and places[1] - places[0] == 1
    if swapped and one[places[0]] == other[places[1]] and one[places[1]] == other[places[0]]:
        return 1
    return len(places)
