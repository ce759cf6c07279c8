"""The doors by which a person's record comes in, and is corrected."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    HiddenField,
    StringField,
    TelField,
)
from wtforms.validators import DataRequired, Length, Optional

from app.core.web.forms import BaseForm
from app.volunteers.forms.fields import pages_field, plain, sent_files
from app.volunteers.forms.person import VolunteerForm
from app.volunteers.models import Volunteer


class JoinForm(VolunteerForm):
    sister_code = StringField(
        _l("Code of the sister who recommends you"), [Length(max=20)], filters=[plain]
    )
    agrees = BooleanField(
        _l("I have read the privacy notice and agree; what I have written is true"),
        [DataRequired(_l("Without your agreement the station may not keep your application."))],
    )

    def fill_known(self, volunteer: Volunteer) -> None:
        """What the station knows, without the numbers: those she writes again."""
        plain_names = "name kind placement occupation languages employer office honours channel"
        for name in (*plain_names.split(), "capacity", "motive", "experience", "household"):
            self[name].data = getattr(volunteer, name)
        self.region.data = volunteer.region_code
        self.skills.data = list(volunteer.skills)
        self.availability.data = list(volunteer.availability)


class EntryForm(VolunteerForm):
    """Staff key in what somebody told them, or wrote on paper."""

    political_status = StringField(_l("Political status"), [Length(max=16)], filters=[plain])
    agrees = BooleanField(
        _l("She has signed the application and the privacy notice on paper"),
        [DataRequired(_l("Let her sign first; keep the paper at the station."))],
    )
    papers = pages_field(may_stay_away=True)

    def files(self) -> list[tuple[str, bytes]]:
        return sent_files(self.papers)


class PaperForm(BaseForm):
    papers = pages_field()

    def files(self) -> list[tuple[str, bytes]]:
        return sent_files(self.papers)


class EditForm(VolunteerForm):
    """Masked values are empty: what stays empty is kept as it is."""

    version = HiddenField()
    political_status = StringField(_l("Political status"), [Length(max=16)], filters=[plain])
    identity_number = StringField(
        _l("Identity number"), [Optional(), Length(max=40)], filters=[plain]
    )
    phone = TelField(_l("Phone"), [Optional(), Length(max=40)], filters=[plain])

    @classmethod
    def question_validators(cls) -> list[Any]:
        return [Optional()]

    def fill_from(self, volunteer: Volunteer) -> None:
        for name in ("name", "kind", "placement", "occupation", "political_status", "capacity"):
            self[name].data = getattr(volunteer, name)
        self.region.data = volunteer.region_code
        self.skills.data = list(volunteer.skills)
        for name in ("languages", "employer", "office", "honours", "channel"):
            self[name].data = getattr(volunteer, name)
        self.availability.data = list(volunteer.availability)
        self.version.data = str(volunteer.version)
        if volunteer.declared_at is not None:
            for choice, question in zip(
                self.rules.eligibility.exclusions, self.questions, strict=True
            ):
                declared = choice.code in volunteer.exclusions_declared
                question.data = "yes" if declared else "no"


class StatusForm(BaseForm):
    once = False
    code = StringField(
        _l("Application code"),
        [DataRequired(_l("Write the code of 8 characters.")), Length(max=20)],
        filters=[plain],
    )
    last_four = StringField(
        _l("Last four characters of your identity number"),
        [DataRequired(_l("Write the last four characters.")), Length(max=8)],
        filters=[plain],
    )
