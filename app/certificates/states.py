from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.workflow import Lifecycle, State, Transition
from app.policy import P

CERTIFICATE = Lifecycle(
    name="certificate",
    states=(
        State("issued", _l("valid"), "green"),
        State("withdrawn", _l("withdrawn"), "red"),
    ),
    transitions=(
        Transition(
            "withdraw",
            _l("Withdraw"),
            ("issued",),
            "withdrawn",
            P.WITHDRAW_CERTIFICATE,
            reason_required=True,
            tone="danger",
        ),
    ),
)

CORRECTION = Lifecycle(
    name="correction",
    states=(
        State("asked", _l("asked for"), "amber"),
        State("done", _l("corrected"), "green"),
        State("declined", _l("not corrected"), "grey"),
    ),
    transitions=(
        Transition(
            "settle",
            _l("It has been corrected"),
            ("asked",),
            "done",
            P.SETTLE_CORRECTION,
            reason_required=True,
        ),
        Transition(
            "decline",
            _l("It stays as it is"),
            ("asked",),
            "declined",
            P.SETTLE_CORRECTION,
            reason_required=True,
            tone="quiet",
        ),
    ),
)
