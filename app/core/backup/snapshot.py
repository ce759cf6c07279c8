"""What goes into a backup: the rows at one moment as a SQLite file, and the stored files.

Two things stay out of the file that is kept for a year. The wrapped data keys: they lie in one
`keys` file beside the backups, written anew each time, so that a person's file whose key has been
destroyed cannot be read from any older backup either. And what people have typed and not sent.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, select

from app.core import portable
from app.core.db import database
from app.core.personal import DataKey

UNKEPT = ("draft",)
"""Tables whose rows are not backed up."""


def take(target: Path) -> dict[str, Any]:
    """Write the rows to a new SQLite file; returns its counts, schema and end of the chain."""
    if database().is_sqlite:
        _vacuum_into(database().engine, target)
    else:
        _copy_out(database().engine, target)
    strip(target)
    return describe(target)


def _vacuum_into(engine: Engine, target: Path) -> None:
    with closing(sqlite3.connect(str(engine.url.database), timeout=60)) as connection:
        connection.execute("VACUUM INTO ?", (str(target),))


def _copy_out(engine: Engine, target: Path) -> None:
    made = create_engine(portable.sqlite_url(target))
    frozen = engine.execution_options(isolation_level="REPEATABLE READ")
    with frozen.begin() as source, made.connect() as connection:
        portable.make_tables(made, portable.revision_of(source))
        with connection.begin():
            portable.copy_rows(source, connection)
    made.dispose()


def strip(path: Path) -> None:
    """Take out, also from the file's free pages, what a long-kept copy must not hold."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        empty(connection)
        connection.execute("VACUUM")
        connection.execute("PRAGMA journal_mode=DELETE")


def empty(connection: sqlite3.Connection) -> None:
    """Overwrite the data keys and what has not been sent."""
    connection.execute("PRAGMA secure_delete=ON")
    there = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
    connection.execute("UPDATE data_key SET wrapped = NULL")
    for table in UNKEPT:
        if table in there:
            connection.execute(f"DELETE FROM {table}")  # noqa: S608  # our own constant


def describe(path: Path) -> dict[str, Any]:
    """Counts by table, revision and the audit chain's end of a snapshot."""
    engine = create_engine(portable.sqlite_url(path))
    with engine.connect() as connection:
        head = connection.exec_driver_sql("SELECT seq, hash FROM audit_head").first()
        found = {
            "counts": portable.counts(connection),
            "revision": portable.revision_of(connection),
            "audit": list(head) if head else [0, ""],
        }
    engine.dispose()
    return found


def quick_check(path: Path) -> str:
    with closing(sqlite3.connect(path)) as connection:
        return str(connection.execute("PRAGMA quick_check").fetchone()[0])


def wrapped_keys(connection: Connection) -> bytes:
    """The data keys of now, wrapped, one JSON object a line."""
    table = DataKey.__table__
    rows = connection.execute(select(table.c.id, table.c.wrapped).order_by(table.c.id))
    lines = [json.dumps([key_id, wrapped.hex()]) for key_id, wrapped in rows if wrapped is not None]
    return "\n".join(lines).encode()


def join_keys(path: Path, lines: bytes) -> int:
    """Put the data keys that still exist into a snapshot; the others count as destroyed.

    Returns how many files stay unreadable.
    """
    keys = [json.loads(line) for line in lines.splitlines()]
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executemany(
            "UPDATE data_key SET wrapped = ? WHERE id = ? AND destroyed_at IS NULL",
            ((bytes.fromhex(wrapped), key_id) for key_id, wrapped in keys),
        )
        connection.execute(
            "UPDATE data_key SET destroyed_at = CURRENT_TIMESTAMP "
            "WHERE wrapped IS NULL AND destroyed_at IS NULL"
        )
        lost = connection.execute("SELECT count(*) FROM data_key WHERE wrapped IS NULL")
        return int(lost.fetchone()[0])
