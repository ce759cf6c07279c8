"""Reads the national register that ships with the program; scripts/prepare_divisions.py made it."""

from __future__ import annotations

import lzma
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import NamedTuple

from app.core import regioncode
from app.core.regioncode import Level

FILE = Path(__file__).parent / "data" / "divisions.tsv.xz"
SIZE = 665_271
"""Divisions in the file: 665,276 published in 2023 less five placeholders for missing levels."""


class Division(NamedTuple):
    code: str
    name: str
    level: int
    parent_code: str | None
    pinyin: str
    """Without tones and blanks: xiejiangcun."""
    initials: str
    """First letters of the syllables: xjc."""


def divisions(within: Collection[str] = (), *, upper: bool = False) -> Iterator[Division]:
    """The register in order of code; with `within` (full codes) only those parts of the country
    and the divisions above them; with `upper` down to the counties only."""
    above: list[tuple[str, str]] = []  # (prefix, code), the province first
    for code, name, spoken in _lines(within, "000000" if upper else ""):
        while above and not code.startswith(above[-1][0]):
            above.pop()
        parent_code = above[-1][1] if above else None
        # Nearly all are villages: the general rule costs seconds over the whole register.
        level = Level.VILLAGE if code[9:] != "000" else regioncode.level_of(code)
        if level < Level.VILLAGE:
            above.append((regioncode.prefix(code), code))
        initials = "".join([syllable[0] for syllable in spoken.split()])
        yield Division(code, name, int(level), parent_code, spoken.replace(" ", ""), initials)


def _lines(within: Collection[str], end: str) -> Iterator[tuple[str, str, str]]:
    inside = tuple(regioncode.prefix(part) for part in within) or ("",)
    around = {code for part in within for code in regioncode.ancestors(part)}
    with lzma.open(FILE, "rt", encoding="utf-8") as lines:
        for line in lines:
            if not line[: regioncode.LENGTH].endswith(end):
                continue
            if line.startswith(inside) or line[: regioncode.LENGTH] in around:
                code, name, spoken = line.rstrip("\n").split("\t")
                yield code, name, spoken
