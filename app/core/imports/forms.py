from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, SelectField

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


class WriteForm(BaseForm):
    skip = BooleanField()


class DownloadForm(BaseForm):
    """Asked for as often as one likes, and recorded each time."""

    once = False
