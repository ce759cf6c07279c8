"""What this area's acts, and what they are done to, are called on the record."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.taskforces.states import TASK_FORCE

OBJECTS = {"task_force": _l("Task force")}
ACTS = {
    "task_force.member_added": _l("Member added to a task force"),
    "task_force.member_left": _l("Member left a task force"),
    "task_force.step_planned": _l("Step of a plan written down"),
    "task_force.step_done": _l("Step of a plan done"),
    "task_force.met": _l("Minutes of a task force written down"),
    "task_force.exported": _l("List of task forces exported"),
    "task_force.printed": _l("Sheet of a task force printed"),
}
LIFECYCLES = (TASK_FORCE,)
