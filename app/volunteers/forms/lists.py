"""Lists that leave the house."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Length

from app.core.web.forms import BaseForm, strip
from app.volunteers.forms.fields import plain


class ExportForm(BaseForm):
    in_full = BooleanField(_l("With whole phone and identity numbers"))
    reason = TextAreaField(
        _l("Reason"),
        [Length(max=500)],
        filters=[plain],
        description=_l("Needed for whole numbers; it goes on record"),
    )


class TakeOutForm(BaseForm):
    only_new = BooleanField(_l("Only those who have no registration number yet"))
    reason = TextAreaField(
        _l("Reason"),
        [DataRequired(_l("Give the reason.")), Length(max=500)],
        filters=[plain],
        description=_l("It goes on record"),
    )


class ColumnsForm(BaseForm):
    columns = TextAreaField(
        _l("Columns"),
        [DataRequired(_l("Write at least one line.")), Length(max=4000)],
        filters=[strip],
        description=_l("One a line"),
    )
