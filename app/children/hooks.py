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


DeletionBlocker = Callable[[Any], Sequence[Any]]
"""A child → why its file must stay for now (a running pairing, a report to the police)."""
Shredder = Callable[[Any], Sequence[Any]]
"""A child → rows of upper floors with a data key of their own, to be destroyed with the file."""


def add_deletion_blocker(app: Flask, source: DeletionBlocker) -> None:
    app.extensions.setdefault("child_deletion_blockers", []).append(source)


def add_shredder(app: Flask, source: Shredder) -> None:
    app.extensions.setdefault("child_shredders", []).append(source)


def add_badges(app: Flask, source: BadgeSource) -> None:
    cast("list[BadgeSource]", app.extensions.setdefault("child_badges", [])).append(source)


def badges(ids: Sequence[int]) -> dict[int, list[Badge]]:
    found: dict[int, list[Badge]] = {key: [] for key in ids}
    for source in current_app.extensions.get("child_badges", ()):
        for key, badge in source(ids).items():
            found[key].append(badge)
    return found
