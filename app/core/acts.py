"""What the acts of core, and what they are done to, are called on the record."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.enrolment.rules import STATES

OBJECTS = {
    "backup_run": _l("Backup"),
    "document": _l("Document"),
    "enrolment": _l("Sign-up"),
    "occasion": _l("Occasion"),
    "roster_import": _l("Roster"),
    "upload": _l("Scan"),
}
ACTS = {
    "attendance.absent": _l("Marked as not come"),
    "attendance.checked_in": _l("Checked in"),
    "attendance.checked_out": _l("Checked out"),
    "attendance.undone": _l("Check-in taken back"),
    "backup.failed": _l("Backup failed"),
    "backup.key_printed": _l("Backup key printed"),
    "backup.made": _l("Backup made"),
    "clock.accepted": _l("Clock declared right on the console"),
    "document.finished": _l("Document made final"),
    "document.issued": _l("Document issued"),
    "document.revised": _l("Draft of a document changed"),
    "document.withdrawn": _l("Document withdrawn"),
    "keys.rotated": _l("Master key renewed"),
    "signature.made": _l("Signing certificate made"),
    "signature.taken": _l("Signing certificate imported"),
    "signature.retired": _l("Digital signature stopped"),
    "occasion.moved": _l("Time of an occasion changed"),
    "occasion.seats_set": _l("Number of places changed"),
    "roster.check": _l("Roster checked again"),
    "roster.finish": _l("Roster written to the end"),
    "roster.imported": _l("Roster imported"),
    "roster.marked_copy": _l("Rows of a roster with problems downloaded"),
    "roster.purged": _l("File of a roster destroyed"),
    "roster.refuse": _l("Roster refused as unreadable"),
    "roster.show": _l("Roster checked"),
    "roster.stop": _l("Import of a roster stopped"),
    "roster.uploaded": _l("Roster uploaded"),
    "roster.write": _l("Writing of a roster begun"),
}
for _state, (_label, _tone) in STATES.items():
    ACTS[f"enrolment.{_state}"] = _l("%(what)s: %(step)s", what=OBJECTS["enrolment"], step=_label)
