"""Before an upgrade the database is put aside, and comes back by one command."""

import os
from datetime import timedelta

import pytest
from sqlalchemy import text

from app.config import ROOT
from app.core import migrate, upgrading
from app.core.clock import now
from app.core.db import database
from tests.support.applications import make_app
from tests.support.postgres import binaries

FOLDER = str(ROOT / "migrations")


@pytest.fixture
def old(database_kind, databases, tmp_path):
    """A station of an earlier version, with something in it."""
    with (
        databases.copy(database_kind, empty=True) as url,
        make_app(url, tmp_path) as app,
        app.app_context(),
    ):
        migrate.upgrade(FOLDER, "0001")
        with database().engine.begin() as connection:
            connection.execute(text("INSERT INTO audit_head VALUES (1, 0, 'x', 'y')"))
        yield app


def heads():
    with database().engine.connect() as connection:
        return list(connection.execute(text("SELECT hash FROM audit_head")).scalars())


@pytest.fixture
def client_programs(database_kind, monkeypatch):
    """pg_dump, pg_restore and psql of the server's own version."""
    if database_kind == "postgresql":
        monkeypatch.setenv("PATH", f"{binaries()}{os.pathsep}{os.environ['PATH']}")


def test_upgrade_is_taken_back_with_what_was_written_since(old, tmp_path, client_programs):
    run = old.test_cli_runner()
    done = run.invoke(args=["db", "upgrade"])
    assert done.exit_code == 0, done.output
    (copy,) = (tmp_path / upgrading.FOLDER).iterdir()
    assert str(copy) in done.output
    assert copy.stat().st_mode & 0o077 == 0
    assert migrate.is_current(FOLDER)
    with database().engine.begin() as connection:
        connection.execute(text("UPDATE audit_head SET hash = 'later'"))
    assert run.invoke(args=["db", "rollback"]).exit_code == 0
    assert migrate.current() == "0001"
    assert heads() == ["x"]
    (aside,) = tmp_path.glob("after-upgrade-*")
    assert aside.stat().st_mode & 0o077 == 0
    assert list(aside.iterdir()) != []
    # Nothing is left of the newer version that would be in its way.
    assert run.invoke(args=["db", "upgrade"]).exit_code == 0
    assert migrate.is_current(FOLDER)
    assert heads() == ["x"]


def test_upgrade_stays_where_taking_back_fails(old, tmp_path, client_programs, monkeypatch):
    if database().is_sqlite:
        pytest.skip("files are renamed, one after the other")
    run = old.test_cli_runner()
    run.invoke(args=["db", "upgrade"])
    monkeypatch.setattr(upgrading, "EMPTY", upgrading.EMPTY + "; SELECT 1/0")
    refused = run.invoke(args=["db", "rollback"])
    assert refused.exit_code == 1, refused.output
    assert migrate.is_current(FOLDER)
    assert heads() == ["x"]


def test_nothing_is_put_aside_where_nothing_changes(old, tmp_path):
    run = old.test_cli_runner()
    run.invoke(args=["db", "upgrade", "--without-copy"])
    assert run.invoke(args=["db", "upgrade"]).exit_code == 0
    assert not (tmp_path / upgrading.FOLDER).exists()
    refused = run.invoke(args=["db", "rollback"])
    assert refused.exit_code == 1
    assert "no copy" in refused.output


def test_upgrade_that_cannot_be_put_aside_changes_nothing(old, tmp_path, monkeypatch):
    def full(_path):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(upgrading, "_copy_sqlite", full)
    monkeypatch.setattr(upgrading, "_dump", full)
    refused = old.test_cli_runner().invoke(args=["db", "upgrade"])
    assert refused.exit_code == 1
    assert "nothing was changed" in refused.output
    assert migrate.current() == "0001"
    assert list((tmp_path / upgrading.FOLDER).iterdir()) == []


def test_copy_goes_after_two_weeks(tmp_path):
    folder = tmp_path / upgrading.FOLDER
    folder.mkdir()
    for name, days in (("old.db", 15), ("new.db", 1)):
        path = folder / name
        path.write_bytes(b"x")
        moment = (now() - timedelta(days=days)).timestamp()
        os.utime(path, (moment, moment))
    taken_back = tmp_path / "after-upgrade-20261101T000000Z"
    taken_back.mkdir()
    (taken_back / "station.dump").write_bytes(b"x")
    os.utime(taken_back, (0, 0))
    assert upgrading.forget_old(tmp_path) == 2
    assert not taken_back.exists()
    assert [path.name for path in folder.iterdir()] == ["new.db"]
