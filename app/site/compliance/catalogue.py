"""For each table that holds something about people: on what basis, seen by whom, kept how long.

Beside the kind and purpose that each column declares where it is mapped. A table that is not here
fails a test: nothing about people is kept without these four.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l


@dataclass(frozen=True)
class Keeping:
    basis: Any
    seen_by: Any
    kept: Any


CONSENT = _l("Separate consent of the guardian (PIPL articles 29, 31)")
DUTY = _l("Statutory duty (Law on the Protection of Minors, article 43; PIPL article 13)")
VOLUNTEERING = _l("Consent and agreement of the volunteer (Regulations on Volunteer Service)")
CHECK_DUTY = _l("Statutory duty to check those who work with minors (article 62)")
ACCESS_DUTY = _l("Statutory duty to record access to minors’ data (2024 Regulations, article 36)")

STATION = _l("Chair and staff of the child’s station; the paired volunteer; others by approval")
FAMILY_STAFF = _l("Chair and staff of the child’s station; others by approval")
OFFICE = _l("Chair and staff of the station, and the federation above it")
AUDIT = _l("The auditor; the guardian on request")
OWN = _l("The person, and whoever manages accounts")

WHILE_LISTED = _l("Until three years after the child left the roster, or until deletion is asked")
WHILE_SERVING = _l("Until three years after the service ended")
THREE_YEARS = _l("Three years, then without names")
WITH_ACCOUNT = _l("As long as the account exists")

TABLES: dict[str, Keeping] = {
    "child": Keeping(DUTY, STATION, WHILE_LISTED),
    "disagreement": Keeping(DUTY, FAMILY_STAFF, WHILE_LISTED),
    "child_listing": Keeping(DUTY, STATION, WHILE_LISTED),
    "roster_entry": Keeping(DUTY, STATION, WHILE_LISTED),
    "family": Keeping(DUTY, STATION, WHILE_LISTED),
    "colour_review": Keeping(DUTY, FAMILY_STAFF, WHILE_LISTED),
    "child_fact": Keeping(CONSENT, FAMILY_STAFF, WHILE_LISTED),
    "child_move": Keeping(DUTY, FAMILY_STAFF, WHILE_LISTED),
    "hand_over": Keeping(DUTY, FAMILY_STAFF, WHILE_LISTED),
    "guardian": Keeping(DUTY, STATION, WHILE_LISTED),
    "consent": Keeping(CONSENT, STATION, WHILE_LISTED),
    "saved_view": Keeping(DUTY, OWN, WITH_ACCOUNT),
    "upload": Keeping(CONSENT, STATION, WHILE_LISTED),
    "document": Keeping(VOLUNTEERING, OFFICE, WHILE_SERVING),
    "access_request": Keeping(ACCESS_DUTY, AUDIT, THREE_YEARS),
    "reading_flag": Keeping(ACCESS_DUTY, AUDIT, THREE_YEARS),
    "family_request": Keeping(DUTY, OFFICE, THREE_YEARS),
    "audit_event": Keeping(ACCESS_DUTY, AUDIT, THREE_YEARS),
    "state_change": Keeping(DUTY, OFFICE, WHILE_LISTED),
    "volunteer": Keeping(VOLUNTEERING, OFFICE, WHILE_SERVING),
    "vetting_check": Keeping(CHECK_DUTY, OFFICE, WHILE_SERVING),
    "pledge": Keeping(VOLUNTEERING, OFFICE, WHILE_SERVING),
    "application_draft": Keeping(VOLUNTEERING, OFFICE, THREE_YEARS),
    "leaving_notice": Keeping(VOLUNTEERING, OFFICE, WHILE_SERVING),
    "volunteer_appeal": Keeping(VOLUNTEERING, OFFICE, WHILE_SERVING),
    "application_paper": Keeping(CHECK_DUTY, OFFICE, WHILE_SERVING),
    "volunteer_licence": Keeping(CHECK_DUTY, OFFICE, WHILE_SERVING),
    "volunteer_reference": Keeping(CHECK_DUTY, OFFICE, WHILE_SERVING),
    "team_captaincy": Keeping(VOLUNTEERING, OFFICE, WHILE_SERVING),
    "first_meeting": Keeping(CONSENT, STATION, WHILE_LISTED),
    "pairing_review": Keeping(CONSENT, STATION, WHILE_LISTED),
    "pairing_closure": Keeping(CONSENT, STATION, WHILE_LISTED),
    "closure_step": Keeping(CONSENT, STATION, WHILE_LISTED),
    "task_force": Keeping(CONSENT, STATION, WHILE_LISTED),
    "task_force_member": Keeping(CONSENT, STATION, WHILE_LISTED),
    "plan_item": Keeping(CONSENT, STATION, WHILE_LISTED),
    "task_force_minutes": Keeping(CONSENT, STATION, WHILE_LISTED),
    "round_stop": Keeping(DUTY, STATION, WHILE_LISTED),
    "activity": Keeping(VOLUNTEERING, OFFICE, THREE_YEARS),
    "duty_shift": Keeping(VOLUNTEERING, OFFICE, THREE_YEARS),
    "organisation": Keeping(VOLUNTEERING, OFFICE, WHILE_SERVING),
    "team": Keeping(VOLUNTEERING, OFFICE, WHILE_SERVING),
    "course": Keeping(VOLUNTEERING, OFFICE, WHILE_SERVING),
    "training_session": Keeping(VOLUNTEERING, OFFICE, WHILE_SERVING),
    "session_feedback": Keeping(VOLUNTEERING, OFFICE, THREE_YEARS),
    "record_correction": Keeping(VOLUNTEERING, OFFICE, WHILE_SERVING),
    "participant": Keeping(CONSENT, OFFICE, THREE_YEARS),
    "permission_slip": Keeping(CONSENT, STATION, WHILE_LISTED),
    "activity_photo": Keeping(CONSENT, STATION, WHILE_LISTED),
    "supply_answer": Keeping(VOLUNTEERING, OFFICE, THREE_YEARS),
    "activity_incident": Keeping(DUTY, FAMILY_STAFF, WHILE_LISTED),
    "activity_feedback": Keeping(CONSENT, OFFICE, THREE_YEARS),
    "user": Keeping(VOLUNTEERING, OWN, WITH_ACCOUNT),
    "login_session": Keeping(VOLUNTEERING, OWN, WITH_ACCOUNT),
}
UNSAID = Keeping(DUTY, OFFICE, THREE_YEARS)
"""Shown for a table that an area brought without saying more; the test names it."""


def keeping_of(table: str) -> Keeping:
    return TABLES.get(table, UNSAID)
