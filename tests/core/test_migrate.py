"""Alembic on a database with rows in it, with two small migrations of its own."""

import shutil

import pytest
from sqlalchemy import text

from app.config import ROOT
from app.core import migrate
from app.core.db import session, transaction
from tests.support.applications import make_app

FIRST = """
import sqlalchemy as sa
from alembic import op
revision, down_revision = "1", None

def upgrade():
    op.create_table("mother", sa.Column("id", sa.Integer, primary_key=True))
    mother = sa.ForeignKey("mother.id", ondelete="CASCADE", name="fk")
    op.create_table("child", sa.Column("id", sa.Integer, primary_key=True),
                    sa.Column("mother_id", sa.Integer, mother, nullable=False))

def downgrade():
    op.drop_table("child")
    op.drop_table("mother")
"""
SECOND = """
from alembic import op
revision, down_revision = "2", "1"

def upgrade():
    with op.batch_alter_table("mother") as batch:
        batch.create_check_constraint("positive", "id > 0")

def downgrade():
    op.execute("DELETE FROM mother")
    op.execute("INSERT INTO mother (id) VALUES (7)")
"""


@pytest.fixture
def directory(tmp_path):
    """A migrations folder with two steps; the second alters a table that others point to."""
    versions = tmp_path / "migrations" / "versions"
    versions.mkdir(parents=True)
    (versions / "1.py").write_text(FIRST)
    (versions / "2.py").write_text(SECOND)
    shutil.copy(ROOT / "migrations" / "env.py", versions.parent)
    return str(versions.parent)


@pytest.fixture
def empty(database_kind, databases, tmp_path):
    with (
        databases.copy(database_kind, empty=True) as url,
        make_app(url, tmp_path) as app,
        app.app_context(),
    ):
        yield app


def test_altering_a_table_keeps_the_rows_that_point_to_it(empty, directory):
    migrate.upgrade(directory, "1")
    with transaction() as current:
        current.execute(text("INSERT INTO mother (id) VALUES (1)"))
        current.execute(text("INSERT INTO child (id, mother_id) VALUES (1, 1)"))
    migrate.upgrade(directory)
    assert session().execute(text("SELECT count(*) FROM child")).scalar() == 1
    assert migrate.is_current(directory)


def test_foreign_keys_are_on_again_after_a_migration(empty, directory):
    migrate.upgrade(directory)
    with pytest.raises(Exception, match=r"(?i)foreign key"), transaction() as current:
        current.execute(text("INSERT INTO child (id, mother_id) VALUES (1, 9)"))


def test_failing_step_leaves_tables_and_revision(empty, directory, database_kind):
    if database_kind == "postgresql":
        pytest.skip("PostgreSQL checks each statement by itself")
    migrate.upgrade(directory)
    with transaction() as current:
        current.execute(text("INSERT INTO mother (id) VALUES (1)"))
        current.execute(text("INSERT INTO child (id, mother_id) VALUES (1, 1)"))
    with pytest.raises(migrate.BrokenReferences):
        migrate.downgrade(directory, "1")
    session().rollback()
    assert session().execute(text("SELECT id FROM mother")).scalars().all() == [1]
    assert migrate.is_current(directory)
