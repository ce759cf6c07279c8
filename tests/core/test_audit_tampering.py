"""`flask audit verify` finds whatever is done to any entry: changed, emptied, deleted, slipped in,
moved, or replaced by another one that is as genuine."""

import itertools
from datetime import timedelta

import pytest
from sqlalchemy import delete, insert, select, text, update

from app.core import audit
from app.core.audit import AuditEvent, AuditHead, appendonly
from app.core.audit.chain import COLUMNS
from app.core.clock import now
from app.core.db import session, transaction
from tests.core.test_audit import CHANGES, SOMEBODY
from tests.people import make_child

ENTRIES = 4
OTHER = CHANGES | {"at": now() + timedelta(days=1), "object_type": "family", "object_id": 99999}
ROWS = range(1, ENTRIES + 1)
PAIRS = list(itertools.combinations(ROWS, 2))


@pytest.fixture
def record(app):
    """Entries with every column filled in, and nothing in the database that protects them."""
    child = make_child("罗小川")
    with transaction() as current:
        current.execute(delete(AuditHead))
        appendonly.unprotect(current.connection())
        current.execute(delete(AuditEvent))
    for number in ROWS:
        with transaction():
            audit.record(SOMEBODY, "child.opened", child, reason=f"第{number}次", number=number)
    session().expire_all()
    assert says(app) == (0, "")
    return app


def says(app):
    """The exit code, and where the record breaks."""
    answer = app.test_cli_runner().invoke(args=["audit", "verify"])
    assert answer.exception is None or isinstance(answer.exception, SystemExit), answer.output
    return answer.exit_code, "" if answer.exit_code == 0 else answer.output


def do(*statements):
    with transaction() as current:
        for statement in statements:
            current.execute(statement.execution_options(synchronize_session=False))
    session().expire_all()


def demand_found(app, at):
    code, output = says(app)
    assert code == 1
    assert f"broken at entry {at}\n" in output


def row(seq):
    event = session().get(AuditEvent, seq)
    return {name: getattr(event, name) for name in COLUMNS}


def write(old, values):
    return update(AuditEvent).where(AuditEvent.seq == old).values(**values)


@pytest.mark.parametrize("seq", ROWS)
@pytest.mark.parametrize("column", OTHER)
def test_changed_column_is_found(record, column, seq):
    do(write(seq, {column: OTHER[column]}))
    demand_found(record, seq)


@pytest.mark.parametrize("seq", ROWS)
@pytest.mark.parametrize(
    "column", [one.name for one in AuditEvent.__table__.columns if one.nullable]
)
def test_emptied_column_is_found(record, column, seq):
    assert row(seq)[column] is not None
    do(write(seq, {column: None}))
    demand_found(record, seq)


@pytest.mark.parametrize("column", [one for one in COLUMNS if one not in ("seq", "at")])
def test_column_taken_from_another_entry_is_found(record, column):
    """As genuine as it may be, it belongs elsewhere."""
    value = row(3)[column]
    if value == row(2)[column]:
        assert column in ("actor_id", "act", "object_type", "object_id", "region_code", KEY)
        return
    do(write(2, {column: value}))
    demand_found(record, 2)


KEY = "data_key_id"


@pytest.mark.parametrize("seq", ROWS)
def test_deleted_entry_is_found(record, seq):
    do(delete(AuditEvent).where(AuditEvent.seq == seq))
    demand_found(record, seq)


@pytest.mark.parametrize("seq", ROWS)
def test_deleted_entry_is_found_although_the_gap_is_closed(record, seq):
    later = [write(one, {"seq": one - 1}) for one in range(seq + 1, ENTRIES + 1)]
    do(delete(AuditEvent).where(AuditEvent.seq == seq), *later)
    demand_found(record, seq)


@pytest.mark.parametrize("seq", ROWS)
def test_copy_of_an_entry_slipped_in_is_found(record, seq):
    """Between two others, which are moved up: as if it had been done twice."""
    copy = row(seq)
    later = [write(one, {"seq": one + 1}) for one in reversed(range(seq + 1, ENTRIES + 1))]
    do(*later, insert(AuditEvent).values(**copy | {"seq": seq + 1}))
    demand_found(record, seq + 1)


@pytest.mark.parametrize("seq", ROWS)
def test_entry_made_up_and_linked_into_the_chain_is_found(record, seq):
    made_up = row(seq) | {"act": "child.closed", "seq": seq + 1, "previous": row(seq)["hash"]}
    later = [write(one, {"seq": one + 1}) for one in reversed(range(seq + 1, ENTRIES + 1))]
    do(*later, insert(AuditEvent).values(**made_up))
    demand_found(record, seq + 1)


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_exchanged_entries_are_found(record, first, second):
    do(write(first, {"seq": 99}), write(second, {"seq": first}), write(99, {"seq": second}))
    demand_found(record, first)


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_exchanged_entries_are_found_although_their_links_are_mended(record, first, second):
    one, other = row(first), row(second)
    links = ("seq", "previous", "hash")
    plain = [name for name in COLUMNS if name not in links]
    do(
        write(first, {name: other[name] for name in plain}),
        write(second, {name: one[name] for name in plain}),
    )
    demand_found(record, first)


def test_head_that_is_set_back_or_forward_is_found(record):
    whole = session().scalars(select(AuditHead)).one()
    kept = {"seq": whole.seq, "hash": whole.hash, "seal": whole.seal}
    for values in ({"seq": 3}, {"seq": 9}, {"hash": "0" * 64}, {"seal": "0" * 64}):
        do(update(AuditHead).values(**values))
        demand_found(record, ENTRIES + 1)
        do(update(AuditHead).values(**kept))
        assert says(record)[0] == 0


def test_database_refuses_all_of_it_by_itself(app):
    with transaction():
        audit.record(SOMEBODY, "test.done")
    for statement in ("UPDATE audit_event SET seq = 9", "DELETE FROM audit_event WHERE seq = 1"):
        with pytest.raises(Exception, match="append-only"), transaction() as current:
            current.execute(text(statement))
    assert says(app)[0] == 0
