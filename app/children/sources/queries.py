"""Reads for the pages of disagreements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Select, false, func, select
from sqlalchemy.orm import joinedload

from app.children.models import Child, Family
from app.children.queries import matches
from app.children.sources.models import Disagreement
from app.children.sources.states import OPEN
from app.core.access.actors import Actor
from app.core.access.scope import clause, get_visible, within
from app.core.db import session
from app.core.regioncode import is_code
from app.policy import P

ORDER = (
    (Child.region_code, "asc"),
    (Child.roster_number, "asc"),
    (Disagreement.id, "asc"),
)
MOST_ROWS = 20_000


@dataclass(frozen=True)
class Filters:
    q: str = ""
    region: str = ""
    field: str = ""
    source: str = ""
    show: str = OPEN
    """open, settled or all."""

    def kept(self) -> dict[str, Any]:
        plain = asdict(Filters())
        return {name: value for name, value in asdict(self).items() if value != plain[name]}


def list_disagreements(actor: Actor, filters: Filters) -> Select[Any]:
    """Rows of (Disagreement, and what they are ordered by), of children on the roster."""
    columns: tuple[Any, ...] = (
        Disagreement,
        Child.region_code,
        Child.roster_number,
        Disagreement.id,
    )
    query: Select[Any] = (
        select(*columns)
        .join(Child, Child.id == Disagreement.child_id)
        .where(clause(Child, actor, P.EDIT_CHILD), Child.state == "enrolled")
    )
    if filters.show == OPEN:
        query = query.where(Disagreement.state == OPEN)
    elif filters.show == "settled":
        query = query.where(Disagreement.state != OPEN)
    if filters.region:
        query = query.where(within(Child, filters.region) if is_code(filters.region) else false())
    if filters.field:
        query = query.where(Disagreement.field == filters.field)
    if filters.source:
        query = query.where(Disagreement.source == filters.source)
    return query.where(matches(filters.q)) if filters.q.strip() else query


def loaded(query: Select[Any]) -> Select[Any]:
    """With the files that they are about, in the same statement."""
    with_file = joinedload(Disagreement.child)
    return query.options(with_file.joinedload(Child.family).selectinload(Family.guardians))


def ids_of(actor: Actor, filters: Filters, most: int) -> list[int]:
    query = list_disagreements(actor, filters).with_only_columns(Disagreement.id)
    return list(session().scalars(query.order_by(Disagreement.id).limit(most)))


def for_export(actor: Actor, filters: Filters) -> Sequence[Disagreement]:
    query = loaded(list_disagreements(actor, filters)).order_by(*(one for one, _way in ORDER))
    return list(session().scalars(query.limit(MOST_ROWS)))


def count(actor: Actor, filters: Filters = Filters()) -> int:
    query = list_disagreements(actor, filters)
    return session().scalar(select(func.count()).select_from(query.subquery())) or 0


def of_child(child: Child) -> Sequence[Disagreement]:
    """The open ones."""
    query = select(Disagreement).where(
        Disagreement.child_id == child.id, Disagreement.state == OPEN
    )
    return session().scalars(query.order_by(Disagreement.id)).all()


def open_in(village: str) -> int:
    query = (
        select(func.count(Disagreement.id))
        .join(Child, Child.id == Disagreement.child_id)
        .where(Disagreement.state == OPEN, Child.region_code == village, Child.state == "enrolled")
    )
    return session().scalar(query) or 0


def get_disagreement(actor: Actor, child_id: int, disagreement_id: int) -> Disagreement | None:
    row: Disagreement = get_visible(Disagreement, actor, disagreement_id, P.EDIT_CHILD)
    return row if row.child_id == child_id else None
