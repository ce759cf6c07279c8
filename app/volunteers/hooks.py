"""Where upper floors have a say: before a volunteer leaves, and when two records become one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, cast

from flask import Flask, current_app

from app.core.access.actors import Actor
from app.core.errors import Problem
from app.volunteers.models import Volunteer

Objection = Callable[[Volunteer], Iterable[Problem]]


MergeObjection = Callable[[Volunteer, Volunteer], Iterable[Problem]]
"""Given the record that stays and the one that goes."""
Follower = Callable[[Volunteer, Volunteer], None]
"""Moves what no foreign key tells of from the second record to the first."""


@dataclass(frozen=True)
class ExitStep:
    """One line of the list that is worked through before a volunteer leaves, or after."""

    label: Any
    is_done: bool
    url: str = ""
    action: Any = ""
    is_required: bool = True


ExitSource = Callable[[Actor, Volunteer], Iterable[ExitStep]]
Watcher = Callable[[Actor, Volunteer], None]
"""Told inside the transaction in which it changed whether she may serve."""


def init_app(app: Flask) -> None:
    app.extensions["volunteer_leaving"] = []
    app.extensions["volunteer_exit"] = []
    app.extensions["volunteer_standing"] = []
    app.extensions["volunteer_merging"] = ([], [])


def before_leaving(app: Flask, objection: Objection) -> None:
    cast(list[Objection], app.extensions["volunteer_leaving"]).append(objection)


def objections_to_leave(volunteer: Volunteer) -> list[Problem]:
    asked = cast(list[Objection], current_app.extensions["volunteer_leaving"])
    return [problem for objection in asked for problem in objection(volunteer)]


def add_exit_steps(app: Flask, source: ExitSource) -> None:
    cast(list[ExitSource], app.extensions["volunteer_exit"]).append(source)


def exit_steps(actor: Actor, volunteer: Volunteer) -> list[ExitStep]:
    asked = cast(list[ExitSource], current_app.extensions["volunteer_exit"])
    steps = [step for source in asked for step in source(actor, volunteer)]
    return sorted(steps, key=lambda step: not step.is_required)


def on_standing(app: Flask, watcher: Watcher) -> None:
    cast(list[Watcher], app.extensions["volunteer_standing"]).append(watcher)


def standing_changed(actor: Actor, volunteer: Volunteer) -> None:
    """She was suspended or reinstated, or a check was recorded: what hangs on it is now."""
    for watcher in cast(list[Watcher], current_app.extensions["volunteer_standing"]):
        watcher(actor, volunteer)


def before_merging(app: Flask, objection: MergeObjection) -> None:
    _merging(app)[0].append(objection)


def on_merging(app: Flask, follower: Follower) -> None:
    """For references without a foreign key; whatever has one follows by itself."""
    _merging(app)[1].append(follower)


def objections_to_merge(kept: Volunteer, gone: Volunteer) -> list[Problem]:
    asked = _merging(current_app)[0]
    return [problem for objection in asked for problem in objection(kept, gone)]


def follow(kept: Volunteer, gone: Volunteer) -> None:
    for follower in _merging(current_app)[1]:
        follower(kept, gone)


def _merging(app: Flask) -> tuple[list[MergeObjection], list[Follower]]:
    return cast("tuple[list[MergeObjection], list[Follower]]", app.extensions["volunteer_merging"])
