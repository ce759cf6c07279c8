"""The rules of the work: who may serve, for how long, with which checks, words and numbers.

Promises: rules are values with a version and a first day, never changed, only followed by a newer
version; a region without its own inherits those of the nearest division above it.
"""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l

from app.core import registry
from app.core.registry import NavEntry
from app.policy import P


def init_app(app: Flask) -> None:
    from app.core.audit import words
    from app.programmes import acts, routes

    words.add(app, acts.ACTS, acts.OBJECTS)
    app.register_blueprint(routes.blueprint)
    registry.of(app).nav.append(
        NavEntry(_l("Programme"), "programmes.show", P.EDIT_PROGRAMME, order=80)
    )
