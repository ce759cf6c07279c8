"""The tables of this area, by subject."""

from app.volunteers.models.person import DifferentPeople, Volunteer
from app.volunteers.models.recruiting import (
    ApplicationDraft,
    Campaign,
    NoticeOpening,
    OutsideColumns,
    RepeatedApplication,
)
from app.volunteers.models.teams import Captaincy, Membership, Team
from app.volunteers.models.vetting import (
    Appeal,
    ApplicationPaper,
    LeavingNotice,
    Licence,
    Reference,
    VettingCheck,
)

__all__ = [
    "Appeal",
    "ApplicationDraft",
    "ApplicationPaper",
    "Campaign",
    "Captaincy",
    "DifferentPeople",
    "LeavingNotice",
    "Licence",
    "Membership",
    "NoticeOpening",
    "OutsideColumns",
    "Reference",
    "RepeatedApplication",
    "Team",
    "VettingCheck",
    "Volunteer",
]
