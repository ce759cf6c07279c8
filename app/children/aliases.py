"""Invented nicknames (小石榴): what a child is called wherever its own name is not needed."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "data" / "nicknames.txt"


@cache
def nicknames() -> tuple[str, ...]:
    return tuple(FILE.read_text(encoding="utf-8").split())


def invent(taken: Collection[str]) -> str:
    """A nickname that nobody in the village has. Chosen by chance: it must tell nothing."""
    number, known = 1, nicknames()
    while True:
        suffix = "" if number == 1 else str(number)
        # Nearly always one of a few guesses is free, without looking through all of them.
        for guess in (secrets.choice(known) + suffix for _ in range(8)):
            if guess not in taken:
                return guess
        free = [word + suffix for word in known if word + suffix not in taken]
        if free:
            return secrets.choice(free)
        number += 1
