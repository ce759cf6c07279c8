"""Where upper floors tell the children's list what they know of its rows (paired or not)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from flask import Flask, current_app
from sqlalchemy import ColumnElement


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


@dataclass(frozen=True)
class Milestones:
    """When a child was first paired, and when the pair first met."""

    paired_on: date | None = None
    met_on: date | None = None


MilestoneSource = Callable[[Any], dict[int, Milestones]]
"""A select of child ids → what is known of each of them that has come so far."""


def tell_milestones(app: Flask, source: MilestoneSource) -> None:
    app.extensions["child_milestones"] = source


def milestones(ids: Any) -> dict[int, Milestones]:
    source = cast("MilestoneSource | None", current_app.extensions.get("child_milestones"))
    return source(ids) if source else {}


@dataclass(frozen=True)
class Condition:
    """A condition of the children's list that only an upper floor can judge."""

    name: str
    label: Any
    choices: Sequence[tuple[str, Any]]
    clause: Callable[[str], ColumnElement[bool]]
    """Of Child, for the chosen value."""


def add_condition(app: Flask, condition: Condition) -> None:
    app.extensions.setdefault("child_conditions", {})[condition.name] = condition


def condition(name: str) -> Condition | None:
    known: dict[str, Condition] = current_app.extensions.get("child_conditions", {})
    return known.get(name)


Follower = Callable[[Any], None]
"""A child that has come to another village → its rows of an upper floor lie there from now on."""


def add_follower(app: Flask, source: Follower) -> None:
    app.extensions.setdefault("child_followers", []).append(source)


FamilyFollower = Callable[[int, int], None]
"""A family that ends in another one, both by id → its rows of an upper floor are of that one."""


def add_family_follower(app: Flask, source: FamilyFollower) -> None:
    app.extensions.setdefault("child_family_followers", []).append(source)


def join_family(old_id: int, new_id: int) -> None:
    for source in current_app.extensions.get("child_family_followers", ()):
        source(old_id, new_id)


ConsentUse = Callable[[Any, str], Sequence[Any]]
"""A child and a scope → what goes on by this consent now, and what becomes of it without."""


def add_consent_use(app: Flask, source: ConsentUse) -> None:
    app.extensions.setdefault("child_consent_uses", []).append(source)


def touched_by(child: Any, scope: str) -> list[Any]:
    """What stops when this consent ends or is withdrawn, as the areas say it."""
    sources = current_app.extensions.get("child_consent_uses", ())
    return [line for source in sources for line in source(child, scope)]


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
