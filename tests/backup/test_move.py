from itertools import count

import pytest
from sqlalchemy import create_engine, func, select

from app.children.models import Child
from app.core import audit, portable
from app.core.access.actors import SYSTEM
from app.core.backup import move
from app.core.db import database, session, transaction
from app.core.personal import keyring
from tests.people import make_child, make_volunteer


@pytest.fixture
def station(fresh_app):
    with fresh_app.app_context():
        make_child("喆堃")
        make_volunteer()
        with transaction():
            audit.record(SYSTEM, "test.done", reason="搬家")
        yield fresh_app


@pytest.fixture
def empty(databases, database_kind, request):
    """The other kind of database where the run has both, else the same kind."""
    kinds = {"sqlite": "postgresql", "postgresql": "sqlite"}
    other = kinds[database_kind]
    kind = database_kind if other == "postgresql" and databases.postgres is None else other
    with databases.copy(kind, empty=True) as url:
        yield url


def test_station_moves_with_every_row_and_its_chain(station, empty):
    with database().engine.connect() as connection:
        there = portable.counts(connection)
    report = move.move_database(empty)
    assert report.rows == sum(there.values())
    assert report.events == 1
    assert report.compared > 4
    with portable.opened(empty, keyring()):
        assert session().scalar(select(Child.name_sealed)) is not None
        assert session().scalars(select(Child)).one().name == "喆堃"
        with transaction():
            audit.record(SYSTEM, "test.after")
        assert audit.verify().events == 2


def test_new_rows_are_numbered_after_the_copied_ones(station, empty):
    move.move_database(empty)
    with portable.opened(empty, keyring()):
        last = session().scalar(select(func.max(Child.id)))
        assert make_child("钟䶮").id > last


def test_database_with_rows_is_not_copied_over(station, empty):
    move.move_database(empty)
    with pytest.raises(portable.NotEmpty):
        move.move_database(empty)


def test_copy_that_differs_is_refused(station, empty, monkeypatch):
    numbers = count()
    monkeypatch.setattr(move, "sealed_sample", lambda _n: [("child", 1, "name", next(numbers))])
    with pytest.raises(move.Different, match="sealed"):
        move.move_database(empty)


def test_rows_of_another_schema_are_not_copied(station, tmp_path):
    other = create_engine(portable.sqlite_url(tmp_path / "other.db"))
    portable.make_tables(other, "0000")
    with (
        database().engine.connect() as source,
        other.connect() as target,
        pytest.raises(portable.OtherSchema),
    ):
        portable.copy_rows(source, target)
