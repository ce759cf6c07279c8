"""Fixtures that every test may use.

app         one application for all tests, its database rolled back after each (fast)
client      a visitor of `app`; checks the HTML of every page
fresh_app   an application with a database of its own and real commits: threads, browsers
live_server `fresh_app` on a port; phone, phone_without_script: a 360 px browser before it
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from flask import Flask

from app.core import clock
from scripts import translations
from tests.support.applications import make_app, rolled_back
from tests.support.client import CheckedClient
from tests.support.databases import KINDS, Databases
from tests.support.postgres import PostgresServer

# Like the server itself, so that a forgotten time zone shows.
os.environ["TZ"] = "UTC"
time.tzset()

pytest_plugins = ["tests.support.browser_fixtures"]

SHARED = pytest.StashKey[Path]()
POSTGRES = pytest.StashKey[PostgresServer]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database",
        choices=(*KINDS, "both"),
        default=os.environ.get("AIXIN_TEST_DATABASE", "sqlite"),
        help="run database tests on sqlite (default), postgresql or both",
    )
    parser.addoption(
        "--schema",
        choices=("migrations", "models"),
        default="migrations",
        help="make tables by migrations (default) or, while there are none yet, from the models",
    )


def pytest_configure(config: pytest.Config) -> None:
    if hasattr(config, "workerinput"):
        config.stash[SHARED] = Path(config.workerinput["shared"])
        return
    translations.compile_catalog()
    config.stash[SHARED] = Path(tempfile.mkdtemp(prefix="aixin-tests-"))


def pytest_sessionstart(session: pytest.Session) -> None:
    config = session.config
    wanted = config.getoption("--database") != "sqlite" and not config.option.collectonly
    if wanted and not hasattr(config, "workerinput"):
        config.stash[POSTGRES] = server = PostgresServer()
        (config.stash[SHARED] / "postgres").symlink_to(server.folder)
        server.start()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: object) -> None:
    """Tell a worker of pytest-xdist what the main process has started for all of them."""
    node.workerinput["shared"] = str(node.config.stash[SHARED])  # type: ignore[attr-defined]


def pytest_unconfigure(config: pytest.Config) -> None:
    if hasattr(config, "workerinput"):
        return
    if server := config.stash.get(POSTGRES, None):
        server.stop()
    shutil.rmtree(config.stash[SHARED], ignore_errors=True)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "database_kind" in metafunc.fixturenames:
        chosen = metafunc.config.getoption("--database")
        kinds = KINDS if chosen == "both" else (chosen,)
        metafunc.parametrize("database_kind", kinds, scope="session", indirect=True)


@pytest.fixture(scope="session")
def database_kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="session")
def databases(pytestconfig: pytest.Config) -> Databases:
    shared = pytestconfig.stash[SHARED]
    server = shared / "postgres"
    return Databases(
        shared,
        server.readlink() if server.is_symlink() else None,
        os.environ.get("PYTEST_XDIST_WORKER", "main"),
        pytestconfig.getoption("--schema"),
    )


@pytest.fixture(scope="session")
def shared_app(
    database_kind: str, databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    data_dir = tmp_path_factory.mktemp("data")
    with databases.copy(database_kind) as url, make_app(url, data_dir) as app:
        yield app


@pytest.fixture
def app(shared_app: Flask) -> Iterator[Flask]:
    with rolled_back(shared_app), shared_app.app_context():
        yield shared_app


@pytest.fixture
def client(app: Flask) -> CheckedClient:
    visitor = app.test_client()
    assert isinstance(visitor, CheckedClient)
    return visitor


@pytest.fixture
def fresh_app(database_kind: str, databases: Databases, tmp_path: Path) -> Iterator[Flask]:
    with databases.copy(database_kind) as url, make_app(url, tmp_path) as app:
        yield app


@pytest.fixture
def on_day(monkeypatch: pytest.MonkeyPatch) -> Callable[[date], None]:
    """It is noon of this day from now on."""

    def go(day: date) -> None:
        noon = datetime(day.year, day.month, day.day, 4, tzinfo=UTC)
        monkeypatch.setattr(clock, "now", lambda: noon)

    return go
