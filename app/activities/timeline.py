"""The activities to which a child came, as its file tells them."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext as _
from sqlalchemy import select

from app.activities.models import Activity
from app.activities.services.joining import CHILD
from app.children.models import Child
from app.core.access.actors import Actor
from app.core.clock import today
from app.core.db import session
from app.core.enrolment.models import Participant
from app.core.registry import Happening


def of_child(_actor: Actor, child: Child) -> Iterator[Happening]:
    query = (
        select(Activity, Participant.attended)
        .join(Participant, Participant.occasion_id == Activity.occasion_id)
        .where(
            Participant.kind == CHILD,
            Participant.ref == child.id,
            Participant.is_active,
            Activity.state != "cancelled",
        )
    )
    for activity, came in session().execute(query):
        if came:
            yield Happening(activity.day, _("Came to “%(title)s”", title=activity.title))
        elif came is False:
            yield Happening(activity.day, _("Did not come to “%(title)s”", title=activity.title))
        elif activity.day >= today():
            yield Happening(activity.day, _("Is signed up for “%(title)s”", title=activity.title))
