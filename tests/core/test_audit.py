"""The chain: nothing on record can be changed, cut off, moved or slipped in unseen."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.exc import DBAPIError

from app.core import audit
from app.core.access.actors import SYSTEM, Actor
from app.core.audit import AuditEvent, AuditHead, appendonly
from app.core.audit.chain import reason_of, seal
from app.core.clock import now
from app.core.db import session, transaction
from app.core.documents.numbering import Counter

SOMEBODY = Actor(7, "李主任")


def write(count=5):
    for number in range(count):
        with transaction():
            audit.record(SOMEBODY, "test.done", reason=f"第{number}次", number=number)


@pytest.fixture
def chain(app):
    """Five entries, and nothing in the database that protects them."""
    write()
    with transaction() as current:
        appendonly.unprotect(current.connection())


def tamper(statement):
    with transaction() as current:
        current.execute(statement.execution_options(synchronize_session=False))
    session().expire_all()


def test_untouched_chain_is_whole(chain):
    assert audit.verify() == audit.chain.Verdict(5, None)


def test_empty_record_is_whole(app):
    assert audit.verify() == audit.chain.Verdict(0, None)


def test_event_says_who_what_and_why(chain):
    event = session().get(AuditEvent, 2)
    assert (event.actor_id, event.act, event.detail) == (7, "test.done", {"number": 1})
    assert reason_of(event) == "第1次"
    assert "第1次".encode() not in event.reason_sealed


CHANGES = {
    "at": AuditEvent.at + timedelta(seconds=1),
    "actor_id": 8,
    "act": "test.undone",
    "object_type": "child",
    "object_id": 1,
    "region_code": "430626000000",
    "reason_sealed": b"x",
    "data_key_id": "0" * 32,
    "detail": {"number": 99},
    "previous": "1" * 64,
    "hash": "1" * 64,
}


def test_every_column_has_a_change_to_try():
    assert {column.name for column in AuditEvent.__table__.columns} == {"seq", *CHANGES}


@pytest.mark.parametrize("seq", [1, 3, 5])
@pytest.mark.parametrize("column", CHANGES)
def test_change_of_any_column_is_found(chain, column, seq):
    value = now() if column == "at" else CHANGES[column]
    tamper(update(AuditEvent).where(AuditEvent.seq == seq).values({column: value}))
    assert audit.verify().broken_at == seq


@pytest.mark.parametrize("column", ["actor_id", "object_id", "region_code", "reason_sealed"])
def test_emptying_of_a_column_is_found(app, column):
    with transaction() as current:
        current.add(Counter(kind="T", scope="x", year=1, last=1))
        child = AuditHead(id=9, seq=0, hash="", seal="")
        child.region_code = "430626000000"
        audit.record(SOMEBODY, "test.done", child, reason="因为")
        appendonly.unprotect(current.connection())
    assert audit.verify().broken_at is None
    tamper(update(AuditEvent).values({column: None}))
    assert audit.verify().broken_at == 1


def test_deleted_entry_is_found(chain):
    tamper(delete(AuditEvent).where(AuditEvent.seq == 3))
    assert audit.verify().broken_at == 3


def test_cut_end_is_found(chain):
    tamper(delete(AuditEvent).where(AuditEvent.seq > 3))
    assert audit.verify().broken_at == 4


def test_cut_end_is_found_although_the_head_was_set_back(chain):
    last = session().get(AuditEvent, 3).hash
    tamper(delete(AuditEvent).where(AuditEvent.seq > 3))
    tamper(update(AuditHead).values(seq=3, hash=last))
    assert audit.verify().broken_at == 4


def test_record_without_entries_but_with_a_head_is_found(chain):
    tamper(delete(AuditEvent))
    assert audit.verify().broken_at == 1


def test_missing_head_is_found(chain):
    tamper(delete(AuditHead))
    assert audit.verify().broken_at == 6


def test_exchanged_entries_are_found(chain):
    for old, new in ((2, 20), (3, 2), (20, 3)):
        tamper(update(AuditEvent).where(AuditEvent.seq == old).values(seq=new))
    assert audit.verify().broken_at == 2


def test_slipped_in_entry_is_found(chain):
    last = session().get(AuditEvent, 5)
    with transaction() as current:
        current.add(
            AuditEvent(
                seq=6, at=now(), act="test.done", object_type="", previous=last.hash, hash="0" * 64
            )
        )
    assert audit.verify().broken_at == 6


def test_what_json_changes_does_not_break_the_seal(app):
    with transaction():
        audit.record(SYSTEM, "test.done", counts={10: 1, 9: 2}, pair=(1, 2), text="中")
    session().expire_all()
    assert audit.verify().broken_at is None


def test_detail_that_json_does_not_know_is_refused_at_once(app):
    with pytest.raises(TypeError), transaction():
        audit.record(SYSTEM, "test.done", when=now())


def test_rollback_leaves_nothing(app):
    write(2)
    with pytest.raises(ZeroDivisionError), transaction():
        audit.record(SOMEBODY, "test.lost")
        raise ZeroDivisionError
    write(1)
    acts = session().scalars(select(AuditEvent.act)).all()
    assert list(acts) == ["test.done"] * 3
    assert audit.verify().broken_at is None


def test_database_refuses_to_change_the_record(app):
    write(1)
    for statement in (
        "UPDATE audit_event SET act = 'x'",
        "DELETE FROM audit_event",
    ):
        with pytest.raises(DBAPIError, match="append-only"), transaction() as current:
            current.execute(text(statement))
    assert audit.verify() == audit.chain.Verdict(1, None)


def test_database_refuses_to_empty_the_record(fresh_app):
    if fresh_app.extensions["database"].is_sqlite:
        pytest.skip("SQLite has no TRUNCATE")
    with fresh_app.app_context():
        write(1)
        with pytest.raises(DBAPIError, match="append-only"), transaction() as current:
            current.execute(text("TRUNCATE audit_event"))
        assert audit.verify() == audit.chain.Verdict(1, None)


def test_concurrent_entries_make_one_chain_without_a_gap(fresh_app):
    start, errors = threading.Barrier(4), []

    def work():
        try:
            start.wait()
            for _ in range(5):
                with fresh_app.app_context():
                    write(1)
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    with fresh_app.app_context():
        assert session().scalar(select(func.max(AuditEvent.seq))) == 20
        assert audit.verify() == audit.chain.Verdict(20, None)


def test_seal_needs_the_key(app, chain):
    event = session().get(AuditEvent, 1)
    other = app.extensions["keyring"].generate()
    mine = app.extensions["keyring"]
    try:
        app.extensions["keyring"] = other
        assert seal(event) != event.hash
    finally:
        app.extensions["keyring"] = mine
