from __future__ import annotations

from datetime import timedelta

from flask_babel import lazy_gettext as _l
from wtforms import DateField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, Regexp

from app.core.clock import today
from app.core.web.forms import BaseForm, strip
from app.pairings.forms import TicksField
from app.taskforces.rules import CONCERNS


class TaskForceForm(BaseForm):
    concern = RadioField(
        _l("The concern"),
        choices=[SelectChoice(code, label) for code, label in CONCERNS.items()],
        validators=[InputRequired(_l("Choose what it is about."))],
    )
    interest = TextAreaField(
        _l("What serves the child best"),
        filters=[strip],
        validators=[InputRequired(), Length(max=500)],
        description=_l(
            "The child’s best interest, in a sentence; what the child wishes belongs here"
        ),
    )
    goal = TextAreaField(
        _l("What is to be reached"), filters=[strip], validators=[Optional(), Length(max=500)]
    )


class MemberForm(BaseForm):
    profession = SelectField(
        _l("Place in the task force"), validators=[InputRequired(_l("Choose the profession."))]
    )
    volunteer = RadioField(
        _l("Who"), coerce=int, default=0, validators=[InputRequired(_l("Choose one."))]
    )
    name = StringField(_l("Name"), filters=[strip], validators=[Optional(), Length(max=64)])
    unit = StringField(_l("Unit"), filters=[strip], validators=[Optional(), Length(max=80)])
    phone = StringField(
        _l("Phone"),
        filters=[strip],
        validators=[
            Optional(),
            Regexp(r"^[0-9+ \-]{3,20}$", message=_l("Write the number in digits.")),
        ],
        render_kw={"inputmode": "tel"},
    )


class ItemForm(BaseForm):
    member = SelectField(_l("Who does it"), coerce=int, validators=[InputRequired()])
    what = TextAreaField(
        _l("What is done"), filters=[strip], validators=[InputRequired(), Length(max=300)]
    )
    due_on = DateField(
        _l("By"), validators=[InputRequired()], default=lambda: today() + timedelta(days=30)
    )


class ResultForm(BaseForm):
    result = TextAreaField(
        _l("What came of it"), filters=[strip], validators=[InputRequired(), Length(max=500)]
    )


class MinutesForm(BaseForm):
    held_on = DateField(_l("Day"), validators=[InputRequired()], default=today)
    present = TicksField(_l("Who was there"), coerce=int)
    said = TextAreaField(
        _l("What was said and decided"),
        filters=[strip],
        validators=[InputRequired(), Length(max=3000)],
    )
    next_review_on = DateField(_l("Next meeting of the task force"), validators=[InputRequired()])


class ReasonForm(BaseForm):
    reason = TextAreaField(
        _l("What was reached, and why it ends"),
        filters=[strip],
        validators=[InputRequired(), Length(max=500)],
    )
