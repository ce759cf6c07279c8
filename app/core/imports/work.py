"""The background part of an import: looking a file through, and writing it in whole batches.

Each batch of rows is one transaction: the people of it, what is on record of them, the counts and
the place where the writing goes on. Between two batches everybody else can write. Whoever stops
an import stops it between two rows: nothing is half-written, and the rest can be written later.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, cast

from flask import current_app

from app.core import audit, workflow
from app.core.access.actors import Actor
from app.core.access.policy import demand
from app.core.access.scope import lock
from app.core.clock import now
from app.core.db import in_transaction, session, transaction
from app.core.documents import uploads
from app.core.documents.sheets import UnreadableFile
from app.core.errors import DomainError, Forbidden, Problem
from app.core.imports import pipeline
from app.core.imports.findings import PROBLEM, Findings
from app.core.imports.kinds import (
    CREATED,
    UNCHANGED,
    UPDATED,
    Entry,
    ImportKind,
    Roster,
    Told,
    kind_of,
    open_told,
)
from app.core.imports.models import RosterImport
from app.core.imports.states import lifecycle
from app.core.jobs import Job, Running, Stopped

CHECK, WRITE = "roster_check", "roster_write"
BATCH = 250
LATE = 500
"""So many rows that failed only while writing are listed; all are counted."""

Progress = Callable[[int, int | None], None]


def check(running: Running) -> None:
    row, actor = _row_and_actor(running)
    if row.state == "checking":
        _or_stop(row.id, actor, lambda: look_through(actor, row.id, running.progress))


def write(running: Running) -> None:
    row, actor = _row_and_actor(running)
    if row.state == "writing":
        _or_stop(row.id, actor, lambda: write_all(actor, row.id, running.progress))


def _row_and_actor(running: Running) -> tuple[RosterImport, Actor]:
    row = session().get_one(RosterImport, running.arguments["import_id"])
    find = cast("Callable[[int], Actor | None]", current_app.extensions["import_actor_of"])
    actor = find(running.made_by or 0)
    if actor is None:
        raise Forbidden(Problem("not_permitted", ""))
    # She had proved a second factor where it is asked for, or could not have set this going.
    return row, replace(actor, second_factor=True)


def _or_stop(import_id: int, actor: Actor, work: Callable[[], object]) -> None:
    """A failure must not leave an import that says it is at work."""
    try:
        work()
    except Stopped:
        raise
    except Exception:
        session().rollback()
        with transaction():
            row = lock(session().get_one(RosterImport, import_id))
            workflow.take(_life(kind_of(row.kind)), "stop", actor=actor, row=row)
        raise


def look_through(actor: Actor, import_id: int, progress: Progress) -> None:
    """Find out what the file would change, and keep it for the pages."""
    row = session().get_one(RosterImport, import_id)
    kind = kind_of(row.kind)
    roster = _opened(kind, actor, row)
    try:
        reading = pipeline.open_file(*file_of(row), roster, row.mapping)
        found = _compared(reading, roster, progress)
    except UnreadableFile as error:
        _refuse(actor, kind, import_id, error)
        return
    with transaction():
        row = lock(session().get_one(RosterImport, import_id))
        progress(len(found.lines), len(found.lines))
        forget_findings(row)
        kept = uploads.store(
            found.pack(),
            purpose="roster_findings",
            content_type="application/octet-stream",
            name="",
            user_id=actor.user_id,
        )
        row.findings_id, row.problem = kept.id, ""
        row.counts, row.position, row.late = found.counts(), 0, []
        workflow.take(_life(kind), "show", actor=actor, row=row)


def _compared(reading: pipeline.Reading, roster: Roster, progress: Progress) -> Findings:
    found = Findings.begun(reading)
    progress(0, reading.expected)
    for batch in reading.batches(BATCH):
        if not reading.general:
            roster.compare([entry for entry in batch if not entry.problems])
        found.add(batch)
        progress(len(found.lines), reading.expected)
    return found


def _refuse(actor: Actor, kind: ImportKind, import_id: int, error: UnreadableFile) -> None:
    with transaction():
        row = lock(session().get_one(RosterImport, import_id))
        row.problem = error.code
        workflow.take(_life(kind), "refuse", actor=actor, row=row)


def write_all(actor: Actor, import_id: int, progress: Progress) -> None:
    """From where the writing stands to the end of the file."""
    row = session().get_one(RosterImport, import_id)
    kind, done = kind_of(row.kind), row.position
    demand(actor, kind.permission, row.region_code)
    known = {(line.sheet, line.row) for line in findings_of(row).lines if line.status == PROBLEM}
    roster = _opened(kind, actor, row)
    reading = pipeline.open_file(*file_of(row), roster, row.mapping)
    passed = 0
    for batch in reading.batches(BATCH):
        rest = batch[max(0, done - passed) :]
        passed += len(batch)
        if rest:
            _write_some(import_id, roster, rest, known, progress)
            _let_go()
    _finish(actor, kind, import_id)


def _let_go() -> None:
    """What a batch loaded and made would be carried through every later commit."""
    if not in_transaction():
        for made in list(session()):
            if not isinstance(made, (RosterImport, Job)):
                session().expunge(made)


def _write_some(
    import_id: int,
    roster: Roster,
    entries: Sequence[Entry],
    known: set[tuple[str, int]],
    progress: Progress,
) -> None:
    try:
        with transaction():
            _write_batch(import_id, roster, entries, known, progress)
    except DomainError:
        # Somebody changed a thing meanwhile: what cannot be written is left out by itself.
        for entry in entries:
            try:
                with transaction():
                    _write_batch(import_id, roster, [entry], known, progress)
            except DomainError:
                entry.report("changed_meanwhile", "name")
                with transaction():
                    _write_batch(import_id, roster, [entry], known, progress)


def _write_batch(
    import_id: int,
    roster: Roster,
    entries: Sequence[Entry],
    known: set[tuple[str, int]],
    progress: Progress,
) -> None:
    row = lock(session().get_one(RosterImport, import_id))
    if row.state != "writing":
        raise Stopped
    roster.compare([entry for entry in entries if not entry.problems])
    good = [entry for entry in entries if not entry.problems]
    roster.write([entry for entry in good if entry.status != UNCHANGED])
    roster.note(good)
    row.counts = _added(row.counts, entries)
    row.late = [*row.late, *_late(entries, known)][:LATE]
    row.position += len(entries)
    progress(row.position, None)


def _added(counts: dict[str, int], entries: Sequence[Entry]) -> dict[str, int]:
    found = dict(counts)
    for entry in entries:
        name = "problems" if entry.problems else entry.status
        found[name] += 1
        found["rows"] += 1
        found["ok"] += not entry.problems
        if entry.differs:
            found["differing"] = found.get("differing", 0) + 1
    return found


def _late(entries: Sequence[Entry], known: set[tuple[str, int]]) -> list[Any]:
    return [
        [entry.table.columns.sheet, entry.row.row_number, problem.code, problem.field]
        for entry in entries
        if (entry.table.columns.sheet, entry.row.row_number) not in known
        for problem in entry.problems[:1]
    ]


def _finish(actor: Actor, kind: ImportKind, import_id: int) -> None:
    with transaction():
        row = lock(session().get_one(RosterImport, import_id))
        row.written_at = now()
        workflow.take(_life(kind), "finish", actor=actor, row=row)
        audit.record(actor, "roster.imported", row, kind=kind.code, **row.counts)


def no_counts() -> dict[str, int]:
    return dict.fromkeys(("rows", "ok", CREATED, UPDATED, UNCHANGED, "problems"), 0)


def _opened(kind: ImportKind, actor: Actor, row: RosterImport) -> Roster:
    told = Told(row.source, row.as_of, row.id)
    return open_told(kind, actor, row.region_code, told)


def file_of(row: RosterImport) -> tuple[bytes, str]:
    return row.upload.read(), row.upload.original_name or ""


def findings_of(row: RosterImport) -> Findings:
    """Empty before the first check is over."""
    if row.findings_file is None:
        return Findings()
    return Findings.unpack(row.findings_file.read())


def forget_findings(row: RosterImport) -> None:
    if row.findings_file is not None:
        row.findings_file.destroy()


def _life(kind: ImportKind) -> workflow.Lifecycle:
    return lifecycle(kind.permission)
