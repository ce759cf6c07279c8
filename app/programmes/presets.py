"""The rule sets that ship with the program, as TOML files in the folder of the same name.

A file that `extends` another gives only what differs; its lists stand in place of the other's.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from app.programmes.reading import read
from app.programmes.rules import ProgrammeRules

FOLDER = Path(__file__).parent / "presets"
DEFAULT = "yueyang"


def names() -> list[str]:
    return sorted(file.stem for file in FOLDER.glob("*.toml"))


def completed(name: str, rules: Mapping[str, Any]) -> dict[str, Any]:
    """A region's rules, with the preset's word on what they say nothing of.

    Rules are copied when a region adopts them: of what the program has learnt since they know
    nothing. A list stands as it is, since what is not on it was perhaps taken off.
    """
    return _laid_over(_plain(name if name in names() else DEFAULT), rules)


@cache
def load(name: str) -> ProgrammeRules:
    """Raises KeyError for a preset that does not ship."""
    if name not in names():
        raise KeyError(name)
    return read(_plain(name))


@cache
def _plain(name: str) -> dict[str, Any]:
    own = tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))
    base = own.pop("extends", None)
    return own if base is None else _laid_over(_plain(base), own)


def _laid_over(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    made = dict(below)
    for key, value in above.items():
        old = below.get(key)
        both = isinstance(old, Mapping) and isinstance(value, Mapping)
        made[key] = _laid_over(old, value) if both else value  # type: ignore[arg-type]
    return made
