from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.workflow import Lifecycle, State, Transition
from app.policy import P

RUNNING = ("active", "lapsed", "suspended", "paused")
"""The episode runs: the volunteer has the place and the child has the volunteer."""
OPEN = ("proposed", *RUNNING)
"""A proposal holds the place too, or a volunteer could be promised to ten families."""
SEES_CHILD = ("active", "lapsed", "paused")
"""What lapses for want of a paper leaves the volunteer her child; a suspension does not."""

PAIRING = Lifecycle(
    name="pairing",
    states=(
        State("proposed", _l("proposed"), "blue", "open"),
        State("active", _l("running"), "green", "running"),
        State("lapsed", _l("lapsed"), "amber", "running"),
        State("suspended", _l("suspended"), "red", "running"),
        State("paused", _l("paused"), "grey", "running"),
        State("ended", _l("ended"), "grey", "over"),
        State("declined", _l("did not come about"), "grey", "over"),
    ),
    transitions=(
        Transition("accept", _l("Both say yes"), ("proposed",), "active", P.ANSWER_PAIRING),
        Transition("decline", _l("Say no"), ("proposed",), "declined", P.ANSWER_PAIRING),
        Transition("lapse", _l("Lapse"), ("active", "suspended"), "lapsed", P.KEEP_PAIRING),
        Transition(
            "suspend",
            _l("Suspend at once"),
            ("active", "lapsed", "paused"),
            "suspended",
            P.KEEP_PAIRING,
            reason_required=True,
            tone="danger",
        ),
        Transition("mend", _l("Run again"), ("lapsed", "suspended"), "active", P.KEEP_PAIRING),
        Transition(
            "pause",
            _l("Pause"),
            ("active", "lapsed"),
            "paused",
            P.KEEP_PAIRING,
            reason_required=True,
        ),
        Transition("resume", _l("Resume"), ("paused", "suspended"), "active", P.KEEP_PAIRING),
        Transition(
            "end",
            _l("End the pairing"),
            RUNNING,
            "ended",
            P.END_PAIRING,
            reason_required=True,
            tone="danger",
        ),
    ),
)
