"""Taking a roster in: keep the file, have it checked, correct its columns, have it written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import cast

from flask_babel import lazy_gettext as _l

from app.core import audit, jobs, workflow
from app.core.access.actors import Actor
from app.core.access.policy import demand
from app.core.access.scope import get_visible, lock
from app.core.clock import today
from app.core.db import session, transaction
from app.core.documents import sheets
from app.core.documents.sheets import UnreadableFile
from app.core.documents.uploads import store
from app.core.errors import Conflict, InvalidInput, NotFound, Problem
from app.core.imports import messages, work
from app.core.imports.kinds import ImportKind
from app.core.imports.models import RosterImport
from app.core.imports.states import AT_WORK, lifecycle
from app.core.jobs import Job

Corrections = Mapping[str, Mapping[str, str]]


def start_import(
    *,
    actor: Actor,
    kind: ImportKind,
    region_code: str,
    content: bytes,
    name: str,
    source: str = "",
    as_of: date | None = None,
) -> RosterImport:
    """Keep the file, encrypted, and have it checked in the background.

    Raises InvalidInput, naming `file`, for what is no roster at first sight, and for a source
    that the region does not know or a day to come.
    """
    demand(actor, kind.permission, region_code)
    if problems := _of_source(kind, region_code, source, as_of):
        raise InvalidInput(*problems)
    try:
        sheets.screen(content)
    except UnreadableFile as error:
        problem = Problem(error.code, messages.text_of_unreadable(error.code), field="file")
        raise InvalidInput(problem) from error
    with transaction():
        upload = store(
            content,
            purpose="roster",
            content_type="application/octet-stream",
            name=name,
            user_id=actor.user_id,
        )
        started = RosterImport(
            kind=kind.code,
            region_code=region_code,
            source=source,
            as_of=as_of or today(),
            upload_id=upload.id,
            started_by=actor.user_id,
        )
        session().add(started)
        session().flush()
        audit.record(actor, "roster.uploaded", started, kind=kind.code, source=source)
        _set_going(actor, started, work.CHECK)
    return started


def write_at_once(
    *,
    actor: Actor,
    kind: ImportKind,
    region_code: str,
    content: bytes,
    name: str,
    source: str = "",
    as_of: date | None = None,
) -> RosterImport:
    """For the command line: the good rows of a file, in the running transaction."""
    row = start_import(
        actor=actor,
        kind=kind,
        region_code=region_code,
        content=content,
        name=name,
        source=source,
        as_of=as_of,
    )
    jobs.cancel(cast(int, row.job_id))
    work.look_through(actor, row.id, _unseen)
    write_roster(actor=actor, kind=kind, import_id=row.id, skip_problems=True)
    jobs.cancel(cast(int, row.job_id))
    work.write_all(actor, row.id, _unseen)
    return row


def _of_source(
    kind: ImportKind, region_code: str, source: str, as_of: date | None
) -> list[Problem]:
    problems = []
    known = kind.sources(region_code) if kind.sources else ()
    if source and source not in {code for code, _label in known}:
        problems.append(Problem("source", _l("Choose whose list it is."), field="source"))
    if as_of is not None and as_of > today():
        problem = _l("Enter the day, not one to come.")
        problems.append(Problem("as_of", problem, field="as_of"))
    return problems


def _unseen(done: int, total: int | None) -> None:
    """Nobody looks at the progress of a command."""


def get_import(actor: Actor, kind: ImportKind, import_id: int) -> RosterImport:
    """Raises NotFound outside the actor's scope, and for an import of another kind."""
    found: RosterImport = get_visible(RosterImport, actor, import_id, kind.permission)
    if found.kind != kind.code:
        raise NotFound(Problem("not_found", ""))
    return found


def job_of(row: RosterImport) -> Job | None:
    return session().get(Job, row.job_id) if row.job_id else None


def is_stuck(row: RosterImport) -> bool:
    """Whether it says that it is at work, and nobody works on it any more."""
    job = job_of(row)
    return row.state in AT_WORK and (job is None or job.is_over)


def correct_columns(
    *, actor: Actor, kind: ImportKind, import_id: int, choices: Corrections
) -> None:
    """Take what a person said the columns mean, and check anew.

    Raises InvalidInput if two columns cannot mean the same.
    """
    with transaction():
        row = _locked(actor, kind, import_id)
        _refuse_begun(row)
        found = work.findings_of(row).mappings()
        schema = kind.open(actor, row.region_code).schema
        try:
            for table, columns in choices.items():
                wanted = {int(at): choice for at, choice in columns.items()}
                found[int(table)].from_choices(wanted, schema)
        except (ValueError, IndexError) as error:
            problem = _l("Two columns cannot mean the same.")
            raise InvalidInput(Problem("columns_twice", problem)) from error
        row.mapping = {table: dict(columns) for table, columns in choices.items()}
        _check(actor, kind, row)


def check_again(*, actor: Actor, kind: ImportKind, import_id: int) -> None:
    """After it was stopped or cut off, or because much has changed since."""
    with transaction():
        row = _locked(actor, kind, import_id)
        _refuse_begun(row)
        _check(actor, kind, row)


def write_roster(
    *, actor: Actor, kind: ImportKind, import_id: int, skip_problems: bool = False
) -> None:
    """Have every good row written, or go on where the writing stopped.

    Raises InvalidInput while there are problems, unless the actor leaves those rows out.
    """
    with transaction():
        row = _locked(actor, kind, import_id)
        if row.state == "written":
            problem = _l("This roster has been written already.")
            raise Conflict(Problem("already_written", problem))
        refuse_gone(row)
        found = work.findings_of(row)
        begun = row.position > 0
        bad = found.counts()["problems"]
        if row.findings_id is None or found.general or (bad and not skip_problems and not begun):
            problem = _l("Nothing has been written: there are still problems in the file.")
            raise InvalidInput(Problem("roster_problems", problem))
        workflow.advance(_life(kind), "write", actor=actor, row=row)
        if not begun:
            row.counts = work.no_counts()
        _set_going(actor, row, work.WRITE, total=len(found.lines))


def stop_import(*, actor: Actor, kind: ImportKind, import_id: int) -> None:
    """Between two rows: what is written stays, whole. Raises Conflict once it is over."""
    with transaction():
        row = _locked(actor, kind, import_id, mend=False)
        if row.job_id:
            jobs.cancel(row.job_id)
        workflow.advance(_life(kind), "stop", actor=actor, row=row)


def _locked(actor: Actor, kind: ImportKind, import_id: int, *, mend: bool = True) -> RosterImport:
    row: RosterImport = lock(get_import(actor, kind, import_id))
    if mend and is_stuck(row):
        workflow.take(_life(kind), "stop", actor=actor, row=row)
    return row


def _check(actor: Actor, kind: ImportKind, row: RosterImport) -> None:
    workflow.advance(_life(kind), "check", actor=actor, row=row)
    _set_going(actor, row, work.CHECK)


def _set_going(actor: Actor, row: RosterImport, kind: str, *, total: int = 0) -> None:
    job = jobs.enqueue(actor=actor, kind=kind, total=total, import_id=row.id)
    row.job_id = job.id


def _refuse_begun(row: RosterImport) -> None:
    refuse_gone(row)
    if row.position or row.written_at is not None:
        raise Conflict(
            Problem("already_written", _l("Rows of this roster have been written already."))
        )


def refuse_gone(row: RosterImport) -> None:
    if row.purged_at is not None:
        raise Conflict(Problem("purged", _l("This file is no longer kept: upload it again.")))


def _life(kind: ImportKind) -> workflow.Lifecycle:
    return lifecycle(kind.permission)
