"""Where upper floors tell the children's list what they know of its rows (paired or not)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from flask import Flask, current_app


@dataclass(frozen=True)
class Badge:
    label: Any
    tone: str = "grey"


BadgeSource = Callable[[Sequence[int]], dict[int, Badge]]
"""Child ids → a word on each that has one; asked once for a page of the list."""


def add_badges(app: Flask, source: BadgeSource) -> None:
    cast("list[BadgeSource]", app.extensions.setdefault("child_badges", [])).append(source)


def badges(ids: Sequence[int]) -> dict[int, list[Badge]]:
    found: dict[int, list[Badge]] = {key: [] for key in ids}
    for source in current_app.extensions.get("child_badges", ()):
        for key, badge in source(ids).items():
            found[key].append(badge)
    return found
