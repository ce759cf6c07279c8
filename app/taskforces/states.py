from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.workflow import Lifecycle, State, Transition
from app.policy import P

TASK_FORCE = Lifecycle(
    name="task_force",
    states=(
        State("forming", _l("being formed"), "blue", "open"),
        State("running", _l("at work"), "green", "open"),
        State("closed", _l("closed"), "grey", "over"),
    ),
    transitions=(
        Transition("start", _l("Begin the work"), ("forming",), "running", P.KEEP_TASK_FORCE),
        Transition(
            "close",
            _l("Close the task force"),
            ("forming", "running"),
            "closed",
            P.CLOSE_TASK_FORCE,
            reason_required=True,
            tone="danger",
        ),
    ),
)
