from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.workflow import Lifecycle, State, Transition
from app.policy import P

ACTIVITY = Lifecycle(
    name="activity",
    states=(
        State("draft", _l("draft"), "grey"),
        State("published", _l("published"), "green"),
        State("cancelled", _l("called off"), "red"),
        State("done", _l("done"), "blue"),
    ),
    transitions=(
        Transition("publish", _l("Publish"), ("draft",), "published", P.MANAGE_ACTIVITY),
        Transition(
            "cancel",
            _l("Call off"),
            ("draft", "published"),
            "cancelled",
            P.MANAGE_ACTIVITY,
            reason_required=True,
            tone="danger",
        ),
        Transition("finish", _l("Close with minutes"), ("published",), "done", P.MANAGE_ACTIVITY),
    ),
)

INCIDENT = Lifecycle(
    name="incident",
    states=(
        State("open", _l("to be followed up"), "amber"),
        State("closed", _l("followed up"), "green"),
    ),
    transitions=(
        Transition(
            "close",
            _l("Close the incident"),
            ("open",),
            "closed",
            P.KEEP_INCIDENT,
            reason_required=True,
        ),
    ),
)

SUPPLY = Lifecycle(
    name="supply",
    states=(
        State("open", _l("open"), "blue"),
        State("matched", _l("settled with one"), "green"),
        State("closed", _l("closed"), "grey"),
    ),
    transitions=(
        Transition("match", _l("Agree with this answer"), ("open",), "matched", P.KEEP_SUPPLY),
        Transition(
            "close",
            _l("Close the entry"),
            ("open", "matched"),
            "closed",
            P.KEEP_SUPPLY,
            reason_required=True,
        ),
    ),
)
