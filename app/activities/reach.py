"""Whom the calendar has reached: the outermost ring of coverage asks for a group activity (R48)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, select

from app.activities.kinds import KINDS
from app.activities.models import Activity
from app.children.models import Child
from app.core.enrolment.models import Participant

FOR_CHILDREN = [one.code for one in KINDS if one.group != "work"]


def by_attendance(since: date) -> ColumnElement[bool]:
    """The child was there; a duty or a meeting of the station is no activity for children."""
    came = (
        select(Participant.ref)
        .join(Activity, Activity.occasion_id == Participant.occasion_id)
        .where(
            Participant.kind == "child",
            Participant.attended.is_(True),
            Activity.kind.in_(FOR_CHILDREN),
            Activity.day >= since,
        )
    )
    return Child.id.in_(came)
