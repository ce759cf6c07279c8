from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.workflow import Lifecycle, State, Transition
from app.policy import P

ORGANISATION = Lifecycle(
    name="organisation",
    states=(
        State("proposed", _l("to be decided"), "blue", "open"),
        State("approved", _l("approved"), "green", "open"),
        State("suspended", _l("suspended"), "red", "open"),
        State("ended", _l("ended"), "grey", "over"),
    ),
    transitions=(
        Transition(
            "approve",
            _l("Approve the organisation"),
            ("proposed",),
            "approved",
            P.DECIDE_PARTNER,
            reason_required=True,
        ),
        Transition(
            "suspend",
            _l("Suspend the organisation"),
            ("approved",),
            "suspended",
            P.DECIDE_PARTNER,
            reason_required=True,
            tone="danger",
        ),
        Transition(
            "resume",
            _l("Take it back into service"),
            ("suspended",),
            "approved",
            P.DECIDE_PARTNER,
            reason_required=True,
        ),
        Transition(
            "end",
            _l("End the work together"),
            ("proposed", "approved", "suspended"),
            "ended",
            P.DECIDE_PARTNER,
            reason_required=True,
            tone="danger",
        ),
    ),
)
PARTNERSHIP = Lifecycle(
    name="county_partnership",
    states=(
        State("proposed", _l("waits for the other county"), "blue", "open"),
        State("running", _l("agreed by both"), "green", "open"),
        State("declined", _l("did not come about"), "grey", "over"),
        State("ended", _l("ended"), "grey", "over"),
    ),
    transitions=(
        Transition(
            "confirm", _l("Confirm for our county"), ("proposed",), "running", P.CONFIRM_PARTNER
        ),
        Transition(
            "decline",
            _l("Decline for our county"),
            ("proposed",),
            "declined",
            P.CONFIRM_PARTNER,
            tone="danger",
        ),
        Transition(
            "end",
            _l("End the agreement"),
            ("proposed", "running"),
            "ended",
            P.END_PARTNER,
            reason_required=True,
            tone="danger",
        ),
    ),
)
TEAM_PAIR = Lifecycle(
    name="team_pair",
    states=(
        State("running", _l("running"), "green", "open"),
        State("ended", _l("ended"), "grey", "over"),
    ),
    transitions=(
        Transition(
            "end",
            _l("End the work together"),
            ("running",),
            "ended",
            P.KEEP_PARTNER,
            reason_required=True,
            tone="danger",
        ),
    ),
)
