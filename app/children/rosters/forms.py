from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf.file import MultipleFileField
from wtforms import DateField, HiddenField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from app.children.forms import TickField
from app.children.rosters.states import GIVEN, REASONS
from app.core.clock import today
from app.core.web.forms import BaseForm, strip


class SourcesForm(BaseForm):
    """The village's children; ticked are those who stand on the department's list."""

    department = HiddenField()
    children = TickField(_l("Which of these children stand on that list?"))

    @property
    def chosen(self) -> set[int]:
        return {int(one) for one in self.children.data or () if one.isdecimal()}


class ScanForm(BaseForm):
    scans = MultipleFileField(
        _l("Scan or photos of all pages of the stamped roster"),
        description=_l(
            "One PDF with all pages, or a photo of each page in order. It is stored encrypted."
        ),
        render_kw={"accept": "image/jpeg,image/png,application/pdf"},
    )

    def files(self) -> list[tuple[str, bytes]]:
        return [(one.filename or "", one.read()) for one in self.scans.data or () if one.filename]


class SealForm(ScanForm):
    code = StringField(
        _l("Code on the paper"),
        [InputRequired(_l("Type the six characters that stand below the boxes.")), Length(max=12)],
        filters=[strip],
        description=_l("Six characters below the boxes of the last page: 核对码"),
    )
    sealed_on = DateField(_l("Stamped on"), [InputRequired(_l("Enter the day."))], default=today)
    office = StringField(
        _l("Whose seal"),
        [InputRequired(_l("Write whose seal the paper bears.")), Length(max=80)],
        filters=[strip],
        description=_l("For example: 加义镇党委"),
    )


def reasons_form(gone: list[tuple[int, str]]) -> BaseForm:
    """One choice for each child that has left and whose file does not say why."""
    choices = [
        SelectChoice("", _l("Choose a reason")),
        *(SelectChoice(code, REASONS[code]) for code in GIVEN),
    ]
    fields = {
        f"reason_{child_id}": SelectField(label, choices=choices, default="")
        for child_id, label in gone
    }
    made: BaseForm = type("ReasonsForm", (BaseForm,), fields)()
    return made


def reasons_given(form: BaseForm) -> dict[int, str]:
    return {
        int(field.name.removeprefix("reason_")): field.data
        for field in form
        if field.name.startswith("reason_") and field.data
    }
