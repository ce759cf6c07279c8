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
from app.volunteers.services.reading import export, reveal
from app.volunteers.services.standing import leave, make_sister_code, reinstate, suspend
from app.volunteers.services.teams import assign_team, create_team
from app.volunteers.services.vetting import (
    Approval,
    appeal,
    approve,
    begin_checks,
    record_check,
    refuse,
    resubmit,
    return_for_mending,
)

__all__ = [
    "Approval",
    "Entry",
    "Source",
    "appeal",
    "apply",
    "approve",
    "assign_team",
    "begin_checks",
    "create_team",
    "edit",
    "enter_volunteer",
    "export",
    "leave",
    "make_sister_code",
    "mend",
    "record_check",
    "refuse",
    "reinstate",
    "replace_code",
    "resubmit",
    "return_for_mending",
    "reveal",
    "settle_repeats",
    "suspend",
]
