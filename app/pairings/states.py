from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.workflow import Lifecycle, State, Transition
from app.policy import P

PAIRING = Lifecycle(
    name="pairing",
    states=(
        State("active", _l("running"), "green", "running"),
        State("ended", _l("ended"), "grey", "over"),
    ),
    transitions=(
        Transition(
            "end",
            _l("End the pairing"),
            ("active",),
            "ended",
            P.END_PAIRING,
            reason_required=True,
            tone="danger",
        ),
    ),
)
