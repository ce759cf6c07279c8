"""What pairings tell of a child: in the time line of its file, and before the file is deleted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app.children.models import Child
from app.core.access.actors import Actor
from app.core.access.policy import may
from app.core.access.scope import visible
from app.core.db import session
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


def keeps_file(child: Child) -> list[Any]:
    running = select(Pairing.id).where(Pairing.child_id == child.id, Pairing.state.in_(OPEN))
    if session().scalars(running).first() is None:
        return []
    return [_l("A pairing is running: end it with a farewell first.")]
