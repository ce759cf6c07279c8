"""The life of one version of a village's roster."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.workflow import Lifecycle, State, Transition
from app.policy import P

ROSTER = Lifecycle(
    name="village_roster",
    states=(
        State("draft", _l("Being compiled"), "blue", "open"),
        State("handed_in", _l("Waits for the township’s check"), "amber", "frozen"),
        State("checked", _l("Checked, to be printed"), "amber", "frozen"),
        State("printed", _l("Printed, to be stamped"), "amber", "frozen"),
        State("sealed", _l("Sealed and locked"), "green", "sealed"),
    ),
    transitions=(
        Transition(
            "hand_in", _l("Hand in for checking"), ("draft",), "handed_in", P.COMPILE_ROSTER
        ),
        Transition(
            "take_back",
            _l("Take back to mend it"),
            ("handed_in",),
            "draft",
            P.COMPILE_ROSTER,
            tone="quiet",
        ),
        Transition("check", _l("Checked, all correct"), ("handed_in",), "checked", P.CHECK_ROSTER),
        Transition("print", _l("Print the roster"), ("checked",), "printed", P.CHECK_ROSTER),
        Transition(
            "send_back",
            _l("Return for mending"),
            ("handed_in", "checked", "printed"),
            "draft",
            P.CHECK_ROSTER,
            reason_required=True,
            tone="quiet",
        ),
        Transition("seal", _l("Seal and lock"), ("printed",), "sealed", P.SEAL_ROSTER),
    ),
)

REASONS = {
    "moved": _l("Moved away"),
    "aged_out": _l("Come of age"),
    "no_need": _l("No longer in need"),
    "died": _l("Died"),
    "mistake": _l("Had been entered by mistake"),
    "deleted": _l("The family had the file deleted"),
}
"""Why a child is no longer on the roster: nobody vanishes without one."""
GIVEN = ("moved", "no_need", "mistake")
"""Those that a person says; the others the file itself tells."""
CHANGES = {
    "left": _l("Left the roster"),
    "new": _l("Newly listed"),
    "changed": _l("Facts changed"),
    "same": _l("As before"),
}
"""In the order in which they are shown: what must be looked at first."""
