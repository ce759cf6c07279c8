"""What this area's acts, and what they are done to, are called on the record."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.hours.states import HOURS

OBJECTS = {
    "hours": _l("Service hours"),
    "service_hours": _l("Service hours"),
}
ACTS = {
    "hours.exported": _l("Service hours exported"),
    "hours.changed": _l("Service hours corrected"),
}
LIFECYCLES = (HOURS,)
