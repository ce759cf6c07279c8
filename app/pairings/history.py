"""What pairings tell of a child: in the time line of its file, and before the file is deleted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, or_, select

from app.children.models import Child
from app.children.queries import PAIRING
from app.core.access.actors import Actor
from app.core.access.policy import may
from app.core.access.scope import visible
from app.core.db import session
from app.core.documents.models import Document
from app.core.documents.uploads import Upload
from app.core.registry import Happening
from app.pairings.models import Pairing
from app.pairings.states import OPEN, RUNNING
from app.policy import P


def of_child(actor: Actor, child: Child) -> Iterator[Happening]:
    """Those pairings that the reader may see: a volunteer her own."""
    if not may(actor, P.READ_PAIRING):
        return
    query = visible(Pairing, actor).where(Pairing.child_id == child.id)
    for pairing in session().scalars(query.where(Pairing.state.in_((*RUNNING, "ended")))):
        name = pairing.volunteer.name
        yield Happening(pairing.starts_on, _("Paired with %(name)s", name=name))
        if pairing.ended_on:
            yield Happening(pairing.ended_on, _("The pairing with %(name)s ended", name=name))


def children_of(volunteer_id: int, first: date, last: date) -> int:
    """With how many children she was paired in that time; for her service record, without names."""
    query = select(func.count(Pairing.child_id.distinct())).where(
        Pairing.volunteer_id == volunteer_id,
        Pairing.state.in_((*RUNNING, "ended")),
        Pairing.starts_on <= last,
        or_(Pairing.ended_on.is_(None), Pairing.ended_on >= first),
    )
    return session().scalar(query) or 0


def keeps_file(child: Child) -> list[Any]:
    running = select(Pairing.id).where(Pairing.child_id == child.id, Pairing.state.in_(OPEN))
    if session().scalars(running).first() is None:
        return []
    return [_l("A pairing is running: end it with a farewell first.")]


def goes_on_by(child: Child, scope: str) -> list[Any]:
    """Pairings that rest on the guardian's consent."""
    if scope != PAIRING:
        return []
    running = select(Pairing).where(Pairing.child_id == child.id, Pairing.state.in_(RUNNING))
    return [
        _(
            "%(name)s is paired with the child: she no longer sees the file, and the station ends "
            "the pairing with a farewell.",
            name=one.volunteer.name,
        )
        for one in session().scalars(running)
    ]


def follow(child: Child) -> None:
    """Open pairings lie where the child does: the new station keeps them."""
    here = select(Pairing).where(Pairing.child_id == child.id, Pairing.state.in_(OPEN))
    for pairing in session().scalars(here):
        pairing.region_code = child.region_code


def to_shred(child: Child) -> list[Any]:
    """Papers of the child's pairings, which name it: agreements, statements, scans."""
    pairings = select(Pairing.id).where(Pairing.child_id == child.id)
    of_pairing = (Document.subject_type == "pairing") & Document.subject_id.in_(pairings)
    scans = select(Pairing.agreement_scan_id).where(
        Pairing.child_id == child.id, Pairing.agreement_scan_id.is_not(None)
    )
    return [
        *session().scalars(select(Document).where(of_pairing)),
        *session().scalars(select(Upload).where(Upload.id.in_(scans))),
    ]
