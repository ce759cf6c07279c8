from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional

from app.certificates.composition import RecordWish
from app.certificates.kinds import GIVEN, PAPERS
from app.core.web.forms import BaseForm, strip


class GiveForm(BaseForm):
    """One certificate for one volunteer: her service record, an honour, or thanks."""

    kind = RadioField(
        _l("Which certificate"),
        choices=[SelectChoice(code, PAPERS[code].label) for code in GIVEN],
        default="record",
    )
    award = TextAreaField(
        _l("Honour, or what she is thanked for"),
        filters=[strip],
        validators=[Length(max=120)],
        description=_l("For the service record it stays empty."),
        render_kw={"rows": 2},
    )
    first = DateField(_l("Service from"), [Optional()], description=_l("Empty: from the first."))
    last = DateField(_l("Service until"), [Optional()], description=_l("Empty: until today."))
    purpose = StringField(
        _l("What it is for"),
        filters=[strip],
        validators=[Length(max=40)],
        description=_l("For example an application; may stay empty."),
    )
    whole_number = BooleanField(_l("She wants her identity number printed in full"))

    def wish(self, clerk: str) -> RecordWish:
        return RecordWish(
            self.first.data,
            self.last.data,
            self.purpose.data or "",
            bool(self.whole_number.data),
            clerk,
        )


class WithdrawForm(BaseForm):
    reason = TextAreaField(
        _l("Reason"), filters=[strip], validators=[InputRequired(), Length(max=300)]
    )


class ReissueForm(WithdrawForm):
    award = StringField(
        _l("Honour, or what she is thanked for"), filters=[strip], validators=[Length(max=120)]
    )


class WordingForm(BaseForm):
    region_code = SelectField(_l("For which place"))
    title = StringField(_l("Title"), filters=[strip], validators=[InputRequired(), Length(max=12)])
    body = TextAreaField(
        _l("Text"),
        filters=[strip],
        validators=[InputRequired(), Length(max=220)],
        render_kw={"rows": 4},
    )
    closing = TextAreaField(
        _l("Last sentence"), filters=[strip], validators=[Length(max=80)], render_kw={"rows": 2}
    )
    issuer = TextAreaField(
        _l("Who issues it, a line each"),
        filters=[strip],
        validators=[Length(max=100)],
        description=_l("At most three lines; empty: the station."),
        render_kw={"rows": 3},
    )


class CorrectionForm(BaseForm):
    text = TextAreaField(
        _l("What is wrong, and how is it right?"),
        filters=[strip],
        validators=[InputRequired(), Length(max=500)],
    )


class AnswerForm(BaseForm):
    is_corrected = RadioField(
        _l("Result"),
        choices=[
            SelectChoice("yes", _l("It has been corrected")),
            SelectChoice("no", _l("It stays as it is")),
        ],
        validators=[InputRequired()],
    )
    answer = TextAreaField(
        _l("Answer to the volunteer"),
        filters=[strip],
        validators=[InputRequired(), Length(max=300)],
    )
