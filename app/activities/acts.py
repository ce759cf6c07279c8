"""What this area's acts, and what they are done to, are called on the record."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.activities.states import ACTIVITY, INCIDENT, SUPPLY

OBJECTS = {
    "activity": _l("Activity"),
    "activity_incident": _l("Incident at an activity"),
    "incident": _l("Incident at an activity"),
    "activity_photo": _l("Photo of an activity"),
    "activity_template": _l("Template of an activity"),
    "supply": _l("Request or offer"),
    "duty_shift": _l("Shift of duty"),
    "activity_feedback": _l("Feedback on an activity"),
    "permission_slip": _l("Permission slip"),
    "holiday": _l("Holiday"),
    "round_stop": _l("Stop of a round of visits"),
    "school_period": _l("School term or holiday"),
}
ACTS = {
    "activity.list_printed": _l("Sign-in list with children’s names printed"),
    "activity.slips_printed": _l("Permission slips printed"),
    "activity.answered": _l("Feedback on an activity given"),
    "activity.changed": _l("Activity changed"),
    "activity.permitted": _l("Guardian permits an activity"),
    "activity.not_permitted": _l("Guardian does not permit an activity"),
    "activity.slip_opened": _l("Guardian’s slip opened"),
    "activity.notes_opened": _l("Notes on health and the way home opened"),
    "activity.photo_added": _l("Photo added"),
    "activity.photo_removed": _l("Photo taken out"),
    "activity.photos_opened": _l("Photos with children opened"),
    "activity.template_saved": _l("Template saved"),
    "activity.template_removed": _l("Template taken out"),
    "supply.answered": _l("Request or offer answered"),
    "incident.opened": _l("Incident opened"),
    "activity.slip_returned": _l("Permission slip for an activity handed in"),
    "holiday.forgotten": _l("Holiday taken out"),
    "holiday.set": _l("Holiday set"),
    "rota.assigned": _l("Shift of duty assigned"),
    "rota.noted": _l("Hand-over note written"),
    "rota.planned": _l("Duty rota planned"),
    "rota.relief_asked": _l("Relief from a shift asked for"),
    "round.families_added": _l("Families added to a round of visits"),
    "round.sheet_printed": _l("Sheet of a round of visits printed"),
    "round.family_ticked": _l("Family on a round of visits ticked"),
    "school_period.added": _l("School term or holiday added"),
    "school_period.removed": _l("School term or holiday taken out"),
}
LIFECYCLES = (ACTIVITY, INCIDENT, SUPPLY)
