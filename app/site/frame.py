"""What the base template shows on every page."""

from __future__ import annotations

from typing import Any

from flask import current_app
from flask_babel import gettext as _
from flask_login import current_user

from app.core import i18n, registry
from app.core.access.actors import current_actor
from app.regions.stations import current_station


def context() -> dict[str, Any]:
    actor = current_actor()
    station = current_station()
    return {
        "station_name": station.name if station else _("Aixin Station"),
        "nav": registry.nav_links(actor) if actor.is_signed_in else [],
        "locale": "zh" if i18n.is_chinese() else "en",
        "current_user": current_user,
        "is_demo": current_app.extensions["settings"].demo,
    }
