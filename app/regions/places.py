"""Finds the villages of a roster: from one address, from separate columns, or from both.

The county of the roster decides what short names mean. Where it is not known (before there is a
station), the addresses themselves say it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from sqlalchemy import select

from app.core import regioncode
from app.core.db import session
from app.core.regioncode import COUNTRY, Level
from app.regions import queries, register
from app.regions.matching import AddressIndex, Match, Problem
from app.regions.models import Region


@dataclass(frozen=True)
class Written:
    """What a row says of where somebody lives.

    `around`: names of divisions that stand above the row, as `Places.prefix` makes them.
    """

    county: str = ""
    township: str = ""
    village: str = ""
    hamlet: str = ""
    address: str = ""
    around: tuple[str, ...] = ()


@dataclass(frozen=True)
class Place:
    """`problem`: a code of the import (village_unknown …), or "" with the village's code."""

    code: str
    rest: str = ""
    problem: str = ""
    field: str = ""
    """Which of the written parts is meant by the problem."""
    text: str = ""
    suggestions: tuple[str, ...] = ()
    near: str = ""
    """With village_unknown: the township, where the text ends there and names no village."""


class Places:
    """The villages that a roster of `region` may name; "" for any county that it names."""

    def __init__(self, region: str) -> None:
        self.region = region
        self._cached = lru_cache(maxsize=50_000)(self._find)
        self._township = lru_cache(maxsize=5_000)(self._township_of)

    def find(self, written: Written) -> Place:
        return self._cached(written)

    def prefix(self, text: str) -> str:
        """加义镇谢江村民委员会 out of a title (填报单位：加义镇谢江村委会), "" for none."""
        for told in dict.fromkeys((text, re.split("[:：]", text)[-1])):
            match = self._match(told, Written(address=told))
            if match.code and regioncode.level_of(match.code) >= Level.TOWNSHIP:
                township = regioncode.at_level(match.code, Level.TOWNSHIP)
                return "".join(_names(tuple(dict.fromkeys((township, match.code)))))
        return ""

    def _find(self, written: Written) -> Place:
        best: tuple[int, Place] | None = None
        for field, text in readings(written):
            match = self._match(text, written)
            place = self._judge(match, field, written)
            if not place.problem and self._lies_in_township(place.code, written):
                return self._against_address(place, field, written)
            rank = int(regioncode.level_of(match.code))
            if place.problem and (best is None or rank > best[0]):
                best = rank, place
        return best[1] if best else Place("", problem="missing_value", field="address")

    def _match(self, text: str, written: Written) -> Match:
        within = self._county(text, written)
        if not within:
            return Match(COUNTRY, text, Problem.UNKNOWN_COUNTY)
        match = index_of(within).find(text)
        if match.problem is Problem.AMBIGUOUS and self.region:
            inside = [c for c in match.candidates if regioncode.covers(self.region, c)]
            if len(inside) == 1:
                return Match(inside[0], match.rest)
        # A township that is called as some county far away (安定镇, 安定区) is the township.
        if match.problem and regioncode.level_of(match.code) < Level.TOWNSHIP:
            county = upper_index().find(text).code
            known = regioncode.level_of(county) is Level.COUNTY
            if known and not regioncode.covers(within, county):
                return index_of(county).find(text)
        return match

    def _county(self, text: str, written: Written) -> str:
        if self.region:
            level = min(regioncode.level_of(self.region), Level.COUNTY)
            return regioncode.at_level(self.region, level)
        for told in (text, *written.around):
            code = upper_index().find(told).code
            if regioncode.level_of(code) is Level.COUNTY:
                return code
        return ""

    def _judge(self, match: Match, field: str, written: Written) -> Place:
        text = match.rest or getattr(written, field)
        if match.problem is Problem.AMBIGUOUS:
            return Place("", problem="village_ambiguous", field=field, text=text)
        is_place = regioncode.level_of(match.code) >= Level.COUNTY
        if self.region and is_place and self._lies_outside(match):
            return Place("", problem="village_outside_region", field=field, text=text)
        if match.problem is None:
            return Place(match.code, match.rest)
        names = _names(match.candidates)
        below_township = match.problem is Problem.UNKNOWN_VILLAGE
        problem = "village_unknown" if below_township else "township_unknown"
        if not below_township and written.township and written.village:
            field = "township"
        near = "" if match.rest else match.code
        return Place("", "", problem, field, text, names, near)

    def _lies_outside(self, match: Match) -> bool:
        above = regioncode.covers(match.code, self.region)
        return not above and not regioncode.covers(self.region, match.code)

    def _lies_in_township(self, code: str, written: Written) -> bool:
        """Not so for a village of that name in another township than the row says."""
        if not written.township:
            return True
        township = self._township(replace(written, village="", hamlet="", address=""))
        return bool(township) and regioncode.covers(township, code)

    def _township_of(self, written: Written) -> str:
        return self._match(written.county + written.township, written).code

    def _against_address(self, place: Place, field: str, written: Written) -> Place:
        """Columns and address must not name two villages."""
        if field == "address" or not written.address:
            return place
        match = self._match(written.address, written)
        if match.problem is None and match.code != place.code:
            return Place("", problem="village_mismatch", field="address", text=written.address)
        return Place(place.code, match.rest if match.problem is None else written.address)


def readings(written: Written) -> Iterator[tuple[str, str]]:
    """(field, text) to try in turn; the village's own column before the address."""
    for field in ("village", "address"):
        text = getattr(written, field)
        if not text:
            continue
        whole = text + (written.hamlet if field == "village" else "")
        yield field, written.county + written.township + whole
        if written.township:
            yield field, written.township + whole
        else:
            yield from ((field, above + whole) for above in written.around)
        yield field, whole
    if not written.village and not written.address:
        if written.township:
            yield "township", written.county + written.township + written.hamlet
        yield from (("address", above + written.hamlet) for above in written.around)


@cache
def index_of(within: str) -> AddressIndex:
    """From the database, or from the file that ships with the program before it is loaded."""
    if queries.is_register_complete():
        return queries.address_index(within)
    found = register.divisions((within,))
    return AddressIndex(((one.code, one.name) for one in found), within=within)


@cache
def upper_index() -> AddressIndex:
    """Provinces, cities and counties of the whole country."""
    if queries.is_register_complete():
        query = select(Region.code, Region.name).where(Region.level <= Level.COUNTY)
        found = [(code, name) for code, name in session().execute(query)]
    else:
        every = register.divisions(upper=True)
        found = [(one.code, one.name) for one in every if one.level <= Level.COUNTY]
    return AddressIndex(found, within=COUNTRY)


def _names(codes: tuple[str, ...]) -> tuple[str, ...]:
    if not codes:
        return ()
    within = regioncode.at_level(codes[0], Level.COUNTY)
    known = index_of(within).names
    return tuple(known[code] for code in codes if code in known)
