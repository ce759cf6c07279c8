from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from app.core.access.actors import Actor
from app.core.imports.cli import roster_commands
from tests.support.client import CheckedClient


@pytest.fixture
def visit(
    app: Flask, client: CheckedClient, monkeypatch: pytest.MonkeyPatch
) -> Callable[[Actor], CheckedClient]:
    """The client as somebody who is signed in."""

    def as_actor(actor: Actor) -> CheckedClient:
        monkeypatch.setitem(app.extensions, "actor_loader", lambda: actor)
        return client

    return as_actor


@pytest.fixture(autouse=True)
def unprepared(monkeypatch: pytest.MonkeyPatch) -> None:
    """The commands find their tables here; loading the whole register each time takes half a
    minute, and the roster reads the file that ships as well."""
    monkeypatch.setattr(roster_commands, "callback", None)
