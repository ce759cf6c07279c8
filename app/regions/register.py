"""Reads the national register that ships with the program; scripts/prepare_divisions.py made it."""

from __future__ import annotations

import lzma
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import NamedTuple

from app.core import regioncode
from app.regions import codes

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


def divisions(within: Collection[str] = ()) -> Iterator[Division]:
    """The register in order of code; with `within` (full codes) only those parts of the country
    and the divisions above them."""
    with lzma.open(FILE, "rt", encoding="utf-8") as lines:
        for line in lines:
            if not within or _is_wanted(line[: regioncode.LENGTH], within):
                yield _division(line)


def _is_wanted(code: str, within: Collection[str]) -> bool:
    return any(regioncode.covers(part, code) or regioncode.covers(code, part) for part in within)


def _division(line: str) -> Division:
    code, name, spoken = line.rstrip("\n").split("\t")
    syllables = spoken.split()
    return Division(
        code,
        name,
        int(regioncode.level_of(code)),
        codes.parent(code),
        "".join(syllables),
        "".join([syllable[0] for syllable in syllables]),
    )
