from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from flask import Flask

from app.core import clock
from app.core.access.actors import Actor
from app.policy import Role
from tests.people import make_actor

Enter = Callable[[Actor], None]


@pytest.fixture
def chair(app: Flask) -> Actor:
    return make_actor(Role.CHAIR)


@pytest.fixture
def staff(app: Flask) -> Actor:
    return make_actor(Role.STAFF)


@pytest.fixture
def enter_as(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Enter:
    """Requests are made on behalf of this actor from now on."""

    def enter(actor: Actor) -> None:
        monkeypatch.setitem(app.extensions, "actor_loader", lambda: actor)

    return enter


@pytest.fixture
def on_day(monkeypatch: pytest.MonkeyPatch) -> Callable[[date], None]:
    """It is noon of this day from now on."""

    def go(day: date) -> None:
        noon = datetime(day.year, day.month, day.day, 4, tzinfo=UTC)
        monkeypatch.setattr(clock, "now", lambda: noon)

    return go
