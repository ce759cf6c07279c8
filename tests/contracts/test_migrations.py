"""The migrations make exactly the tables of the models, and each can be taken back."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.config import ROOT
from app.core import audit, migrate
from app.core.access.actors import SYSTEM
from app.core.db import Base, database, transaction
from tests.support.applications import make_app

FOLDER = str(ROOT / "migrations")
REVISIONS = [step.revision for step in ScriptDirectory(FOLDER).walk_revisions()][::-1]


@pytest.fixture
def empty(database_kind, databases, tmp_path):
    with (
        databases.copy(database_kind, empty=True) as url,
        make_app(url, tmp_path) as app,
        app.app_context(),
    ):
        yield app


def differences():
    with database().engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return compare_metadata(context, Base.metadata)


def test_migrations_equal_models(empty):
    migrate.upgrade(FOLDER)
    assert differences() == []


def test_each_migration_can_be_taken_back_and_done_again(empty):
    for revision in REVISIONS:
        migrate.upgrade(FOLDER, revision)
        migrate.downgrade(FOLDER, "-1")
        migrate.upgrade(FOLDER, revision)
    migrate.downgrade(FOLDER, "base")
    with database().engine.connect() as connection:
        tables = database().engine.dialect.get_table_names(connection)
    assert tables == ["alembic_version"]


def test_migrated_database_protects_the_record(empty):
    migrate.upgrade(FOLDER)
    with transaction():
        audit.record(SYSTEM, "test.done")
    assert audit.verify() == audit.chain.Verdict(1, None)
    with pytest.raises(DBAPIError, match="append-only"), transaction() as current:
        current.execute(text("DELETE FROM audit_event"))
