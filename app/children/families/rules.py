"""Decisions on values alone: who is of one family, and how long a colour holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

MOST_CHILDREN = 6
"""With more, the one phone is rather that of somebody who looks after a whole village."""


class Likeness(StrEnum):
    SAME = "same"
    PERHAPS = "perhaps"
    NONE = ""


@dataclass(frozen=True)
class Marks:
    """Blind indexes of one guardian."""

    identity: bytes | None
    phone: bytes | None
    name: bytes | None


@dataclass(frozen=True)
class Household:
    village: str
    address: str
    guardians: Sequence[Marks]


def likeness(one: Household, other: Household) -> Likeness:
    """Certain with the same person in the same house; the least doubt is left to people."""
    pairs = [(a, b) for a in one.guardians for b in other.guardians]
    is_same_person = any(_is_same(a, b) for a, b in pairs)
    may_be_same = is_same_person or any(_may_be_same(a, b) for a, b in pairs)
    same_house = bool(one.address) and one.address == other.address
    if one.village != other.village:
        return Likeness.PERHAPS if is_same_person else Likeness.NONE
    if is_same_person and (same_house or not (one.address and other.address)):
        return Likeness.SAME
    same_name = any(a.name and a.name == b.name for a, b in pairs)
    return Likeness.PERHAPS if may_be_same or (same_house and same_name) else Likeness.NONE


def _is_same(one: Marks, other: Marks) -> bool:
    if one.identity and other.identity:
        return one.identity == other.identity
    return bool(one.phone and one.phone == other.phone and one.name == other.name)


def _may_be_same(one: Marks, other: Marks) -> bool:
    return bool(one.phone and one.phone == other.phone) and not (
        one.identity and other.identity and one.identity != other.identity
    )
