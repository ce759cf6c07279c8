"""Engine, session and transaction: the only way to the database.

A request, a command or a job has one session. Reading needs nothing more; writing happens inside
`transaction()`, which is re-entrant: the outermost one commits, once. On SQLite it begins with
BEGIN IMMEDIATE, so that what a use case read is still true when it writes.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, cast

from flask import Flask, current_app, g
from sqlalchemy import Connection, Engine, MetaData, Table, create_engine, event, inspect, text
from sqlalchemy.orm import DeclarativeBase, ORMExecuteState, Session, sessionmaker

log = logging.getLogger(__name__)

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)


class WriteOutsideTransaction(RuntimeError):
    """Something was changed by code that did not open transaction()."""


class TransactionDoomed(RuntimeError):
    """An inner step failed and was swallowed; committing would keep half of it."""


class UnitSession(Session):
    """The session of one request, command or job."""


@event.listens_for(UnitSession, "before_flush")
def _refuse_stray_writes(session: Session, _context: object, _instances: object) -> None:
    if not session.info.get("depth"):
        raise WriteOutsideTransaction("changes are written inside transaction() only")


MANY = 50


@event.listens_for(UnitSession, "before_flush")
def _reserve_ids(session: Session, _context: object, _instances: object) -> None:
    """On PostgreSQL many new rows get their ids by one statement, and are then inserted by short
    statements that the driver prepares once; asking each insert for its id costs twice the time."""
    if len(session.new) < MANY or session.get_bind().dialect.name != "postgresql":
        return
    for mapper, states in _new_by_mapper(session).items():
        [column] = mapper.primary_key
        table = cast(Table, mapper.local_table)
        own = table.autoincrement_column
        if len(states) < MANY or own is None or column is not own:
            continue
        sequence = text(
            "SELECT nextval(pg_get_serial_sequence(:table, :column)) FROM generate_series(1, :many)"
        )
        names = {"table": table.name, "column": column.name, "many": len(states)}
        key = mapper.get_property_by_column(column).key
        for state, number in zip(states, session.scalars(sequence, names), strict=True):
            setattr(state.obj(), key, number)


def _new_by_mapper(session: Session) -> dict[Any, list[Any]]:
    """Rows without an id, in the order in which they were added."""
    found: dict[Any, list[Any]] = {}
    states = [inspect(one) for one in session.new]
    for state in sorted(states, key=lambda one: one.insert_order):
        mapper = state.mapper
        if len(mapper.primary_key) == 1 and not mapper.inherits:
            key = mapper.get_property_by_column(mapper.primary_key[0]).key
            if state.dict.get(key) is None:
                found.setdefault(mapper, []).append(state)
    return found


@event.listens_for(UnitSession, "do_orm_execute")
def _refuse_stray_statements(state: ORMExecuteState) -> None:
    writes = state.is_insert or state.is_update or state.is_delete
    if writes and not state.session.info.get("depth"):
        raise WriteOutsideTransaction("statements that write belong inside transaction()")


class Database:
    def __init__(self, url: str) -> None:
        self.engine = make_engine(url)
        self._sessions = sessionmaker(self.engine, class_=UnitSession)

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    def new_session(self) -> Session:
        return self._sessions()

    def bind(self, connection: Connection | None) -> None:
        """Join every session to a connection whose transaction a test rolls back."""
        if connection is None:
            self._sessions.configure(
                bind=self.engine, join_transaction_mode="conditional_savepoint"
            )
        else:
            self._sessions.configure(bind=connection, join_transaction_mode="create_savepoint")


def make_engine(url: str) -> Engine:
    if not url.startswith("sqlite"):
        return create_engine(
            url, pool_pre_ping=True, pool_size=5, max_overflow=10, hide_parameters=True
        )
    engine = create_engine(
        url, connect_args={"timeout": 30, "check_same_thread": False}, hide_parameters=True
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # The driver must not begin transactions by itself: its own rules lose updates silently.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "busy_timeout=30000",
        # A destroyed data key must not stay in a free page of the file.
        "secure_delete=ON",
        "cache_size=-65536",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    mode = connection.get_execution_options().get("sqlite_begin", "DEFERRED")
    connection.exec_driver_sql(f"BEGIN {mode}")


def init_app(app: Flask, url: str) -> None:
    app.extensions["database"] = Database(url)
    app.teardown_appcontext(_close_session)


def database() -> Database:
    return cast(Database, current_app.extensions["database"])


def session() -> Session:
    """The session of the current request, command or job."""
    if "db_session" not in g:
        g.db_session = database().new_session()
    return cast(Session, g.db_session)


def _close_session(_error: BaseException | None) -> None:
    if opened := g.pop("db_session", None):
        opened.close()


@contextmanager
def transaction() -> Iterator[Session]:
    """Everything inside is written together, or nothing is.

    Re-entrant: an inner block joins the outer one, and its failure dooms the whole, even where
    the outer code goes on. Callbacks given to `before_commit` and `after_commit` run once each.
    """
    current = session()
    info = current.info
    if info.get("depth"):
        with _inner(info):
            yield current
        return
    if current.new or current.dirty or current.deleted:
        raise WriteOutsideTransaction("changed before transaction() began")
    # Let go of the snapshot that was read from, so that the write lock is taken first.
    current.rollback()
    info.update(depth=1, doomed=False, before_commit=[], after_commit=[], on_rollback=[], stash={})
    callbacks: list[Callable[[], object]] = []
    try:
        current.connection(execution_options={"sqlite_begin": "IMMEDIATE"})
        yield current
        if info["doomed"]:
            raise TransactionDoomed("an inner step failed")
        for callback in info["before_commit"]:
            callback()
        current.commit()
        callbacks = info["after_commit"]
    except BaseException:
        current.rollback()
        callbacks = info["on_rollback"]
        raise
    finally:
        info.clear()
        for callback in callbacks:
            _run_late(callback)


def _run_late(callback: Callable[[], object]) -> None:
    """What was written stays written: a failing consequence must not look like a failed act."""
    try:
        callback()
    except Exception:
        log.exception("a step after the transaction failed")


@contextmanager
def _inner(info: dict[Any, Any]) -> Iterator[None]:
    info["depth"] += 1
    try:
        yield
    except BaseException:
        info["doomed"] = True
        raise
    finally:
        info["depth"] -= 1


def in_transaction() -> bool:
    return bool(session().info.get("depth"))


def _running() -> dict[Any, Any]:
    info = session().info
    if not info.get("depth"):
        raise RuntimeError("there is no running transaction")
    return info


def is_doomed() -> bool:
    return bool(session().info.get("doomed"))


def before_commit(callback: Callable[[], object]) -> None:
    """Run once, last thing inside the running transaction."""
    _running()["before_commit"].append(callback)


def after_commit(callback: Callable[[], object]) -> None:
    """Run once the running transaction is safely on disk; never when it fails."""
    _running()["after_commit"].append(callback)


def on_rollback(callback: Callable[[], object]) -> None:
    """Run once the running transaction has failed: to take back what is not in the database."""
    _running()["on_rollback"].append(callback)


def stash() -> dict[str, Any]:
    """What belongs to the running transaction and goes with it."""
    return cast("dict[str, Any]", _running()["stash"])


def ping() -> None:
    """Raise if the database does not answer."""
    session().execute(text("SELECT 1"))
