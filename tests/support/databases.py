"""One migrated template for each kind of database and test run, and cheap copies of it."""

from __future__ import annotations

import fcntl
import itertools
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from psycopg import sql

from app.config import ROOT
from app.core import db, migrate
from tests.support.postgres import connect

KINDS = ("sqlite", "postgresql")


def fill(url: str, schema: str) -> None:
    """Make the tables in an empty database."""
    bare = Flask("template")
    db.init_app(bare, url)
    with bare.app_context():
        if schema == "models":
            db.Base.metadata.create_all(db.database().engine)
        else:
            migrate.upgrade(str(ROOT / "migrations"))
        db.database().engine.dispose()


class Databases:
    """Copies of the template for one test worker.

    `shared` is a folder that all workers of a run have in common, `postgres` the folder of the
    server's socket. `schema` is "migrations" or "models" (what a branch has not migrated yet).
    """

    def __init__(self, shared: Path, postgres: Path | None, worker: str, schema: str) -> None:
        self.shared = shared
        self.postgres = postgres
        self.worker = worker
        self.schema = schema
        self._numbers = itertools.count(1)

    @contextmanager
    def copy(self, kind: str, *, empty: bool = False) -> Iterator[str]:
        """The URL of a database of one's own: migrated, or without any table."""
        if not empty:
            self._ensure_template(kind)
        name = f"{self.worker}_{next(self._numbers)}"
        if kind == "sqlite":
            path = self.shared / f"{name}.db"
            if not empty:
                shutil.copyfile(self.shared / "template.db", path)
            yield self._url(kind, name)
            for leftover in self.shared.glob(f"{name}.db*"):
                leftover.unlink()
            return
        self._create(name, template="template0" if empty else "template")
        yield self._url(kind, name)
        self._execute("DROP DATABASE {} WITH (FORCE)", name)

    def _ensure_template(self, kind: str) -> None:
        ready = self.shared / f"{kind}.ready"
        with (self.shared / f"{kind}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if ready.exists():
                return
            if kind == "postgresql":
                self._create("template", template="template0")
            fill(self._url(kind, "template"), self.schema)
            ready.touch()

    def _url(self, kind: str, name: str) -> str:
        if kind == "sqlite":
            return f"sqlite:///{self.shared / name}.db"
        return f"postgresql+psycopg://postgres@/{name}?host={self.postgres}"

    def _create(self, name: str, *, template: str) -> None:
        self._execute("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy", name, template)

    def _execute(self, statement: str, *names: str) -> None:
        assert self.postgres is not None, "run with --database postgresql or both"
        with connect(self.postgres) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
