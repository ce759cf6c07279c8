"""What this area's acts, and what they are done to, are called on the record."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

ACTS = {
    "audit.exported": _l("This record exported"),
    "compliance.printed": _l("Data protection paper made"),
}
