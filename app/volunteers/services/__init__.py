"""Use cases of volunteers and teams, by the part of a volunteer's life they belong to."""

from app.volunteers.services.entry import (
    Entry,
    Source,
    apply,
    edit,
    enter_volunteer,
    mend,
    replace_code,
    settle_repeats,
)
from app.volunteers.services.licences import add_licence
from app.volunteers.services.reading import export, reveal
from app.volunteers.services.standing import leave, make_sister_code, reinstate, suspend
from app.volunteers.services.teams import (
    TeamValues,
    assign_team,
    change_captain,
    create_team,
    edit_team,
    note_roster,
)
from app.volunteers.services.vetting import (
    NOT_A_DECIDER,
    Approval,
    ReferenceValues,
    appeal,
    approve,
    begin_checks,
    may_decide,
    record_check,
    record_reference,
    refuse,
    resubmit,
    return_for_mending,
)

__all__ = [
    "NOT_A_DECIDER",
    "Approval",
    "Entry",
    "ReferenceValues",
    "Source",
    "TeamValues",
    "add_licence",
    "appeal",
    "apply",
    "approve",
    "assign_team",
    "begin_checks",
    "change_captain",
    "create_team",
    "edit",
    "edit_team",
    "enter_volunteer",
    "export",
    "leave",
    "make_sister_code",
    "may_decide",
    "mend",
    "note_roster",
    "record_check",
    "record_reference",
    "refuse",
    "reinstate",
    "replace_code",
    "resubmit",
    "return_for_mending",
    "reveal",
    "settle_repeats",
    "suspend",
]
