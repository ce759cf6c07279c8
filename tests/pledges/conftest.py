from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

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
