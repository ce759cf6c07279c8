from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.workflow import Lifecycle, State, Transition
from app.policy import P

SESSION = Lifecycle(
    name="training",
    states=(
        State("planned", _l("planned"), "grey"),
        State("published", _l("open for sign-up"), "green"),
        State("cancelled", _l("called off"), "red"),
        State("done", _l("held"), "blue"),
    ),
    transitions=(
        Transition("publish", _l("Publish"), ("planned",), "published", P.MANAGE_TRAINING),
        Transition(
            "cancel",
            _l("Call off"),
            ("planned", "published"),
            "cancelled",
            P.MANAGE_TRAINING,
            reason_required=True,
            tone="danger",
        ),
        Transition("close", _l("Close the list"), ("published",), "done", P.MANAGE_TRAINING),
    ),
)

COMPLETION = Lifecycle(
    name="completion",
    states=(
        State("earned", _l("to be confirmed"), "amber"),
        State("confirmed", _l("completed"), "green"),
        State("refused", _l("not recognised"), "red"),
    ),
    transitions=(
        Transition("confirm", _l("Confirm"), ("earned",), "confirmed", P.CONFIRM_TRAINING),
        Transition(
            "refuse",
            _l("Do not recognise"),
            ("earned", "confirmed"),
            "refused",
            P.CONFIRM_TRAINING,
            reason_required=True,
            tone="danger",
        ),
    ),
)
