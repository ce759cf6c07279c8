"""How a disagreement ends."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.workflow import Lifecycle, State, Transition
from app.policy import P

OPEN = "open"
LIFECYCLE = Lifecycle(
    name="disagreement",
    states=(
        State("open", _l("to be settled"), "amber"),
        State("kept", _l("file kept"), "grey"),
        State("taken", _l("list taken"), "green"),
        State("mended", _l("third value"), "green"),
        State("lapsed", _l("no longer differs"), "grey"),
    ),
    transitions=(
        Transition("keep", _l("Keep what the file holds"), (OPEN,), "kept", P.EDIT_CHILD, True),
        Transition("take", _l("Take what the list says"), (OPEN,), "taken", P.EDIT_CHILD, True),
        Transition(
            "mend", _l("Neither: enter what is right"), (OPEN,), "mended", P.EDIT_CHILD, True
        ),
        Transition("lapse", _l("No longer differs"), (OPEN,), "lapsed", P.EDIT_CHILD),
    ),
)
ANSWERS = ("keep", "take", "mend")
