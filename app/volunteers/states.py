"""A volunteer's life with the station, from her application to her leaving."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.workflow import Lifecycle, State, Transition
from app.policy import P

UNDER_REVIEW = ("applied", "checking")
MENDABLE = ("applied", "returned")
"""The applicant herself may correct what she sent."""

OWN_PAGES = ("merge", "grant_appeal", "uphold")
"""Steps that are taken on a page of their own, not by the button of their name."""

VOLUNTEER = Lifecycle(
    name="volunteer",
    states=(
        State("applied", _l("Applied"), "blue", "open"),
        State("checking", _l("Being checked"), "amber", "open"),
        State("returned", _l("Returned for mending"), "amber", "open"),
        State("appealed", _l("Appeal before the level above"), "amber", "open"),
        State("approved", _l("Approved"), "green", "serving"),
        State("suspended", _l("Suspended"), "red", "serving"),
        State("refused", _l("Refused"), "grey", "closed"),
        State("left", _l("Has left"), "grey", "closed"),
        State("merged", _l("Merged into another record"), "grey", "merged"),
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
            "appealed",
            P.CHECK_VOLUNTEER,
            reason_required=True,
            tone="quiet",
        ),
        Transition(
            "grant_appeal",
            _l("Grant the appeal"),
            ("appealed",),
            "checking",
            P.DECIDE_VOLUNTEER,
            reason_required=True,
        ),
        Transition(
            "uphold",
            _l("Uphold the refusal"),
            ("appealed",),
            "refused",
            P.DECIDE_VOLUNTEER,
            reason_required=True,
            tone="danger",
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
            (*UNDER_REVIEW, "returned", "appealed", "approved", "suspended"),
            "left",
            P.REGISTER_VOLUNTEER,
            reason_required=True,
            tone="danger",
        ),
        Transition(
            "merge",
            _l("Merge"),
            (*UNDER_REVIEW, "returned", "appealed", "approved", "suspended", "refused", "left"),
            "merged",
            P.MERGE_VOLUNTEERS,
            reason_required=True,
            tone="danger",
        ),
    ),
)
