"""The rule sets that ship with the program, as TOML files in the folder of the same name."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from app.programmes.reading import read
from app.programmes.rules import ProgrammeRules

FOLDER = Path(__file__).parent / "presets"
DEFAULT = "yueyang"


def names() -> list[str]:
    return sorted(file.stem for file in FOLDER.glob("*.toml"))


@cache
def load(name: str) -> ProgrammeRules:
    """Raises KeyError for a preset that does not ship."""
    if name not in names():
        raise KeyError(name)
    return read(tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8")))
