"""A station moves to another database: every row copied, then counted and compared."""

from __future__ import annotations

from dataclasses import dataclass

from app.config import normal_database_url
from app.core import audit, portable
from app.core.backup.verify import sealed_sample
from app.core.db import database, make_engine
from app.core.personal import keyring

SAMPLE = 200


class Different(RuntimeError):
    """The copy is not what was copied; the old database stays the right one."""


@dataclass(frozen=True)
class MoveReport:
    tables: int
    rows: int
    events: int
    compared: int


def move_database(url: str) -> MoveReport:
    """Copy all rows to the empty database at `url` and compare counts, chain and sealed values.

    Raises portable.NotEmpty, portable.OtherSchema or Different.
    """
    url = normal_database_url(url)
    ring, copied = keyring(), _copy(url)
    before, sample = audit.verify(), list(sealed_sample(SAMPLE))
    with portable.opened(url, ring):
        with database().engine.connect() as connection:
            _demand_equal("counts", portable.counts(connection), copied)
        _demand_equal("audit chain", audit.verify(), before)
        _demand_equal("sealed values", list(sealed_sample(SAMPLE)), sample)
    if before.broken_at is not None:
        raise Different(f"the audit chain was broken before, at entry {before.broken_at}")
    return MoveReport(len(copied), sum(copied.values()), before.events, len(sample))


def _copy(url: str) -> dict[str, int]:
    target = make_engine(url)
    try:
        with database().engine.connect() as source, source.begin():
            with target.connect() as connection:
                is_new = portable.revision_of(connection) is None
            if is_new:
                portable.make_tables(target, portable.revision_of(source))
            with target.begin() as connection:
                return portable.copy_rows(source, connection)
    finally:
        target.dispose()


def _demand_equal(what: str, found: object, wanted: object) -> None:
    if found != wanted:
        raise Different(what)
