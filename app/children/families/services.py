"""What people do with families, and what the night puts in order."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, cast

from flask_babel import lazy_gettext as _l
from sqlalchemy import exists, or_, select

from app.children.families import changes
from app.children.families.states import BY_CODE
from app.children.files import demand_kept
from app.children.models import Child, ColourReview, FamiliesApart, Family, Guardian
from app.children.records import guardian_name_index
from app.core import audit
from app.core.access.actors import Actor
from app.core.access.scope import get_visible, lock
from app.core.clock import today
from app.core.db import session, transaction
from app.core.errors import Conflict, InvalidInput, Problem
from app.policy import P

BATCH = 200


def join_families(*, actor: Actor, child_id: int, other_id: int, reason: str) -> Family:
    """Put the child, with its brothers and sisters, into the family of the other one.

    Raises Conflict for children of different villages: first one of them moves.
    """
    _demand_reason(reason)
    with transaction():
        child: Child = lock(get_visible(Child, actor, child_id, P.EDIT_CHILD))
        other: Child = get_visible(Child, actor, other_id, P.EDIT_CHILD)
        demand_kept(child)
        demand_kept(other)
        family: Family = lock(other.family)
        if child.family_id == family.id:
            raise Conflict(Problem("one_family", _l("They are of one family already.")))
        if child.family.region_code != family.region_code:
            problem = _l("The families live in different villages. First one of them must move.")
            raise Conflict(Problem("elsewhere", problem))
        for one in [child, *changes.siblings(child)]:
            changes.put_into(one, family)
            audit.record(actor, "child.joined_family", one, reason=reason.strip(), family=family.id)
    return family


def split_family(*, actor: Actor, child_id: int, reason: str) -> Family:
    """Give the child a family of its own, with copies of guardians and address."""
    _demand_reason(reason)
    with transaction():
        child: Child = lock(get_visible(Child, actor, child_id, P.EDIT_CHILD))
        demand_kept(child)
        if not changes.has_siblings(child):
            raise Conflict(Problem("alone", _l("There is nobody else in this family.")))
        family = changes.split_off(child)
        audit.record(actor, "child.left_family", child, reason=reason.strip(), family=family.id)
    return family


def say_apart(*, actor: Actor, first_id: int, second_id: int) -> None:
    """They look like one family and are not."""
    with transaction() as current:
        first, second = sorted((first_id, second_id))
        for family_id in (first, second):
            get_visible(Family, actor, family_id, P.EDIT_CHILD)
        if current.get(FamiliesApart, (first, second)) is None:
            current.add(FamiliesApart(first_id=first, second_id=second, said_by=actor.user_id))
            family = current.get_one(Family, first)
            audit.record(actor, "family.apart", family, other=second)


def review_colour(
    *, actor: Actor, child_id: int, colour: str, reason: str, next_on: date | None
) -> ColourReview:
    """Raises InvalidInput for a next review that is too far off for the colour."""
    known = BY_CODE.get(colour)
    problems = []
    if known is None:
        problems.append(Problem("colour", _l("Choose a colour."), field="colour"))
    if len(reason.strip()) < 2:
        problems.append(Problem("reason_missing", _l("Give the reason."), field="reason"))
    if next_on is None or next_on <= today():
        problems.append(Problem("next_on", _l("Choose a day to come."), field="next_on"))
    elif known and next_on > today() + timedelta(days=known.longest_days):
        text = _l("At the latest in %(days)s days for this colour.", days=known.longest_days)
        problems.append(Problem("too_far", text, field="next_on"))
    if problems or known is None or next_on is None:
        raise InvalidInput(*problems)
    with transaction():
        child: Child = get_visible(Child, actor, child_id, P.EDIT_CHILD)
        demand_kept(child)
        family: Family = lock(child.family)
        review = ColourReview(
            colour=colour, reviewed_by=actor.user_id, reviewed_on=today(), next_on=next_on
        )
        family.reviews.append(review)
        review.reason = reason.strip()
        family.colour, family.review_on = colour, next_on
        session().flush()
        audit.record(actor, "family.reviewed", family, colour=colour, child=child.id)
    return review


def settle_families() -> int:
    """Nightly: families that the upgrade made get keys of their own, and their guardians the
    index by which they are compared. Returns how many were put in order."""
    done = 0
    while count := _settle_some():
        done += count
    return done


def _settle_some() -> int:
    shared = exists().where(Child.data_key_id == Family.data_key_id)
    unnamed = exists().where(
        Guardian.family_id == Family.id,
        Guardian.name_index.is_(None),
        cast(Any, Guardian).name_sealed.is_not(None),
    )
    kept = exists().where(Child.family_id == Family.id, Child.state != "deleted")
    with transaction() as current:
        query = select(Family).where(or_(shared, unnamed), kept).order_by(Family.id)
        families = current.scalars(query.limit(BATCH)).all()
        for family in families:
            changes.give_own_key(family)
            for guardian in family.guardians:
                guardian.name_index = guardian_name_index(guardian.name)
    return len(families)


def _demand_reason(reason: str) -> None:
    if len(reason.strip()) < 2:
        raise InvalidInput(Problem("reason_missing", _l("Give the reason."), field="reason"))
