"""The life of a request: to open a file, or to take a list away."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.workflow import Lifecycle, State, Transition
from app.policy import P

LIFECYCLE = Lifecycle(
    name="access_request",
    states=(
        State("asked", _l("Waits for a decision"), "amber", "open"),
        State("approved", _l("Approved"), "green", "open"),
        State("refused", _l("Refused"), "grey", "past"),
        State("taken", _l("Taken"), "blue", "past"),
        State("ended", _l("Ended: the child has moved"), "grey", "past"),
    ),
    transitions=(
        Transition("approve", _l("Approve"), ("asked",), "approved", P.DECIDE_CHILD_EXPORT),
        Transition(
            "refuse", _l("Refuse"), ("asked",), "refused", P.DECIDE_CHILD_EXPORT, True, "quiet"
        ),
        # When a child moves to where whoever approved no longer answers for it.
        Transition("end", _l("End it"), ("approved",), "ended", P.DECIDE_CHILD_ACCESS),
        Transition("take", _l("Take the list"), ("approved",), "taken", P.EXPORT_CHILDREN),
    ),
)
