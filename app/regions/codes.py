"""What the register needs of division codes beyond `core.regioncode`.

The level of a stored code is read off its zeros. That is unambiguous for the whole register: no
division has a part of zeros except the register's own placeholders (东莞 441900, 金门 350527000),
and padded to 12 digits those are the division above them, under the same name. A test holds this
for every line of the data file.
"""

from __future__ import annotations

from app.core import regioncode

WIDTHS = frozenset({2, 4, 6, 9, 12})


def full(published: str) -> str:
    """The 12-digit code of one that the register publishes; ValueError for any other text."""
    if len(published) not in WIDTHS or not (published.isascii() and published.isdecimal()):
        raise ValueError(f"not a division code: {published!r}")
    return regioncode.pad(published)


def parent(code: str) -> str | None:
    """The division above: the next level up that the place has (a township of 东莞: the city)."""
    above = regioncode.ancestors(code)
    return above[-1] if above else None


def bounds(code: str) -> tuple[str, str]:
    """First and last code inside the division, for BETWEEN on an indexed column."""
    inside = regioncode.prefix(code)
    return regioncode.pad(inside), inside.ljust(regioncode.LENGTH, "9")
