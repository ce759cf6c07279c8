"""What this area's acts, and what they are done to, are called on the record."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

OBJECTS = {
    "programme": _l("Programme"),
}
ACTS = {
    "programme.adopted": _l("Programme adopted"),
    "programme.changed": _l("Programme changed"),
}
