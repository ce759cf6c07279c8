"""The 12-digit division code and the levels in it; its prefix is the tree.

A code is always written in full (430626000000): province 2 digits, city 4, county 6, township 9,
village 12, the rest zeros. `app/regions` checks over the whole register that the level can be
read off the zeros.
"""

from __future__ import annotations

from enum import IntEnum
from functools import lru_cache

LENGTH = 12


class Level(IntEnum):
    COUNTRY = 0
    PROVINCE = 1
    CITY = 2
    COUNTY = 3
    TOWNSHIP = 4
    VILLAGE = 5


DIGITS = {
    Level.COUNTRY: 0,
    Level.PROVINCE: 2,
    Level.CITY: 4,
    Level.COUNTY: 6,
    Level.TOWNSHIP: 9,
    Level.VILLAGE: 12,
}
COUNTRY = "0" * LENGTH


def pad(code: str) -> str:
    return code.ljust(LENGTH, "0")


def is_code(text: str) -> bool:
    return len(text) == LENGTH and text.isascii() and text.isdecimal()


@lru_cache(maxsize=1 << 16)
def level_of(code: str) -> Level:
    """The level that a full code stands for: the shortest prefix followed by zeros only."""
    for level, digits in DIGITS.items():
        if not code[digits:].strip("0"):
            return level
    raise ValueError(code)


def prefix(code: str) -> str:
    """What every code inside this division begins with."""
    return code[: DIGITS[level_of(code)]]


def at_level(code: str, level: Level) -> str:
    """The division of that level in which `code` lies, as a full code."""
    return pad(code[: DIGITS[level]])


def covers(outer: str, inner: str) -> bool:
    return inner.startswith(prefix(outer))


def ancestors(code: str) -> list[str]:
    """The divisions above, the province first, the code itself not among them."""
    own = level_of(code)
    above = [at_level(code, level) for level in Level if Level.COUNTRY < level < own]
    return list(dict.fromkeys(above))


def nearness(one: str, other: str) -> Level:
    """The lowest level that both lie in: VILLAGE for the same village, COUNTRY for none."""
    shared = [level for level in Level if one[: DIGITS[level]] == other[: DIGITS[level]]]
    return max(shared)
