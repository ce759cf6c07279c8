"""What this area's acts, and what they are done to, are called on the record."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.children.access.states import LIFECYCLE as ACCESS_REQUEST
from app.children.desk.states import LIFECYCLE as FAMILY_REQUEST
from app.children.states import LIFECYCLE as CHILD

OBJECTS = {
    "access_request": _l("Request to open or to take away"),
    "child": _l("Child"),
    "consent": _l("Consent"),
    "family": _l("Family"),
    "family_request": _l("Request of a family"),
    "guardian": _l("Guardian"),
    "reading_flag": _l("Unusual reading"),
}
ACTS = {
    "access_request.passed_on": _l("Request to open passed on to the child’s new station"),
    "family_request.passed_on": _l("Request of a family passed on to the child’s new station"),
    "child.changed": _l("Child’s file changed"),
    "child.copied": _l("Copy of a child’s file given to the family"),
    "child.destroyed": _l("Key of a child’s file destroyed"),
    "child.exported": _l("List of children exported"),
    "child.joined_family": _l("Child put into the family of brothers and sisters"),
    "child.left_family": _l("Child taken out of a family"),
    "child.guardian_saved": _l("Guardian written down"),
    "child.fact_recorded": _l("Something told of the child recorded"),
    "child.forgotten": _l("File made anonymous, its term being over"),
    "child.handed_over": _l("Said who looks after the young adult next"),
    "child.moved": _l("Child’s file moved to another village"),
    "child.received": _l("New station has taken note of a moved child"),
    "child.successors_exported": _l("List of those who come of age exported"),
    "child.opened": _l("Child’s file opened"),
    "child.printed": _l("Child’s file printed"),
    "child.readers_printed": _l("List of readers of a file printed"),
    "child.revealed": _l("Child’s data shown in full"),
    "consent.form_printed": _l("Consent form printed"),
    "consent.form_shown": _l("Consent form shown on the screen"),
    "consent.granted": _l("Guardian agreed"),
    "consent.refused": _l("Guardian refused"),
    "consent.scan_opened": _l("Scan of a consent opened"),
    "consent.withdrawn": _l("Consent withdrawn"),
    "family.apart": _l("Two families said not to be one"),
    "family.reviewed": _l("Colour of a family reviewed"),
    "reading_flag.looked_into": _l("Unusual reading looked into"),
}
LIFECYCLES = (CHILD, ACCESS_REQUEST, FAMILY_REQUEST)
