"""A volunteer's life with the station, from her application to her leaving."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.workflow import Lifecycle, State, Transition
from app.policy import P

UNDER_REVIEW = ("applied", "checking")
MENDABLE = ("applied", "returned")
"""The applicant herself may correct what she sent."""

VOLUNTEER = Lifecycle(
    name="volunteer",
    states=(
        State("applied", _l("Applied"), "blue", "open"),
        State("checking", _l("Being checked"), "amber", "open"),
        State("returned", _l("Returned for mending"), "amber", "open"),
        State("approved", _l("Approved"), "green", "serving"),
        State("suspended", _l("Suspended"), "red", "serving"),
        State("refused", _l("Refused"), "grey", "closed"),
        State("left", _l("Has left"), "grey", "closed"),
    ),
    transitions=(
        Transition(
            "check",
            _l("Begin the checks"),
            ("applied",),
            "checking",
            P.CHECK_VOLUNTEER,
            tone="quiet",
        ),
        Transition(
            "approve",
            _l("Approve"),
            ("checking",),
            "approved",
            P.DECIDE_VOLUNTEER,
            reason_required=True,
        ),
        Transition(
            "return",
            _l("Return for mending"),
            UNDER_REVIEW,
            "returned",
            P.CHECK_VOLUNTEER,
            reason_required=True,
            tone="quiet",
        ),
        Transition(
            "resubmit",
            _l("Put forward again"),
            ("returned",),
            "applied",
            P.REGISTER_VOLUNTEER,
            tone="quiet",
        ),
        Transition(
            "refuse",
            _l("Refuse"),
            UNDER_REVIEW,
            "refused",
            P.DECIDE_VOLUNTEER,
            reason_required=True,
            tone="danger",
        ),
        Transition(
            "appeal",
            _l("Record her appeal"),
            ("refused",),
            "checking",
            P.CHECK_VOLUNTEER,
            reason_required=True,
            tone="quiet",
        ),
        Transition(
            "suspend",
            _l("Suspend at once"),
            ("approved",),
            "suspended",
            P.SUSPEND_VOLUNTEER,
            reason_required=True,
            tone="danger",
        ),
        Transition(
            "reinstate",
            _l("Reinstate"),
            ("suspended",),
            "approved",
            P.DECIDE_VOLUNTEER,
            reason_required=True,
        ),
        Transition(
            "leave",
            _l("Record that she leaves"),
            (*UNDER_REVIEW, "returned", "approved", "suspended"),
            "left",
            P.REGISTER_VOLUNTEER,
            reason_required=True,
            tone="danger",
        ),
    ),
)
