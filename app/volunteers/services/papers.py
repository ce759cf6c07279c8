"""Scans of applications that were written by hand: kept with the record, opened on the record."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l

from app.core import audit
from app.core.access.actors import Actor
from app.core.access.policy import demand
from app.core.access.scope import get_visible
from app.core.db import session, transaction
from app.core.documents.scans import store_pages
from app.core.documents.uploads import Upload
from app.core.errors import Conflict, NotFound, Problem
from app.policy import P
from app.volunteers.models import ApplicationPaper, Volunteer
from app.volunteers.services.vetting import locked

Files = Sequence[tuple[str, bytes]]


def add_paper(*, actor: Actor, volunteer_id: int, files: Files) -> ApplicationPaper:
    """`files`: names and bytes, in the order of the pages. Raises InvalidInput naming `papers`."""
    with transaction():
        volunteer = locked(actor, volunteer_id)
        demand(actor, P.REGISTER_VOLUNTEER, volunteer)
        if volunteer.state in ("left", "merged"):
            text = _l("This record is closed: nothing is added to it.")
            raise Conflict(Problem("wrong_state", text))
        return keep_paper(actor, volunteer, files)


def keep_paper(actor: Actor, volunteer: Volunteer, files: Files) -> ApplicationPaper:
    """In the running transaction of whoever has checked the right."""
    scan = store_pages(files, purpose="application", user_id=actor.user_id, field="papers")
    paper = ApplicationPaper(volunteer=volunteer, scan_id=scan.id, added_by=actor.user_id)
    session().add(paper)
    session().flush()
    audit.record(actor, "volunteer.paper_added", volunteer, paper=paper.id)
    return paper


def open_paper(*, actor: Actor, volunteer_id: int, paper_id: int) -> Upload:
    """For whoever reviews her. It goes on record that it was opened."""
    with transaction() as current:
        volunteer: Volunteer = get_visible(Volunteer, actor, volunteer_id, P.CHECK_VOLUNTEER)
        paper = next((one for one in volunteer.papers if one.id == paper_id), None)
        if paper is None:
            raise NotFound(Problem("not_found", ""))
        audit.record(actor, "volunteer.paper_opened", volunteer, paper=paper.id)
        return current.get_one(Upload, paper.scan_id)
