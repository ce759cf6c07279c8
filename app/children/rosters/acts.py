"""What acts on rosters, and what they are done to, are called on the record."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.children.rosters.states import ROSTER

OBJECTS = {
    "village_roster": _l("Village’s roster"),
    "roster_check": _l("Monthly re-check of a roster"),
    "roster_version": _l("Version of a village’s roster"),
}
ACTS = {
    "child.roster_printed": _l("Child’s name printed on the village’s roster"),
    "roster.frozen": _l("Rows of a roster frozen"),
    "roster.locked": _l("Stamped roster locked"),
    "roster.printed": _l("Village’s roster printed"),
    "roster.reasons_noted": _l("Said why children have left the roster"),
    "roster.rechecked": _l("Roster gone through again"),
    "roster.scan_opened": _l("Scan of a stamped roster opened"),
    "roster.scanned_again": _l("Stamped roster scanned again"),
    "roster.sources_noted": _l("Department’s list compared with the roster"),
}
LIFECYCLES = (ROSTER,)
