"""Bring the database to the schema of this version, and say when it is newer than that."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from app.core.db import database


class NewerDatabase(RuntimeError):
    """The database was written by a newer version of the software."""


class BrokenReferences(RuntimeError):
    """A migration left rows on SQLite that point to nothing; it was undone."""


def config(directory: str) -> Config:
    made = Config()
    made.set_main_option("script_location", directory)
    return made


def _with(connection: Connection, directory: str) -> Config:
    made = config(directory)
    made.attributes["connection"] = connection
    return made


def upgrade(directory: str, revision: str = "head") -> None:
    with _migrating() as connection:
        command.upgrade(_with(connection, directory), revision)


def downgrade(directory: str, revision: str) -> None:
    with _migrating() as connection:
        command.downgrade(_with(connection, directory), revision)


def revise(directory: str, message: str) -> None:
    """Write the next migration; revisions are numbered, so that their order can be seen."""
    number = len(list(ScriptDirectory(directory).walk_revisions())) + 1
    with _migrating() as connection:
        command.revision(
            _with(connection, directory), message, autogenerate=True, rev_id=f"{number:04d}"
        )


@contextmanager
def _migrating() -> Iterator[Connection]:
    """One transaction around all steps: a failing one leaves the tables as they were.

    Altering a table on SQLite drops it and makes it again. With foreign keys on, the drop would
    delete the rows that point to it; the pragma has no effect inside a transaction.
    """
    engine = database().engine
    with engine.connect().execution_options(sqlite_begin="IMMEDIATE") as connection:
        if not database().is_sqlite:
            with connection.begin():
                yield connection
            return
        driver: Any = connection.connection.driver_connection
        driver.execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                yield connection
                if broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all():
                    raise BrokenReferences(f"{len(broken)} rows, the first: {broken[0]}")
        finally:
            driver.execute("PRAGMA foreign_keys=ON")


def current() -> str | None:
    with database().engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def is_current(directory: str) -> bool:
    """Whether the schema is that of this version. Raises NewerDatabase for an unknown revision."""
    scripts = ScriptDirectory(directory)
    at = current()
    if at is not None and at not in {script.revision for script in scripts.walk_revisions()}:
        raise NewerDatabase(at)
    return at == scripts.get_current_head()
