"""A chain that was written anew with the server's own keys shows against an anchor."""

import pytest
from sqlalchemy import text

from app.core import audit
from app.core.access.actors import SYSTEM
from app.core.audit import anchor, appendonly, chain
from app.core.audit.models import AuditEvent, AuditHead
from app.core.db import session, transaction
from app.upkeep import tasks


def put_on_record(*acts):
    for act in acts:
        with transaction():
            audit.record(SYSTEM, act)


def forge(first_act):
    """What somebody with keys and database could do: other entries, sealed anew."""
    with transaction() as current:
        appendonly.unprotect(current.connection())
        previous = chain.GENESIS
        for event in current.query(AuditEvent).order_by(AuditEvent.seq):
            event.act = first_act if event.seq == 1 else event.act
            event.previous = previous
            event.hash = previous = chain.seal(event)
        head = current.get(AuditHead, 1)
        head.hash = previous
        head.seal = chain.seal_of_head(head)
        current.flush()
        appendonly.protect(current.connection())


@pytest.fixture
def record(fresh_app):
    with fresh_app.app_context():
        put_on_record("test.one", "test.two")
        yield fresh_app


def test_forged_chain_is_whole_in_itself_but_not_against_the_anchor(record, tmp_path):
    path = anchor.save(anchor.take(), tmp_path)
    mark = anchor.take().mark
    put_on_record("test.three")
    run = record.test_cli_runner()
    assert run.invoke(args=["audit", "verify", "--anchor", str(path)]).exit_code == 0
    assert run.invoke(args=["audit", "verify", "--entry", "2", "--mark", mark]).exit_code == 0
    forge("test.other")
    session().rollback()
    assert audit.verify().broken_at is None
    refused = run.invoke(args=["audit", "verify", "--anchor", str(path)])
    assert refused.exit_code == 1
    assert "not the one" in refused.output
    assert run.invoke(args=["audit", "verify", "--entry", "2", "--mark", mark]).exit_code == 1


def test_cut_record_shows_against_the_anchor(record, tmp_path):
    made = anchor.take()
    with transaction() as current:
        appendonly.unprotect(current.connection())
        current.execute(text("DELETE FROM audit_event"))
    assert not anchor.compare(made).holds


def test_anchor_goes_to_every_folder_and_a_missing_stick_does_not_stop_it(record, tmp_path):
    from dataclasses import replace

    stick = tmp_path / "stick"
    stick.mkdir()
    settings = record.extensions["settings"]
    record.extensions["settings"] = replace(settings, backup_dirs=(tmp_path / "gone", stick))
    assert tasks.leave_anchors() == 2
    (file,) = stick.glob("anchor-*.json")
    assert anchor.read(file) == anchor.Anchor(2, anchor.take().seal, anchor.read(file).made_at)
    assert file.stat().st_mode & 0o077 == 0


def test_damaged_anchor_is_told(record, tmp_path):
    path = tmp_path / "anchor.json"
    path.write_text("{}")
    found = record.test_cli_runner().invoke(args=["audit", "verify", "--anchor", str(path)])
    assert found.exit_code == 1
    assert "no anchor" in found.output
