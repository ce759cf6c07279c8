"""What the forms of this area share."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import MultipleFileField
from wtforms.fields.choices import SelectChoice

from app.core.web.forms import strip

YES_NO = (("no", _l("No")), ("yes", _l("Yes")))


def offer(pairs: Iterable[tuple[str, Any]]) -> list[SelectChoice]:
    return [SelectChoice(value=value, label=label) for value, label in pairs]


def pages_field(*, may_stay_away: bool = False) -> Any:
    about = _l(
        "One PDF, or a photo of each page in order. It is stored encrypted, and only those who "
        "review her may open it."
    )
    if may_stay_away:
        about = _l(
            "One PDF, or a photo of each page in order; may stay away. It is stored encrypted, and "
            "only those who review her may open it."
        )
    return MultipleFileField(
        _l("Scan or photos of the form that she filled in by hand"),
        description=about,
        render_kw={"accept": "image/jpeg,image/png,application/pdf"},
    )


def sent_files(field: Any) -> list[tuple[str, bytes]]:
    return [(one.filename or "", one.read()) for one in field.data or () if one.filename]


def plain(value: Any) -> Any:
    """Stripped, and without control characters, which no database and no printer likes."""
    stripped = strip(value)
    if not isinstance(stripped, str):
        return stripped
    return "".join(m for m in stripped if m in "\n\t" or unicodedata.category(m) != "Cc")
