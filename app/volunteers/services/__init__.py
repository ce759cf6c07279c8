"""Use cases of volunteers and teams, by the part of a volunteer's life they belong to."""

from app.volunteers.services.appeals import appeal, appeal_herself, decide_appeal
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
from app.volunteers.services.leaving import give_notice, take_notice_back
from app.volunteers.services.licences import add_licence
from app.volunteers.services.papers import add_paper, open_paper
from app.volunteers.services.reading import export, export_due, reveal
from app.volunteers.services.standing import leave, make_sister_code, reinstate, suspend
from app.volunteers.services.teams import (
    TeamValues,
    assign_team,
    change_captain,
    create_team,
    edit_team,
    note_roster,
    set_badge,
)
from app.volunteers.services.vetting import (
    NOT_A_DECIDER,
    Approval,
    ReferenceValues,
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
    "add_paper",
    "appeal",
    "appeal_herself",
    "apply",
    "approve",
    "assign_team",
    "begin_checks",
    "change_captain",
    "create_team",
    "decide_appeal",
    "edit",
    "edit_team",
    "enter_volunteer",
    "export",
    "export_due",
    "give_notice",
    "leave",
    "make_sister_code",
    "may_decide",
    "mend",
    "note_roster",
    "open_paper",
    "record_check",
    "record_reference",
    "refuse",
    "reinstate",
    "replace_code",
    "resubmit",
    "return_for_mending",
    "reveal",
    "set_badge",
    "settle_repeats",
    "suspend",
    "take_notice_back",
]
