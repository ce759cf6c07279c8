"""Puts the register into the database."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import islice
from typing import Any, cast

from sqlalchemy import Connection, Table, delete

from app.regions import register
from app.regions.models import Region
from app.regions.register import Division

Progress = Callable[[int], object]
"""Called with the number of divisions written since the last call."""

BATCH = 20_000
TABLE = cast(Table, Region.__table__)
# The columns in the order of a Division.
INSERT = (
    "INSERT INTO region (code, name, level, parent_code, pinyin, initials) "
    "VALUES (?, ?, ?, ?, ?, ?)"
)
COPY = "COPY region (code, name, level, parent_code, pinyin, initials) FROM STDIN"


def load_register(
    connection: Connection, *, within: Collection[str] = (), progress: Progress | None = None
) -> int:
    """Replace the divisions in the database by those of the register; returns how many.

    The caller owns the transaction. `within` (full codes) loads only parts of the country, for
    tests and demonstrations. Indexes are built at the end, which takes half the time.
    """
    connection.execute(delete(TABLE))
    for index in TABLE.indexes:
        index.drop(connection, checkfirst=True)
    written = 0
    write = _copy if connection.dialect.name == "postgresql" else _insert
    for count in write(connection, register.divisions(within)):
        written += count
        if progress:
            progress(count)
    for index in TABLE.indexes:
        index.create(connection)
    return written


def _insert(connection: Connection, divisions: Iterable[Division]) -> Iterator[int]:
    cursor = connection.connection.cursor()
    for batch in _batches(divisions):
        cursor.executemany(INSERT, batch)
        yield len(batch)
    cursor.close()


def _copy(connection: Connection, divisions: Iterable[Division]) -> Iterator[int]:
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(COPY) as copy:
        for batch in _batches(divisions):
            for division in batch:
                copy.write_row(division)
            yield len(batch)


def _batches(divisions: Iterable[Division]) -> Iterator[list[Division]]:
    remaining = iter(divisions)
    while batch := list(islice(remaining, BATCH)):
        yield batch
