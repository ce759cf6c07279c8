from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import DateField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from app.children.desk.states import KINDS
from app.core.web.forms import BaseForm, strip


class RequestForm(BaseForm):
    kind = SelectField(
        _l("What the family asks"),
        choices=[SelectChoice(code, label) for code, label in KINDS.items()],
    )
    asked_by = StringField(_l("Who asks"), [Length(max=64)], filters=[strip], default="")
    asked_on = DateField(_l("Asked on"), [InputRequired(_l("Enter the day."))])
    text = TextAreaField(_l("In their words"), [Length(max=1000)], filters=[strip], default="")


class AnswerForm(BaseForm):
    outcome = SelectField(
        _l("Outcome"),
        choices=[
            SelectChoice("done", _l("Done as asked")),
            SelectChoice("refused", _l("Refused, with reasons")),
        ],
    )
    text = TextAreaField(
        _l("Answer to the family"),
        [Length(max=1000)],
        filters=[strip],
        default="",
        description=_l("It is printed. A refusal names the reasons and where to complain."),
    )
