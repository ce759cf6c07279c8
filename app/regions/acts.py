"""What this area's acts, and what they are done to, are called on the record."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

OBJECTS = {
    "station": _l("Station"),
}
ACTS = {
    "station.opened": _l("Station opened"),
}
