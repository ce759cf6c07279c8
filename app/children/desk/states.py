from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.workflow import Lifecycle, State, Transition
from app.policy import P

LIFECYCLE = Lifecycle(
    name="family_request",
    states=(
        State("open", _l("To be answered"), "amber", "current"),
        State("done", _l("Done"), "green", "past"),
        State("refused", _l("Refused, with reasons"), "grey", "past"),
    ),
    transitions=(
        Transition("finish", _l("Done"), ("open",), "done", P.KEEP_REQUEST_DESK),
        Transition("refuse", _l("Refuse"), ("open",), "refused", P.KEEP_REQUEST_DESK, True),
    ),
)
KINDS = {
    "see": _l("See what is kept"),
    "copy": _l("Get a copy"),
    "correct": _l("Correct something"),
    "delete": _l("Delete the file"),
    "withdraw": _l("Withdraw a consent"),
}
TERM_DAYS = 15
"""Within which a request is answered."""
KEEP_YEARS = 3
"""After the child left the roster; a programme may set another term."""
