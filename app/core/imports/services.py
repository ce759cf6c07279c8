"""Taking a roster in: keep the file, correct its columns, write it once."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from app.core import audit
from app.core.access.actors import Actor
from app.core.access.policy import demand
from app.core.access.scope import get_visible, lock
from app.core.clock import now
from app.core.db import session, transaction
from app.core.documents.sheets import UnreadableFile
from app.core.documents.uploads import store
from app.core.errors import Conflict, InvalidInput, NotFound, Problem
from app.core.imports import messages, pipeline
from app.core.imports.kinds import ImportKind
from app.core.imports.models import RosterImport
from app.core.imports.pipeline import Examination

Corrections = Mapping[str, Mapping[str, str]]


def start_import(
    *, actor: Actor, kind: ImportKind, region_code: str, content: bytes, name: str
) -> RosterImport:
    """Keep the file, encrypted. Raises InvalidInput, naming `file`, if it cannot be read."""
    demand(actor, kind.permission, region_code)
    with transaction():
        try:
            pipeline.find_tables(content, name, kind.open(actor, region_code), {})
        except UnreadableFile as error:
            raise InvalidInput(
                Problem(error.code, messages.text_of_unreadable(error), field="file")
            ) from error
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
            upload_id=upload.id,
            started_by=actor.user_id,
        )
        session().add(started)
        session().flush()
        audit.record(actor, "roster.uploaded", started, kind=kind.code)
    return started


def get_import(actor: Actor, kind: ImportKind, import_id: int) -> RosterImport:
    """Raises NotFound outside the actor's scope, and for an import of another kind."""
    found: RosterImport = get_visible(RosterImport, actor, import_id, kind.permission)
    if found.kind != kind.code:
        raise NotFound(Problem("not_found", ""))
    return found


def correct_columns(
    *, actor: Actor, kind: ImportKind, import_id: int, choices: Corrections
) -> None:
    """Keep what a person said the columns mean. Raises InvalidInput if it cannot be so."""
    with transaction():
        row = lock(get_import(actor, kind, import_id))
        _refuse_written(row)
        try:
            pipeline.find_tables(*_file(row), kind.open(actor, row.region_code), choices)
        except ValueError as error:
            problem = _l("Two columns cannot mean the same.")
            raise InvalidInput(Problem("columns_twice", problem)) from error
        row.mapping = {table: dict(columns) for table, columns in choices.items()}


def examine(actor: Actor, kind: ImportKind, row: RosterImport) -> Examination:
    """What the file would change now. Writes nothing."""
    return pipeline.examine(*_file(row), kind.open(actor, row.region_code), row.mapping)


def write_roster(
    *, actor: Actor, kind: ImportKind, import_id: int, skip_problems: bool = False
) -> Examination:
    """Write every good row in one transaction.

    Raises InvalidInput while there are problems, unless the actor leaves those rows out.
    """
    with transaction():
        row = lock(get_import(actor, kind, import_id))
        _refuse_written(row)
        demand(actor, kind.permission, row.region_code)
        roster = kind.open(actor, row.region_code)
        found = pipeline.examine(*_file(row), roster, row.mapping)
        if found.general or (found.problems and not skip_problems):
            raise InvalidInput(
                Problem(
                    "roster_problems",
                    _l("Nothing has been written: there are still problems in the file."),
                )
            )
        roster.write([entry for entry in found.good if entry.status != "unchanged"])
        row.counts = found.counts() | {"problems": len(found.bad)}
        row.written_at = now()
        audit.record(actor, "roster.imported", row, kind=kind.code, **row.counts)
    return found


def _file(row: RosterImport) -> tuple[bytes, str]:
    return row.upload.read(), row.upload.original_name or ""


def _refuse_written(row: RosterImport) -> None:
    if row.written_at is not None:
        raise Conflict(Problem("already_written", _l("This roster has been written already.")))
