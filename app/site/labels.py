"""What the kinds of data, and the tables that hold it, are called."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.personal import Kind

KIND_LABELS = {
    Kind.NAME: _l("name"),
    Kind.IDENTITY_NUMBER: _l("identity number"),
    Kind.PHONE: _l("phone number"),
    Kind.ADDRESS: _l("address"),
    Kind.BIRTH_DATE: _l("birth date"),
    Kind.SEX: _l("sex"),
    Kind.HEALTH: _l("health"),
    Kind.SCHOOL: _l("school"),
    Kind.HOUSEHOLD: _l("family situation"),
    Kind.OCCUPATION: _l("occupation"),
    Kind.CONDUCT: _l("conduct"),
    Kind.SIGNATURE: _l("signature"),
    Kind.IMAGE: _l("picture"),
    Kind.TEXT: _l("text"),
}

TABLE_LABELS = {
    "activity": _l("Activities"),
    "application_draft": _l("Unfinished applications"),
    "audit_event": _l("Record of acts"),
    "duty_shift": _l("Duty rota"),
    "pairing_review": _l("Reviews of pairings"),
    "round_stop": _l("Stops of a round of visits"),
    "team_captaincy": _l("Captains of teams"),
    "volunteer_licence": _l("Licences of volunteers"),
    "volunteer_reference": _l("References of volunteers"),
    "activity_feedback": _l("Feedback on activities"),
    "child": _l("Children"),
    "consent": _l("Consents"),
    "closure_step": _l("Steps of ending a pairing"),
    "course": _l("Courses"),
    "document": _l("Issued documents"),
    "first_meeting": _l("First meetings of pairs"),
    "guardian": _l("Guardians"),
    "access_request": _l("Requests to open files and take lists"),
    "family_request": _l("What families have asked"),
    "reading_flag": _l("Unusual reading of children’s files"),
    "login_session": _l("Signed-in devices"),
    "participant": _l("Participants of activities"),
    "pairing_closure": _l("Endings of pairings"),
    "pledge": _l("Pledges"),
    "record_correction": _l("Corrections of hours"),
    "session_feedback": _l("Feedback on training"),
    "state_change": _l("History of records"),
    "team": _l("Teams"),
    "training_session": _l("Training sessions"),
    "upload": _l("Scans"),
    "user": _l("Accounts"),
    "vetting_check": _l("Vetting"),
    "volunteer": _l("Volunteers"),
}
