from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import Length, Optional

from app.children.access.rules import HOURS
from app.core.web.forms import BaseForm, strip

OUTCOME_LABELS = {
    "in_order": _l("In order: the work asked for it"),
    "warned": _l("Not needed: she has been told so"),
    "incident": _l("A security incident: it is dealt with by the plan and counted for the year"),
}


class PurposeForm(BaseForm):
    purpose = TextAreaField(
        _l("What do you need it for?"),
        [Length(max=500)],
        filters=[strip],
        default="",
        description=_l("Whoever decides reads it, and the guardian may ask to see it."),
    )


class AskForm(PurposeForm):
    identity_number = StringField(
        _l("Identity number"), [Length(max=30)], filters=[strip], default=""
    )


class DecisionForm(BaseForm):
    answer = SelectField(
        _l("Your decision"),
        choices=[SelectChoice("refuse", _l("Refuse")), SelectChoice("approve", _l("Approve"))],
    )
    hours = SelectField(
        _l("How long may it be used?"),
        coerce=int,
        choices=[SelectChoice(hours, _l("%(hours)s hours", hours=hours)) for hours in HOURS],
    )
    reason = TextAreaField(
        _l("Reason"),
        [Length(max=500)],
        filters=[strip],
        default="",
        description=_l("Needed for a refusal."),
    )


class FindingForm(BaseForm):
    outcome = RadioField(
        _l("What was it?"),
        [Optional()],
        choices=[SelectChoice(code, label) for code, label in OUTCOME_LABELS.items()],
    )
    reason = TextAreaField(_l("What did you find out?"), [Length(max=500)], filters=[strip])
