"""Reads of the register, which is public: it knows no actor."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true

from app.core import regioncode
from app.core.db import session
from app.core.regioncode import COUNTRY, Level
from app.regions import codes, names, register
from app.regions.matching import AddressIndex
from app.regions.models import Region

PAGE = 25
MAX_TERMS = 5
MAX_PLACES = 30
"""How many places the words before the last may mean."""


def is_register_complete() -> bool:
    return session().scalar(select(func.count()).select_from(Region)) == register.SIZE


def get_region(code: str) -> Region | None:
    return session().get(Region, code) if regioncode.is_code(code) else None


def full_names(divisions: Collection[str]) -> dict[str, str]:
    """湖南省岳阳市平江县加义镇谢江村民委员会, by code; codes that do not exist are left out."""
    above = {division: [*regioncode.ancestors(division), division] for division in divisions}
    known = names_of({code for path in above.values() for code in path})
    return {
        code: names.full_name([known[c] for c in path if c in known])
        for code, path in above.items()
        if code in known
    }


def names_of(divisions: Collection[str]) -> dict[str, str]:
    """By code."""
    query = select(Region.code, Region.name).where(Region.code.in_(list(divisions)))
    return dict(session().execute(query).all())


def full_name(code: str) -> str:
    """Empty for a code that does not exist."""
    return full_names([code]).get(code, "")


def address_index(within: str) -> AddressIndex:
    """For reading the addresses of a roster from this part of the country, at most a province."""
    query = select(Region.code, Region.name).where(
        or_(_inside(within), Region.code.in_(regioncode.ancestors(within)))
    )
    return AddressIndex(session().execute(query).all(), within=within)


def list_below(code: str, *, after: str = COUNTRY, limit: int = PAGE) -> list[Region]:
    """The divisions one step down, in order of code: under 北京市 its districts."""
    parents = _fillers_below(code)
    above = Region.parent_code.is_(None) if code == COUNTRY else Region.parent_code.in_(parents)
    query = _written().where(above, Region.code > after)
    return list(session().scalars(query.order_by(Region.code).limit(limit)))


def _fillers_below(code: str) -> list[str]:
    query = select(Region.code).where(
        Region.parent_code == code, Region.name.in_(names.NOT_WRITTEN)
    )
    return [code, *session().scalars(query)]


def search(
    text: str,
    *,
    within: str = COUNTRY,
    deepest: Level = Level.VILLAGE,
    after: str = COUNTRY,
    limit: int = PAGE,
) -> list[Region]:
    """Divisions whose name, pinyin or initials begin with the last word of the text.

    The words before it name places around: "平江 加义", "pj jy". The widest levels come first,
    then the order of codes; `after` is the last code of the page before.
    """
    *around, last = [names.search_term(word) for word in text.split()[:MAX_TERMS]] or [""]
    places = [within]
    for term in around:
        places = [r.code for r in _find(term, places, Level.TOWNSHIP, COUNTRY, MAX_PLACES)]
    return _find(last, places, deepest, after, limit)


def _find(term: str, places: Sequence[str], deepest: Level, after: str, limit: int) -> list[Region]:
    found: list[Region] = []
    if not term or not places:
        return found
    first = regioncode.level_of(after)
    for level in range(first, _deepest_useful(term, places, deepest) + 1):
        query = _written().where(Region.level == level, _begins(term), _inside(*places))
        if level == first:
            query = query.where(Region.code > after)
        query = query.order_by(Region.code).limit(limit - len(found))
        found += session().scalars(query)
        if len(found) == limit:
            break
    return found


def _deepest_useful(term: str, places: Iterable[str], deepest: Level) -> Level:
    """One letter begins the names of ten thousands of villages: it helps only inside a county."""
    in_county = all(regioncode.level_of(place) >= Level.COUNTY for place in places)
    return deepest if len(term) > 1 or in_county else min(deepest, Level.COUNTY)


def _begins(term: str) -> ColumnElement[bool]:
    columns = (Region.pinyin, Region.initials) if term.isascii() else (Region.name,)
    end = term + "\U0010ffff"
    return or_(*(and_(column >= term, column < end) for column in columns))


def _inside(*places: str) -> ColumnElement[bool]:
    if COUNTRY in places:
        return true()
    return or_(*(Region.code.between(*codes.bounds(place)) for place in places))


def _written() -> Select[Region]:
    return select(Region).where(Region.name.not_in(names.NOT_WRITTEN))
