"""Two records of one volunteer become one: she is in a task force once."""

from __future__ import annotations

from sqlalchemy import select

from app.core.clock import today
from app.core.db import session
from app.taskforces.models import TaskForceMember
from app.taskforces.rules import MOTHER
from app.volunteers.models import Volunteer


def join_memberships(kept: Volunteer, _gone: Volunteer) -> None:
    """As the mother who is paired with the child, where she is that; else as she came first.

    What is still to be done goes with the place that stays.
    """
    query = select(TaskForceMember).where(
        TaskForceMember.volunteer_id == kept.id, TaskForceMember.until.is_(None)
    )
    stays: dict[int, TaskForceMember] = {}
    for member in sorted(session().scalars(query), key=lambda m: (m.profession != MOTHER, m.id)):
        first = stays.setdefault(member.task_force_id, member)
        if first is member:
            continue
        member.until = today()
        for item in member.task_force.items:
            if item.member_id == member.id and item.done_on is None:
                item.member = first
