"""Uploaded rosters are kept until their import has been looked after, and not longer."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from app.core import audit
from app.core.access.actors import SYSTEM
from app.core.clock import now
from app.core.db import session, transaction
from app.core.documents.uploads import Upload
from app.core.imports import work
from app.core.imports.models import RosterImport
from app.core.imports.states import AT_WORK

KEPT = timedelta(days=30)


def purge_old() -> int:
    """Nightly: destroy files and findings whose time is over, written or not; gives how many.

    The import itself stays, with its counts and who did it, and says since when its file is gone.
    """
    query = select(RosterImport.id).where(
        RosterImport.started_at < now() - KEPT,
        RosterImport.purged_at.is_(None),
        RosterImport.state.not_in(AT_WORK),
    )
    ids = session().scalars(query).all()
    for import_id in ids:
        with transaction():
            _purge(session().get_one(RosterImport, import_id))
    return len(ids)


def _purge(row: RosterImport) -> None:
    session().get_one(Upload, row.upload_id).destroy()
    work.forget_findings(row)
    row.purged_at, row.mapping = now(), {}
    audit.record(SYSTEM, "roster.purged", row, kind=row.kind)
