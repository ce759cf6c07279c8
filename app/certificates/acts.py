"""What this area's acts, and what they are done to, are called on the record."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.certificates.states import CERTIFICATE, CORRECTION

OBJECTS = {
    "certificate": _l("Certificate"),
    "certificate_wording": _l("Words of certificates"),
    "correction": _l("Request to correct"),
    "record_correction": _l("Request to correct"),
}
ACTS = {
    "certificate.worded": _l("Words of a certificate changed"),
}
LIFECYCLES = (CERTIFICATE, CORRECTION)
