"""Records that look like one person: by phone, by pinyin with birth date or place, by number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import FromClause, and_, or_, select

from app.core.access.actors import Actor
from app.core.access.scope import visible
from app.core.db import session
from app.policy import P
from app.volunteers.doubles.rules import digits_apart
from app.volunteers.models import DifferentPeople, Volunteer

MOST = 500
"""Of each sign; whoever has so many settles these first."""
NEAR = 2
"""Digits by which numbers of one person differ when somebody mistyped."""

SIGNS = {
    "number": _l("almost the same identity number"),
    "phone": _l("same phone"),
    "birth": _l("same name in pinyin and same day of birth"),
    "place": _l("same name in pinyin and same village"),
}


@dataclass(frozen=True)
class Double:
    first: Volunteer
    second: Volunteer
    signs: tuple[str, ...]


def _alike(a: Any, b: Any) -> dict[str, Any]:
    return {
        # The number itself is sealed: birth date, sex and place are what it shows.
        "number": and_(a.born_on == b.born_on, a.sex == b.sex, a.township_code == b.township_code),
        "phone": a.phone_index == b.phone_index,
        "birth": and_(a.name_key == b.name_key, a.born_on == b.born_on),
        "place": and_(a.name_key == b.name_key, a.region_code == b.region_code),
    }


def _seen(actor: Actor) -> FromClause:
    alive = visible(Volunteer, actor, P.MERGE_VOLUNTEERS).where(
        Volunteer.merged_into.is_(None), Volunteer.forgotten_at.is_(None)
    )
    return alive.with_only_columns(
        Volunteer.id,
        Volunteer.phone_index,
        Volunteer.name_key,
        Volunteer.born_on,
        Volunteer.sex,
        Volunteer.region_code,
        Volunteer.township_code,
    ).cte("seen")


def doubles(actor: Actor, words: str = "", of: int | None = None) -> list[Double]:
    """Those with the most signs first; `of`: the id of one whom they must include."""
    seen = _seen(actor)
    first, second = seen.alias("first"), seen.alias("second")
    known = select(DifferentPeople.first_id).where(
        DifferentPeople.first_id == first.c.id, DifferentPeople.second_id == second.c.id
    )
    found: dict[tuple[int, int], list[str]] = defaultdict(list)
    for sign, alike in _alike(first.c, second.c).items():
        query = select(first.c.id, second.c.id).where(
            first.c.id < second.c.id, alike, ~known.exists()
        )
        if of is not None:
            query = query.where(or_(first.c.id == of, second.c.id == of))
        for pair in session().execute(query.order_by(first.c.id, second.c.id).limit(MOST)):
            found[pair[0], pair[1]].append(sign)
    return _read(found, _fits(words))


def _fits(words: str) -> Callable[[Volunteer], bool]:
    word = "".join(words.split()).lower()

    def fits(row: Volunteer) -> bool:
        return word in row.name or row.name_key.startswith(word) or row.name_initials == word

    return fits


def _read(
    found: dict[tuple[int, int], list[str]], fits: Callable[[Volunteer], bool]
) -> list[Double]:
    ids = {one for pair in found for one in pair}
    rows = {
        row.id: row for row in session().scalars(select(Volunteer).where(Volunteer.id.in_(ids)))
    }
    made = (_double(rows[a], rows[b], signs) for (a, b), signs in found.items())
    kept = [one for one in made if one and (fits(one.first) or fits(one.second))]
    return sorted(kept, key=lambda one: (-len(one.signs), one.first.id, one.second.id))


def _double(first: Volunteer, second: Volunteer, signs: Iterable[str]) -> Double | None:
    apart = digits_apart(first.identity_number or "", second.identity_number or "-")
    real = tuple(sign for sign in signs if sign != "number" or apart <= NEAR)
    return Double(first, second, real) if real else None
