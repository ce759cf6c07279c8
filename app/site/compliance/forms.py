from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import SelectChoice, SelectField

from app.core.web.forms import BaseForm


class PackForm(BaseForm):
    once = False
    what = SelectField(
        _l("Paper"),
        choices=[
            SelectChoice("pack", _l("Yearly compliance pack (PDF)")),
            SelectChoice("pack_xlsx", _l("Yearly compliance pack (Excel)")),
            SelectChoice("rule", _l("Rule on processing children’s data")),
            SelectChoice("assessment", _l("Impact assessment")),
        ],
    )
    region = SelectField(_l("Place"))
    year = SelectField(_l("Year"), coerce=int)
