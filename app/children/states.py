"""The life of a child's file on the roster."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.workflow import Lifecycle, State, Transition
from app.policy import P

LIFECYCLE = Lifecycle(
    name="child",
    states=(
        State("enrolled", _l("On the roster"), "green", "current"),
        State("left", _l("Left"), "grey", "past"),
        State("aged_out", _l("Come of age"), "grey", "past"),
        State("deceased", _l("Deceased"), "grey", "past"),
        State("deleted", _l("Deleted"), "grey", "gone"),
    ),
    transitions=(
        Transition(
            "leave", _l("Take off the roster"), ("enrolled",), "left", P.EDIT_CHILD, True, "quiet"
        ),
        Transition("age_out", _l("Record coming of age"), ("enrolled",), "aged_out", P.EDIT_CHILD),
        Transition(
            "record_death",
            _l("Record a death"),
            ("enrolled", "left"),
            "deceased",
            P.EDIT_CHILD,
            True,
            "quiet",
        ),
        Transition(
            "delete",
            _l("Delete the file"),
            ("enrolled", "left", "aged_out", "deceased"),
            "deleted",
            P.DELETE_CHILD,
            True,
            "danger",
        ),
        Transition(
            "re_enrol", _l("Put back on the roster"), ("left",), "enrolled", P.EDIT_CHILD, True
        ),
    ),
)

CONSEQUENCES = {
    "leave": _l(
        "The child is no longer on the roster and cannot be paired. The file stays, with its "
        "history, and can be opened again."
    ),
    "age_out": _l("The care of the roster ends. The file stays, with its history."),
    "record_death": _l(
        "The file is closed and cannot be opened again as an enrolled child’s. Nobody will be "
        "reminded of this child any more."
    ),
    "re_enrol": _l("The child is on the roster again and can be paired."),
}
