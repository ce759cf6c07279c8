"""Families put together and taken apart. The caller owns transaction and audit.

A family made by the upgrade still lies under its only child's key. Before it is shared it gets a
key of its own, so that erasing one child takes nothing from the others.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import exists, select

from app.children import hooks, records
from app.children.models import Child, Family, Guardian
from app.core.clock import now
from app.core.db import session
from app.core.personal import change_key, hang_on


def siblings(child: Child) -> Sequence[Child]:
    """The others of the family, whatever has become of them."""
    session().flush()
    query = select(Child).where(Child.family_id == child.family_id, Child.id != child.id)
    return session().scalars(query.order_by(Child.born_on, Child.id)).all()


def has_siblings(child: Child) -> bool:
    return bool(siblings(child))


def give_own_key(family: Family) -> None:
    if not has_own_key(family):
        change_key(family, [*family.guardians, *family.reviews])
        session().flush()


def has_own_key(family: Family) -> bool:
    shared = exists().where(Child.data_key_id == family.data_key_id)
    return not session().scalar(select(shared))


def split_off(child: Child) -> Family:
    """A family of its own, with copies of the guardians and the address."""
    old = child.family
    new = Family(region_code=child.region_code)
    session().add(new)
    new.address = old.address
    child.family = new
    _take_over(child, old, new)
    return new


def put_into(child: Child, family: Family) -> None:
    """Guardians that the family has already are not doubled; what it does not know is added."""
    old = child.family
    give_own_key(family)
    if not family.address:
        family.address = old.address
    child.family = family
    _take_over(child, old, family)
    if not session().scalar(select(exists().where(Child.family_id == old.id))):
        _take_over_colour(old, family)
        hooks.join_family(old.id, family.id)
        _drop(old)


def take_out_erased(child: Child) -> None:
    """Before the child's key is destroyed: nothing of the family may point to it, or go with it."""
    if has_siblings(child):
        give_own_key(child.family)
        for consent in child.consents:
            consent.guardian_id = None
        child.family = Family(region_code=child.region_code)
        session().flush()
    family = child.family
    family.colour, family.review_on = "", None
    family.reviews.clear()
    for guardian in family.guardians:
        guardian.name_index = guardian.phone_index = guardian.identity_index = None
        guardian.relation = ""
    family.data_key.destroy(now())


def _take_over(child: Child, old: Family, new: Family) -> None:
    known = {one.id: _in_family(one, new) for one in old.guardians}
    session().flush()
    for consent in child.consents:
        if consent.guardian_id in known:
            consent.guardian_id = known[consent.guardian_id].id
    session().flush()


def _in_family(guardian: Guardian, family: Family) -> Guardian:
    """The same person among the family's guardians, completed or added."""
    same = records.same_guardian(family, guardian.name)
    one = same or records.add_guardian(family)
    if same is None or not same.phone:
        told = guardian.name or "", guardian.phone or "", guardian.relation
        records.set_guardian(one, *told, None)
        one.origins = guardian.origins
    one.identity_index = one.identity_index or guardian.identity_index
    return one


def _take_over_colour(old: Family, new: Family) -> None:
    """The family that a child brings keeps its history; its colour holds where there is none."""
    for review in list(old.reviews):
        hang_on(review, new)
    if not new.colour:
        new.colour, new.review_on = old.colour, old.review_on


def _drop(family: Family) -> None:
    if has_own_key(family):
        family.data_key.destroy(now())
    session().flush()
    session().refresh(family)
    session().delete(family)
    session().flush()
