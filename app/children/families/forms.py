from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import DateField, RadioField, SelectChoice, TextAreaField
from wtforms.validators import Length, Optional

from app.children.families.states import COLOURS
from app.core.web.forms import BaseForm, strip


class ColourForm(BaseForm):
    colour = RadioField(
        _l("Colour"),
        [Optional()],
        choices=[
            SelectChoice(
                one.code, _l("%(colour)s: %(meaning)s", colour=one.label, meaning=one.meaning)
            )
            for one in COLOURS
        ],
    )
    reason = TextAreaField(
        _l("Why this colour?"),
        [Length(max=500)],
        filters=[strip],
        default="",
        description=_l("What was seen and heard, and by whom. Needs, not faults."),
    )
    next_on = DateField(
        _l("To be looked at again on"),
        [Optional()],
        description=_l("Red within a month, yellow within three months, green within a year."),
    )
