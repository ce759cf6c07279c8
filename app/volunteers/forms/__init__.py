"""What people fill in, by subject."""

from app.volunteers.forms.campaigns import CampaignForm
from app.volunteers.forms.entry import EditForm, EntryForm, JoinForm, PaperForm, StatusForm
from app.volunteers.forms.fields import offer
from app.volunteers.forms.lists import ColumnsForm, ExportForm, TakeOutForm
from app.volunteers.forms.person import VolunteerForm
from app.volunteers.forms.reasons import (
    AppealDecisionForm,
    AppealForm,
    CodedReasonForm,
    DatedReasonForm,
    MergeForm,
    NoticeForm,
    ReasonForm,
)
from app.volunteers.forms.teams import TEAM_KINDS, AssignForm, CaptainForm, TeamForm
from app.volunteers.forms.vetting import CheckForm, LicenceForm, ReferenceForm

__all__ = [
    "TEAM_KINDS",
    "AppealDecisionForm",
    "AppealForm",
    "AssignForm",
    "CampaignForm",
    "CaptainForm",
    "CheckForm",
    "CodedReasonForm",
    "ColumnsForm",
    "DatedReasonForm",
    "EditForm",
    "EntryForm",
    "ExportForm",
    "JoinForm",
    "LicenceForm",
    "MergeForm",
    "NoticeForm",
    "PaperForm",
    "ReasonForm",
    "ReferenceForm",
    "StatusForm",
    "TakeOutForm",
    "TeamForm",
    "VolunteerForm",
    "offer",
]
