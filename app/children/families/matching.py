"""Brothers and sisters on a roster: who of its rows belongs to which family.

Certain ones are put together when the roster is written, and said so before; of the others the
preview says what speaks for it, and people decide on the families' page.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from sqlalchemy import or_, select
from sqlalchemy.orm import selectinload

from app.children.families.changes import give_own_key
from app.children.families.rules import MOST_CHILDREN, Household, Likeness, Marks, likeness
from app.children.models import Child, Family, Guardian
from app.children.records import (
    ChildRecord,
    GuardianRecord,
    guardian_index,
    guardian_name_index,
    phone_index,
)
from app.core.access.actors import Actor
from app.core.access.scope import visible
from app.core.db import session
from app.policy import P

Mark = tuple[str, str | bytes]


@dataclass
class Group:
    """A family that there is, or one that the roster would make."""

    household: Household
    first_row: int
    family_id: int | None = None
    alias: str = ""
    """Of a child that is in it already."""
    size: int = 0
    made: Family | None = None
    """Set while the roster is written."""

    @property
    def said(self) -> str:
        return self.alias or str(_l("row %(number)s", number=self.first_row))

    def family(self) -> Family | None:
        """To be shared: with a key of its own. None where its first child is still to be made."""
        if self.made is None and self.family_id is not None:
            self.made = session().get_one(Family, self.family_id)
        if self.made is not None and self.made.id is not None:
            give_own_key(self.made)
        return self.made


@dataclass(frozen=True)
class Place:
    """Where a new child belongs. `joins`: beside others; `perhaps`: of another family."""

    group: Group
    joins: bool = False
    perhaps: Group | None = None


class Matcher:
    """Asked for each new child of a roster in its order, it knows those before."""

    def __init__(self, actor: Actor | None) -> None:
        self._actor = actor
        self._by_mark: dict[Mark, list[Group]] = defaultdict(list)
        self._families: set[int] = set()

    def learn(self, records: Iterable[ChildRecord]) -> None:
        """The families that there are, and that these may mean."""
        for family in self._families_like(records):
            if family.id not in self._families:
                self._families.add(family.id)
                self._add(_group_of(family))

    def _families_like(self, records: Iterable[ChildRecord]) -> Sequence[Family]:
        """With a guardian whom one of the records names too; none of another station's."""
        marks = [_marks(guardian) for record in records for guardian in record.guardians]
        known = or_(
            Guardian.phone_index.in_({one.phone for one in marks} - {None}),
            Guardian.identity_index.in_({one.identity for one in marks} - {None}),
        )
        actor = self._actor
        query = visible(Family, actor, P.IMPORT_CHILDREN) if actor else select(Family)
        query = query.where(Family.id.in_(select(Guardian.family_id).where(known)))
        loaded = query.options(selectinload(Family.guardians), selectinload(Family.children))
        return session().scalars(loaded.order_by(Family.id)).all()

    def place(self, record: ChildRecord, row: int) -> Place:
        household = household_of(record)
        likely, certain = self._likely(household)
        if likely is not None and certain:
            likely.size += 1
            return Place(likely, joins=True)
        own = Group(household, first_row=row, size=1)
        self._add(own)
        return Place(own, perhaps=likely)

    def _likely(self, household: Household) -> tuple[Group | None, bool]:
        seen: dict[int, Group] = {}
        for mark in marks_of(household):
            seen.update({id(group): group for group in self._by_mark.get(mark, ())})
        perhaps = None
        for group in seen.values():
            grade = _grade(household, group)
            if grade is Likeness.SAME:
                return group, True
            if grade is Likeness.PERHAPS:
                perhaps = perhaps or group
        return perhaps, False

    def _add(self, group: Group) -> None:
        for mark in marks_of(group.household):
            self._by_mark[mark].append(group)


def _grade(household: Household, group: Group) -> Likeness:
    found = likeness(household, group.household)
    too_many = found is Likeness.SAME and group.size >= MOST_CHILDREN
    return Likeness.PERHAPS if too_many else found


def household_of(record: ChildRecord) -> Household:
    return Household(
        record.region_code, record.address, tuple(_marks(one) for one in record.guardians)
    )


def marks_of(household: Household) -> list[Mark]:
    """By which a family may be found; the guardian's name within the village only."""
    found: list[Mark] = []
    for one in household.guardians:
        found += [("identity", one.identity)] if one.identity else []
        found += [("phone", one.phone)] if one.phone else []
        found += [(household.village, one.name)] if one.name else []
    return found


def _marks(record: GuardianRecord) -> Marks:
    number = record.identity_number
    return Marks(
        guardian_index(number) if number else None,
        phone_index(record.phone),
        guardian_name_index(record.name),
    )


def _group_of(family: Family) -> Group:
    children: list[Child] = family.children
    household = Household(
        family.region_code,
        family.address or "",
        tuple(Marks(g.identity_index, g.phone_index, g.name_index) for g in family.guardians),
    )
    alias = children[0].alias if children else ""
    return Group(household, 0, family_id=family.id, size=len(children), alias=alias)
