"""The demonstration, built once: its tests look, and change nothing that another looks at."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from app.config import Settings
from app.core import migrate
from app.core.db import transaction
from app.demo import building
from app.demo.logins import COUNTY, NEIGHBOUR
from app.regions.services import load_register
from tests.support.client import CheckedClient


def bare(folder: Path, **settings: bool) -> Flask:
    """An installation with two counties and nothing else."""
    url = f"sqlite:///{folder / 'demo.db'}"
    app = create_app(Settings(data_dir=folder, database_url=url, **settings))
    app.test_client_class = CheckedClient
    with app.app_context():
        migrate.upgrade("migrations")
        with transaction() as current:
            load_register(current.connection(), within=(COUNTY, NEIGHBOUR))
    return app


@pytest.fixture(scope="package")
def station(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    app = bare(tmp_path_factory.mktemp("demo"), demo=True)
    with app.app_context(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(building, "is_register_complete", lambda: True)
        assert building.make()
        assert not building.make()
    yield app
    app.extensions["database"].engine.dispose()
