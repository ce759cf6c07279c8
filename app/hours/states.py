from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.workflow import Lifecycle, State, Transition
from app.policy import P

HOURS = Lifecycle(
    name="hours",
    states=(
        State("recorded", _l("recorded"), "blue"),
        State("confirmed", _l("confirmed"), "green"),
        State("disputed", _l("disputed"), "amber"),
    ),
    transitions=(
        Transition("confirm", _l("Confirm"), ("recorded",), "confirmed", P.CONFIRM_HOURS),
        Transition(
            "dispute",
            _l("This is not right"),
            ("recorded", "confirmed"),
            "disputed",
            P.DISPUTE_HOURS,
            reason_required=True,
            tone="quiet",
        ),
        Transition(
            "settle",
            _l("Decide and confirm"),
            ("disputed",),
            "confirmed",
            P.CONFIRM_HOURS,
            reason_required=True,
        ),
    ),
)
