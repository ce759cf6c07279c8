"""Where upper floors have a say before a volunteer leaves (her pairs must be handed over)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import cast

from flask import Flask, current_app

from app.core.errors import Problem
from app.volunteers.models import Volunteer

Objection = Callable[[Volunteer], Iterable[Problem]]


def init_app(app: Flask) -> None:
    app.extensions["volunteer_leaving"] = []


def before_leaving(app: Flask, objection: Objection) -> None:
    cast(list[Objection], app.extensions["volunteer_leaving"]).append(objection)


def objections_to_leave(volunteer: Volunteer) -> list[Problem]:
    asked = cast(list[Objection], current_app.extensions["volunteer_leaving"])
    return [problem for objection in asked for problem in objection(volunteer)]
