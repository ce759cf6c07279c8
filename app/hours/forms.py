from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange

from app.core.web.forms import BaseForm, strip
from app.hours.services import MOST


class DisputeForm(BaseForm):
    reason = TextAreaField(
        _l("What is not right?"), filters=[strip], validators=[InputRequired(), Length(max=300)]
    )


class SettleForm(BaseForm):
    minutes = IntegerField(
        _l("Minutes that count"), validators=[InputRequired(), NumberRange(0, MOST)]
    )
    reason = TextAreaField(
        _l("Reason"), filters=[strip], validators=[InputRequired(), Length(max=300)]
    )
