"""Reads about families: whose colour is due, and who may be of one family."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, exists, or_, select
from sqlalchemy.orm import aliased, selectinload

from app.children.families.states import BY_CODE
from app.children.models import Child, FamiliesApart, Family, Guardian
from app.core.access.actors import Actor
from app.core.access.scope import LARGEST_ID, visible
from app.core.clock import today
from app.core.db import session
from app.policy import P

MOST_PROPOSALS = 50
DUE, UNSEEN = "due", "unseen"


def list_families(actor: Actor, shown: str) -> Select[Any]:
    """With a child on the roster. `shown`: a colour, due, unseen or "" for all."""
    enrolled = exists().where(Child.family_id == Family.id, Child.state == "enrolled")
    query = visible(Family, actor, P.EDIT_CHILD).where(enrolled)
    query = query.options(selectinload(Family.children))
    if shown == DUE:
        return query.where(Family.review_on <= today())
    if shown == UNSEEN:
        return query.where(Family.colour == "")
    return query.where(Family.colour == shown) if shown in BY_CODE else query


@dataclass(frozen=True)
class Proposal:
    first: Child
    second: Child


def proposals(actor: Actor) -> list[Proposal]:
    """Families of one village that share a guardian's number or phone, and nobody has said no."""
    one, other = aliased(Guardian), aliased(Guardian)
    first, second = aliased(Family), aliased(Family)
    mine = visible(Family, actor, P.EDIT_CHILD).with_only_columns(Family.id)
    query = (
        select(one.family_id, other.family_id)
        .join(other, and_(one.family_id < other.family_id, _alike(one, other)))
        .join(first, first.id == one.family_id)
        .join(second, second.id == other.family_id)
        .where(
            first.region_code == second.region_code,
            first.id.in_(mine),
            ~exists().where(
                FamiliesApart.first_id == one.family_id,
                FamiliesApart.second_id == other.family_id,
            ),
        )
        .distinct()
        .order_by(one.family_id, other.family_id)
        .limit(MOST_PROPOSALS)
    )
    pairs = session().execute(query).all()
    children = _eldest({key for pair in pairs for key in pair})
    return [Proposal(children[a], children[b]) for a, b in pairs if a in children and b in children]


def _alike(one: Any, other: Any) -> Any:
    return or_(one.phone_index == other.phone_index, one.identity_index == other.identity_index)


def _eldest(family_ids: set[int]) -> dict[int, Child]:
    """Of each family, the eldest child on the roster."""
    query = select(Child).where(Child.family_id.in_(family_ids), Child.state == "enrolled")
    found: dict[int, Child] = {}
    for child in session().scalars(query.order_by(Child.born_on, Child.id)):
        found.setdefault(child.family_id, child)
    return found


def look_for(actor: Actor, child: Child, text: str) -> Sequence[Child]:
    """Children of the same village and of other families, by nickname or number on the roster."""
    word = text.strip()
    by_number = Child.roster_number == int(word) if _is_number(word) else Child.alias == word
    query = visible(Child, actor, P.EDIT_CHILD).where(
        Child.region_code == child.region_code,
        Child.family_id != child.family_id,
        Child.state != "deleted",
        by_number,
    )
    return session().scalars(query.order_by(Child.roster_number).limit(20)).all()


def _is_number(word: str) -> bool:
    return word.isascii() and word.isdecimal() and len(word) < 10 and int(word) <= LARGEST_ID
