"""Triggers by which the database itself refuses to change or delete what is on record.

`protect` belongs into the migration that makes the table, and again after one that alters it:
on SQLite that makes the table anew, without its triggers.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, event

from app.core.audit.models import AuditEvent

TABLE = AuditEvent.__tablename__
FUNCTION = "refuse_change"

SQLITE = {
    f"{TABLE}_no_{verb}": f"""
CREATE TRIGGER {TABLE}_no_{verb} BEFORE {verb.upper()} ON {TABLE}
BEGIN SELECT RAISE(ABORT, '{TABLE} is append-only'); END"""
    for verb in ("update", "delete")
}
POSTGRESQL_FUNCTION = f"""
CREATE OR REPLACE FUNCTION {FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{TABLE} is append-only'; END $$"""
POSTGRESQL = {
    f"{TABLE}_no_change": f"""
CREATE TRIGGER {TABLE}_no_change BEFORE UPDATE OR DELETE ON {TABLE}
FOR EACH ROW EXECUTE FUNCTION {FUNCTION}()""",
    f"{TABLE}_no_truncate": f"""
CREATE TRIGGER {TABLE}_no_truncate BEFORE TRUNCATE ON {TABLE}
FOR EACH STATEMENT EXECUTE FUNCTION {FUNCTION}()""",
}


def protect(connection: Connection) -> None:
    """Make the triggers, on either database."""
    if connection.dialect.name == "sqlite":
        statements = list(SQLITE.values())
    else:
        statements = [POSTGRESQL_FUNCTION, *POSTGRESQL.values()]
    for statement in statements:
        connection.exec_driver_sql(statement)


def unprotect(connection: Connection) -> None:
    """Drop them, before a downgrade or an alteration."""
    if connection.dialect.name == "sqlite":
        for name in SQLITE:
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}")
        return
    for name in POSTGRESQL:
        connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name} ON {TABLE}")
    connection.exec_driver_sql(f"DROP FUNCTION IF EXISTS {FUNCTION}()")


def _after_create(_table: Any, connection: Connection, **_options: Any) -> None:
    protect(connection)


event.listen(AuditEvent.__table__, "after_create", _after_create)
