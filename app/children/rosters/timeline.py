"""What the village's sealed rosters tell of a child."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext as _
from sqlalchemy import select

from app.children.models import Child
from app.children.rosters.models import RosterEntry, RosterVersion
from app.core.access.actors import Actor
from app.core.db import session
from app.core.registry import Happening


def of_child(_actor: Actor, child: Child) -> Iterator[Happening]:
    """Versions that changed something for the child; nothing of what they say."""
    query = (
        select(RosterVersion, RosterEntry.change)
        .join(RosterVersion.entries)
        .where(
            RosterEntry.child_id == child.id,
            RosterEntry.change != "same",
            RosterVersion.state == "sealed",
        )
    )
    texts = {
        "new": _("On the village’s sealed roster for the first time"),
        "changed": _("On the village’s sealed roster, with changes"),
        "left": _("No longer on the village’s sealed roster"),
    }
    for roster, change in session().execute(query):
        if roster.sealed_on and change in texts:
            number = _("No. %(number)s", number=roster.number)
            yield Happening(roster.sealed_on, f"{texts[change]} ({number})", roster.office)
