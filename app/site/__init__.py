"""The frame around every page and the pages that belong to no area.

Home shows what needs this person today; the station's page its functions and figures; the
check page tells whether a printed serial is genuine; the privacy page what is kept and why;
the set-up page opens an empty installation.
"""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l

from app.core import registry
from app.core.audit import words
from app.core.registry import NavEntry
from app.policy import P
from app.site import acts, frame, routes
from app.site.record import panels
from app.site.setup import door


def init_app(app: Flask) -> None:
    words.add(app, acts.ACTS)
    app.register_blueprint(routes.blueprint)
    app.context_processor(frame.context)
    door.init_app(app)
    known = registry.of(app)
    known.figures.append(panels.figures)
    known.nav.append(NavEntry(_l("Station"), "site.station", P.OPEN_STATION, 10))
    known.nav.append(NavEntry(_l("Record of acts"), "site.audit", P.READ_AUDIT, 90))
    known.nav.append(NavEntry(_l("Data protection"), "site.compliance", P.KEEP_COMPLIANCE, 95))
