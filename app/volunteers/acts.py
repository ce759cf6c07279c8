"""What this area's acts, and what they are done to, are called on the record."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.volunteers.states import VOLUNTEER

OBJECTS = {
    "outside_columns": _l("Columns for another system"),
    "campaign": _l("Call for volunteers"),
    "team": _l("Team"),
    "volunteer": _l("Volunteer"),
}
ACTS = {
    "campaign.created": _l("Call for volunteers made"),
    "campaign.edited": _l("Call for volunteers changed"),
    "team.captain_changed": _l("Captain of a team changed"),
    "team.created": _l("Team made"),
    "team.edited": _l("Team changed"),
    "team.roster_taken": _l("Roster of a team taken away"),
    "volunteer.appeal_decided": _l("Appeal decided"),
    "volunteer.notice_given": _l("Notice of leaving"),
    "volunteer.notice_taken_back": _l("Notice of leaving taken back"),
    "volunteer.applied_again": _l("Applied again under the same number"),
    "volunteer.checked": _l("Check recorded"),
    "volunteer.code_replaced": _l("Application code replaced"),
    "volunteer.edited": _l("Volunteer’s record changed"),
    "volunteer.exported": _l("List of volunteers exported"),
    "volunteer.forgotten": _l("Volunteer’s data made anonymous"),
    "volunteer.licence_added": _l("Licence of a volunteer added"),
    "volunteer.paper_added": _l("Scan of a written application added"),
    "volunteer.paper_opened": _l("Scan of a written application opened"),
    "volunteer.mended_herself": _l("Application mended by the applicant"),
    "volunteer.reference_recorded": _l("Reference written down"),
    "volunteer.compared": _l("Two records compared"),
    "volunteer.merged_with": _l("Another record taken over"),
    "volunteer.told_apart": _l("Two records are two people"),
    "volunteer.columns_set": _l("Columns of a list for another system set"),
    "volunteer.registered_outside": _l("Registration number put down"),
    "volunteer.repeat_settled": _l("Second application settled"),
    "volunteer.revealed": _l("Volunteer’s data shown in full"),
    "volunteer.sister_code_made": _l("Recommend-a-sister code made"),
    "volunteer.team_assigned": _l("Put into a team"),
}
LIFECYCLES = (VOLUNTEER,)
