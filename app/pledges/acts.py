"""What this area's acts, and what they are done to, are called on the record."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.pledges.states import PLEDGE

OBJECTS = {
    "pledge": _l("Pledge"),
    "pledge_batch": _l("Batch of pledges"),
}
ACTS = {
    "pledge.record_printed": _l("Service record of a volunteer printed"),
    "pledge.batch_made": _l("Batch of pledges made"),
    "pledge.scans_taken": _l("Scans of signed pledges taken in"),
}
LIFECYCLES = (PLEDGE,)
