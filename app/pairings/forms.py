from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectChoice, TextAreaField
from wtforms.validators import InputRequired, Length

from app.core.web.forms import BaseForm, strip
from app.pairings.services import ROLES


class PairForm(BaseForm):
    role = RadioField(
        _l("The part she takes"),
        choices=[SelectChoice(code, label) for code, label in ROLES.items()],
        default="lead",
        validators=[InputRequired()],
    )


class EndForm(BaseForm):
    reason = TextAreaField(
        _l("Reason"),
        filters=[strip],
        validators=[InputRequired(), Length(max=500)],
        description=_l("Who told the child, and who looks after the child from now on."),
    )
