"""All rows of a station, from one database into another of the same schema.

The other may be of the other kind: a backup of PostgreSQL is a SQLite file, and a station moves
to PostgreSQL and back with the same few lines.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import Connection, Engine, Table, func, insert, inspect, select, text

from app.core import crypto, db
from app.core.db import Base

BATCH = 500


class NotEmpty(RuntimeError):
    """The database to copy into holds rows already."""


class OtherSchema(RuntimeError):
    """The two databases were made by different versions of the software."""


@contextmanager
def opened(url: str, keyring: crypto.Keyring) -> Iterator[Flask]:
    """A bare application in front of another database, its context pushed: `session()` is its."""
    bare = Flask("app.core.portable")
    db.init_app(bare, url)
    bare.extensions["keyring"] = keyring
    with bare.app_context():
        try:
            yield bare
        finally:
            db.session().close()
            db.database().engine.dispose()


def sqlite_url(path: Path) -> str:
    return f"sqlite:///{path}"


def tables() -> list[Table]:
    """Every table, parents before the rows that point to them."""
    return list(Base.metadata.sorted_tables)


def counts(connection: Connection) -> dict[str, int]:
    """Rows by table, of the tables that are there."""
    there = set(inspect(connection).get_table_names())
    return {
        table.name: connection.scalar(select(func.count()).select_from(table)) or 0
        for table in tables()
        if table.name in there
    }


def revision_of(connection: Connection) -> str | None:
    if "alembic_version" not in inspect(connection).get_table_names():
        return None
    return connection.scalar(text("SELECT version_num FROM alembic_version"))


def make_tables(engine: Engine, revision: str | None) -> None:
    """The tables of the models in an empty database, marked with the revision they stand for."""
    Base.metadata.create_all(engine)
    if revision is None:
        return
    with engine.begin() as connection:
        connection.execute(
            text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)")
        )
        connection.execute(text("INSERT INTO alembic_version VALUES (:at)"), {"at": revision})


def copy_rows(source: Connection, target: Connection) -> dict[str, int]:
    """Copy every row into the empty tables of `target`; both inside transactions of the caller.

    Returns the number of rows by table. Raises NotEmpty or OtherSchema.
    """
    if revision_of(source) != revision_of(target):
        raise OtherSchema(f"{revision_of(source)} and {revision_of(target)}")
    if full := [name for name, count in counts(target).items() if count]:
        raise NotEmpty(", ".join(full))
    copied = {table.name: _copy_table(source, target, table) for table in tables()}
    if target.dialect.name == "postgresql":
        _restart_sequences(target)
    return copied


def _copy_table(source: Connection, target: Connection, table: Table) -> int:
    # By key, so that a row which points to an earlier one of its own table comes after it.
    query = select(table).order_by(*table.primary_key.columns)
    streamed = source.execution_options(yield_per=BATCH).execute(query)
    copied = 0
    for rows in streamed.mappings().partitions(BATCH):
        target.execute(insert(table), [dict(row) for row in rows])
        copied += len(rows)
    return copied


def _restart_sequences(target: Connection) -> None:
    """New rows get numbers after the copied ones."""
    for table in tables():
        column: Any = table.autoincrement_column
        if column is None or column.foreign_keys:
            continue
        name = target.scalar(select(func.pg_get_serial_sequence(f'"{table.name}"', column.name)))
        last = target.scalar(select(func.max(column)))
        if name and last:
            target.execute(select(func.setval(name, last)))
