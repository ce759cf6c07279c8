"""Courses to which a child's guardian came, as the child's file tells them."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext as _
from sqlalchemy import select

from app.children.models import Child
from app.core.access.actors import Actor
from app.core.db import session
from app.core.enrolment.models import Participant
from app.core.registry import Happening
from app.training.models import TrainingSession


def of_child(_actor: Actor, child: Child) -> Iterator[Happening]:
    query = (
        select(TrainingSession)
        .join(Participant, Participant.occasion_id == TrainingSession.occasion_id)
        .where(
            Participant.kind == "guardian",
            Participant.ref == child.id,
            Participant.is_active,
            Participant.attended.is_(True),
        )
    )
    for held in session().scalars(query):
        text = _("The guardian came to the course “%(title)s”", title=held.course.title)
        yield Happening(held.day, text)
