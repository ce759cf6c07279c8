"""One small populated station for all contract tests: they look, and change nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.contracts.world import World, populate
from tests.support.applications import make_app
from tests.support.databases import Databases


@pytest.fixture(scope="session")
def world(
    database_kind: str, databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    data_dir = tmp_path_factory.mktemp("world")
    with databases.copy(database_kind) as url, make_app(url, data_dir) as app:
        app.config["WTF_CSRF_ENABLED"] = False
        with app.app_context():
            made = populate(app)
        yield made
