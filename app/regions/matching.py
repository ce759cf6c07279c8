"""Finds the division that a written address means.

The text is read from the left, one division's name after another, each inside the one before;
levels may be left out. What is left when a village has been found (16组) is the rest. Nothing is
guessed: a name that the register does not know is reported with the names that come close.
"""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from app.core import regioncode
from app.core.regioncode import Level
from app.regions import codes, names

AFTER_SHORT_FORM = {
    Level.PROVINCE: re.compile(r"(?![省市])"),
    Level.CITY: re.compile(r"(?![市州盟县区])"),
    Level.COUNTY: re.compile(r"(?![县旗市区])"),
    Level.TOWNSHIP: re.compile(r"(?![镇乡]|街道|苏木)"),
    Level.VILLAGE: re.compile(r"$|[第0-9一二三四五六七八九十]"),
}
"""大桥 may stand for 大桥村 in 大桥16组, but not in 大桥头村; 加义 not for 加义镇 in 加义乡."""

WORD = re.compile(r".+?(?=村|社区|居民?委|[县区镇乡]|街道|[0-9]|$)")

SUGGESTIONS = 5


class Problem(StrEnum):
    EMPTY = "empty"
    UNKNOWN_PROVINCE = "unknown_province"
    UNKNOWN_CITY = "unknown_city"
    UNKNOWN_COUNTY = "unknown_county"
    UNKNOWN_TOWNSHIP = "unknown_township"
    UNKNOWN_VILLAGE = "unknown_village"
    AMBIGUOUS = "ambiguous"


UNKNOWN = {
    Level.PROVINCE: Problem.UNKNOWN_PROVINCE,
    Level.CITY: Problem.UNKNOWN_CITY,
    Level.COUNTY: Problem.UNKNOWN_COUNTY,
    Level.TOWNSHIP: Problem.UNKNOWN_TOWNSHIP,
    Level.VILLAGE: Problem.UNKNOWN_VILLAGE,
}


@dataclass(frozen=True)
class Match:
    code: str
    """The lowest division that was recognised; a village's unless there is a problem."""
    rest: str
    """What follows in the text: 16组, or the part that was not understood."""
    problem: Problem | None = None
    candidates: tuple[str, ...] = ()
    """Codes that may have been meant."""


@dataclass(frozen=True)
class _Reading:
    """One way to read the text from the left."""

    code: str
    rest: str
    known: bool = False
    """Whether any name has been read yet; until then `code` is only where the search began."""
    short: int = 0
    """How many names were in short form."""

    def rank(self) -> tuple[bool, int, int, int]:
        return (self.known, regioncode.level_of(self.code), -self.short, -len(self.rest))


class AddressIndex:
    """Knows the divisions of one part of the country, usually a county.

    `divisions`: (code, name) of everything inside `within` and of what lies above it.
    """

    def __init__(self, divisions: Iterable[tuple[str, str]], *, within: str) -> None:
        self.within = within
        self.names = dict(divisions)
        self._children: dict[str, list[str]] = defaultdict(list)
        self._forms: dict[str, list[tuple[str, bool]]] = defaultdict(list)
        for code, name in self.names.items():
            self._children[codes.parent(code) or regioncode.COUNTRY].append(code)
            self._add(code, names.tidy(name), regioncode.level_of(code))
        self._longest = max(map(len, self._forms), default=0)

    def _add(self, code: str, name: str, level: Level) -> None:
        if name in names.NOT_WRITTEN:
            return
        forms = names.exact_forms(name, level)
        for form in forms:
            self._forms[form].append((code, False))
        short = names.short_form(name, level)
        if short and short not in forms:
            self._forms[short].append((code, True))

    def find(self, text: str) -> Match:
        address = names.tidy(text)
        if not address:
            return Match(self.within, "", Problem.EMPTY)
        readings = list(self._read(_Reading(self.within, address)))
        best = max(reading.rank() for reading in readings)
        finalists = {r.code: r for r in readings if r.rank() == best}
        first = next(iter(finalists.values()))
        if len(finalists) > 1:
            return Match(self.within, first.rest, Problem.AMBIGUOUS, tuple(sorted(finalists)))
        if regioncode.level_of(first.code) == Level.VILLAGE:
            return Match(first.code, first.rest)
        missing = min((regioncode.level_of(c) for c in self._below(first.code)), default=None)
        problem = UNKNOWN[missing or Level.VILLAGE]
        return Match(first.code, first.rest, problem, self._close_to(first))

    def _read(self, reading: _Reading) -> Iterator[_Reading]:
        yield reading
        for length in range(1, min(self._longest, len(reading.rest)) + 1):
            form, rest = reading.rest[:length], reading.rest[length:]
            for code, short in self._forms.get(form, ()):
                if self._follows(code, reading) and self._may_end(code, rest, short):
                    yield from self._read(_Reading(code, rest, True, reading.short + short))

    def _follows(self, code: str, reading: _Reading) -> bool:
        if not reading.known:
            return regioncode.covers(self.within, code) or regioncode.covers(code, self.within)
        return code != reading.code and regioncode.covers(reading.code, code)

    @staticmethod
    def _may_end(code: str, rest: str, short: bool) -> bool:
        return not short or bool(AFTER_SHORT_FORM[regioncode.level_of(code)].match(rest))

    def _below(self, code: str) -> Iterator[str]:
        """Divisions directly below in an address: under 北京市 its districts, not 市辖区."""
        for child in self._children.get(code, ()):
            if self.names[child] in names.NOT_WRITTEN:
                yield from self._below(child)
            else:
                yield child

    def _close_to(self, reading: _Reading) -> tuple[str, ...]:
        """Divisions directly below the last known one whose names resemble the rest."""
        stems = {self._stem(code): code for code in self._below(reading.code)}
        word = WORD.match(reading.rest)
        if not word:
            return ()
        same = [code for stem, code in stems.items() if reading.rest.startswith(stem)]
        close = difflib.get_close_matches(word[0], stems, n=SUGGESTIONS, cutoff=0.5)
        return tuple(dict.fromkeys([*same, *(stems[stem] for stem in close)]))[:SUGGESTIONS]

    def _stem(self, code: str) -> str:
        name = self.names[code]
        return names.short_form(name, regioncode.level_of(code)) or name
