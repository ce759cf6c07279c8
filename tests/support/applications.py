"""Applications for tests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask

from app import create_app
from app.config import Settings
from tests.support.client import CheckedClient


@contextmanager
def make_app(url: str, data_dir: Path) -> Iterator[Flask]:
    app = create_app(Settings(data_dir=data_dir, database_url=url, testing=True))
    app.test_client_class = CheckedClient
    try:
        yield app
    finally:
        app.extensions["database"].engine.dispose()


@contextmanager
def rolled_back(app: Flask) -> Iterator[None]:
    """All sessions of the application share one connection, whose transaction never commits."""
    database = app.extensions["database"]
    with database.engine.connect() as connection:
        outer = connection.begin()
        database.bind(connection)
        try:
            yield
        finally:
            database.bind(None)
            outer.rollback()
