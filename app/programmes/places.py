"""The words in braces of a pledge's text, which are filled in when it is issued."""

from __future__ import annotations

import re

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

PLACES = {
    "programme_title": _l("name of the programme"),
    "volunteer_name": _l("name of the volunteer"),
    "team_name": _l("name of the team"),
    "station_name": _l("name of the station"),
    "service_years": _l("years of service"),
    "starts_on": _l("first day"),
    "ends_on": _l("last day"),
    "age_label": _l("age in words"),
    "exclusions": _l("what excludes"),
    "duty_summary": _l("duties in brief"),
    "duty_clause": _l("duties"),
}
"""See pledges/composition.py."""

PLACE = re.compile(r"\{([a-z_]+)\}")


def readable(text: str) -> str:
    """The text with the meaning of each place where the place is: for reading, not for issuing."""
    return PLACE.sub(_meaning, text)


def _meaning(found: re.Match[str]) -> str:
    label = PLACES.get(found[1])
    return str(_("[%(what)s]", what=label)) if label else found[0]
