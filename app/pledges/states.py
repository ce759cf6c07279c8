from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.workflow import Lifecycle, State, Transition
from app.policy import P

PLEDGE = Lifecycle(
    name="pledge",
    states=(
        State("issued", _l("to be signed"), "amber", "open"),
        State("signed", _l("signed"), "green", "final"),
        State("withdrawn", _l("withdrawn"), "red", "final"),
    ),
    transitions=(
        Transition("sign", _l("Sign"), ("issued",), "signed", P.SIGN_PLEDGE),
        Transition(
            "withdraw",
            _l("Withdraw the pledge"),
            ("issued", "signed"),
            "withdrawn",
            P.WITHDRAW_PLEDGE,
            reason_required=True,
            tone="danger",
        ),
    ),
)
