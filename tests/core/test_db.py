"""The promises of session and transaction."""

import threading

import pytest
from sqlalchemy import insert, select, text, update

from app.core import db
from app.core.db import TransactionDoomed, WriteOutsideTransaction, session, transaction
from app.core.documents.numbering import Counter


def counter(number=0):
    return Counter(kind="T", scope="test", year=2026, last=number)


def kept():
    return session().scalar(select(Counter.last).where(Counter.kind == "T"))


def fail_inside():
    with transaction():
        raise ZeroDivisionError


def test_inner_transaction_is_committed_with_the_outer_one(app):
    with transaction() as outer:
        with transaction() as inner:
            inner.add(counter(3))
        assert inner is outer
        assert db.in_transaction()
    assert not db.in_transaction()
    assert kept() == 3


def test_outer_failure_undoes_the_inner_one(app):
    with pytest.raises(ZeroDivisionError), transaction():
        with transaction() as inner:
            inner.add(counter())
        raise ZeroDivisionError
    assert kept() is None


def test_swallowed_inner_failure_dooms_the_whole(app):
    with pytest.raises(TransactionDoomed), transaction() as current:
        current.add(counter())
        with pytest.raises(ZeroDivisionError):
            fail_inside()
        assert db.is_doomed()
    assert kept() is None


def test_next_transaction_is_not_doomed(app):
    with pytest.raises(ZeroDivisionError):
        fail_inside()
    with transaction() as current:
        current.add(counter())
    assert kept() == 0


def test_callbacks_run_once_and_in_order(app):
    ran = []
    with transaction() as current:
        db.after_commit(lambda: ran.append(("after", db.in_transaction())))
        with transaction():
            db.before_commit(lambda: ran.append(("before", db.in_transaction())))
        current.add(counter())
        assert ran == []
    with transaction():
        pass
    assert ran == [("before", True), ("after", False)]


def test_callback_may_register_another(app):
    ran = []
    with transaction():
        db.before_commit(lambda: db.before_commit(lambda: ran.append("late")))
    assert ran == ["late"]


def test_failure_runs_only_what_takes_back(app):
    ran = []
    with pytest.raises(ZeroDivisionError), transaction():
        db.before_commit(lambda: ran.append("before"))
        db.after_commit(lambda: ran.append("after"))
        db.on_rollback(lambda: ran.append("back"))
        raise ZeroDivisionError
    with transaction():
        pass
    assert ran == ["back"]


def test_failing_consequence_does_not_undo_nor_stop_the_others(app, caplog):
    ran = []
    with transaction() as current:
        current.add(counter(1))
        db.after_commit(lambda: 1 / 0)
        db.after_commit(lambda: ran.append("second"))
    assert kept() == 1
    assert ran == ["second"]
    assert "a step after the transaction failed" in caplog.text


@pytest.mark.parametrize("register", [db.before_commit, db.after_commit, db.on_rollback])
def test_callback_without_a_transaction_is_refused(app, register):
    with pytest.raises(RuntimeError):
        register(lambda: None)
    with transaction():
        pass
    with pytest.raises(RuntimeError):
        register(lambda: None)


def test_flush_outside_is_refused(app):
    session().add(counter())
    with pytest.raises(WriteOutsideTransaction):
        session().flush()
    session().expunge_all()


def test_commit_outside_is_refused(app):
    session().add(counter())
    with pytest.raises(WriteOutsideTransaction):
        session().commit()
    session().rollback()
    assert kept() is None


def test_change_made_before_is_refused(app):
    with transaction() as current:
        current.add(counter())
    row = session().scalars(select(Counter)).one()
    row.last = 5
    with pytest.raises(WriteOutsideTransaction), transaction():
        pass
    session().rollback()
    assert kept() == 0


@pytest.mark.parametrize(
    "statement",
    [
        insert(Counter).values(kind="T", scope="test", year=1, last=1),
        update(Counter).values(last=9),
        Counter.__table__.delete(),
    ],
)
def test_writing_statement_outside_is_refused(app, statement):
    with pytest.raises(WriteOutsideTransaction):
        session().execute(statement)


def test_two_threads_lose_no_update(fresh_app):
    """Read, think, write: on SQLite the whole is serial, on PostgreSQL the row is locked."""
    with fresh_app.app_context(), transaction() as current:
        current.add(counter())
    errors = []

    def count_up():
        try:
            for _ in range(100):
                with fresh_app.app_context():
                    kept()
                    with transaction() as current:
                        query = select(Counter).where(Counter.kind == "T").with_for_update()
                        row = current.scalars(query).one()
                        row.last = row.last + 1
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=count_up) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    with fresh_app.app_context():
        assert kept() == 200


def test_sqlite_takes_the_write_lock_before_it_reads(fresh_app):
    """Without a lock on the row: BEGIN IMMEDIATE is enough, and nobody is told to try again."""
    if not fresh_app.extensions["database"].is_sqlite:
        pytest.skip("PostgreSQL locks rows")
    with fresh_app.app_context(), transaction() as current:
        current.add(counter())

    def count_up():
        for _ in range(50):
            with fresh_app.app_context(), transaction() as current:
                seen = current.scalar(select(Counter.last))
                current.execute(update(Counter).values(last=seen + 1))

    threads = [threading.Thread(target=count_up) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with fresh_app.app_context():
        assert kept() == 100


def test_sqlite_is_set_up_for_safety(fresh_app):
    if not fresh_app.extensions["database"].is_sqlite:
        pytest.skip("pragmas are SQLite's")
    with fresh_app.app_context():
        pragmas = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
        for name, value in pragmas.items():
            assert session().execute(text(f"PRAGMA {name}")).scalar() == value
