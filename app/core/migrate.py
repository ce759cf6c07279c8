"""Bring the database to the schema of this version, and say when it is newer than that."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from app.core.db import database


class NewerDatabase(RuntimeError):
    """The database was written by a newer version of the software."""


def config(directory: str) -> Config:
    made = Config()
    made.set_main_option("script_location", directory)
    return made


def _with(connection: Connection, directory: str) -> Config:
    made = config(directory)
    made.attributes["connection"] = connection
    return made


def upgrade(directory: str, revision: str = "head") -> None:
    with database().engine.begin() as connection:
        command.upgrade(_with(connection, directory), revision)


def downgrade(directory: str, revision: str) -> None:
    with database().engine.begin() as connection:
        command.downgrade(_with(connection, directory), revision)


def revise(directory: str, message: str) -> None:
    with database().engine.begin() as connection:
        command.revision(_with(connection, directory), message, autogenerate=True)


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
