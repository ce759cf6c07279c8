from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, DateField, SelectField
from wtforms.validators import Optional

from app.core.clock import today
from app.core.web.forms import ActionForm, BaseForm

__all__ = ["ActionForm", "DownloadForm", "UploadForm", "WriteForm"]


class UploadForm(BaseForm):
    file = FileField(
        _l("Roster file"),
        [FileRequired(_l("Choose a file."))],
        description=_l("XLSX, XLS or CSV. Nothing is written before you have seen the preview."),
        render_kw={"accept": ".xlsx,.xls,.csv,.et,.txt"},
    )
    region = SelectField(_l("For"), validate_choice=True)
    source = SelectField(
        _l("Whose list is it?"),
        validate_choice=True,
        description=_l(
            "A department’s list fills what is empty and overwrites nothing: where it says "
            "something else, both are kept side by side."
        ),
    )
    as_of = DateField(
        _l("As of which day?"),
        [Optional()],
        default=today,
        description=_l("The day of which the list tells; it usually stands in its title."),
    )


class WriteForm(BaseForm):
    skip = BooleanField()


class DownloadForm(BaseForm):
    """Asked for as often as one likes, and recorded each time."""

    once = False
