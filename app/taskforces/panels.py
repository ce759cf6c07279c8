"""What task forces show on a child's page and on the home page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from app.children.models import Child
from app.core.access.actors import Actor
from app.core.access.policy import may
from app.core.access.scope import visible
from app.core.clock import today
from app.core.db import session
from app.core.registry import Happening, Panel, Todo
from app.policy import P
from app.taskforces import queries
from app.taskforces.models import TaskForce
from app.taskforces.states import TASK_FORCE


def of_child(actor: Actor, child: Child) -> Panel | None:
    """For the station; a volunteer finds hers in her own list."""
    if not may(actor, P.KEEP_TASK_FORCE, child):
        return None
    force = queries.open_of_child(child.id)
    may_form = force is None and child.state == "enrolled"
    return Panel(
        "taskforces/_of_child.html",
        {
            "force": force,
            "state": TASK_FORCE.state(force.state) if force else None,
            "form_url": url_for("taskforces.new", child_id=child.id) if may_form else None,
        },
    )


def in_timeline(actor: Actor, child: Child) -> Iterator[Happening]:
    if not may(actor, P.KEEP_TASK_FORCE, child):
        return
    for force in session().scalars(select(TaskForce).where(TaskForce.child_id == child.id)):
        yield Happening(force.opened_on, _("Task force formed"))
        for one in queries.minutes_of(force):
            yield Happening(one.held_on, _("Task force met"), one.recorded_by_name)
        if force.closed_on:
            yield Happening(force.closed_on, _("Task force closed"))


def keeps_file(child: Child) -> list[Any]:
    if queries.open_of_child(child.id) is None:
        return []
    return [_l("A task force is at work: close it first.")]


def todos(actor: Actor) -> Iterator[Todo]:
    for item in queries.own_items(actor):
        late = item.due_on < today()
        text = _l("Your step in the task force for %(child)s", child=item.child.alias)
        url = url_for("taskforces.show", task_force_id=item.task_force_id)
        yield Todo(text, url, "red" if late else "amber")
    if not may(actor, P.KEEP_TASK_FORCE):
        return
    due = queries.listed(actor, "due")
    if number := session().scalar(select(func.count()).select_from(due.subquery())):
        url = url_for("taskforces.index", view="due")
        yield Todo(_l("Task forces whose review is due"), url, "red", number)
    if number := queries.overdue_items(actor, today()):
        url = url_for("taskforces.index", view="running")
        yield Todo(_l("Steps of task forces that are overdue"), url, "red", number)
    forming = visible(TaskForce, actor).where(TaskForce.state == "forming")
    if number := session().scalar(select(func.count()).select_from(forming.subquery())):
        url = url_for("taskforces.index", view="forming")
        yield Todo(_l("Task forces that have not begun"), url, "amber", number)
