"""What this area's acts, and what they are done to, are called on the record."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.partners.states import ORGANISATION, PARTNERSHIP, TEAM_PAIR

OBJECTS = {
    "organisation": _l("Organisation"),
    "county_partnership": _l("Agreement of two counties"),
    "team_pair": _l("Team for a village"),
}
ACTS = {
    "organisation.edited": _l("Organisation changed"),
    "organisation.agreed": _l("Agreement with an organisation written down"),
    "organisation.person_added": _l("Volunteer added to an organisation"),
    "organisation.person_left": _l("Volunteer taken from an organisation"),
    "organisation.exported": _l("List of organisations exported"),
}
LIFECYCLES = (ORGANISATION, PARTNERSHIP, TEAM_PAIR)
