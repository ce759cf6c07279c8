"""Children on the roster, their families, and what the guardians have consented to.

Promises: one file for each child; a roster number is never given twice in a village; nobody's
name or number lies unencrypted; who opens a file, shows a field in full or takes a list away is on
record; consent is asked for each scope by itself, and the guardian's last word counts.
"""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l

# Known from the first import on, so that every table is made together.
from app.children.access import models as access_models
from app.children.desk import models as desk_models
from app.children.life import models as life_models
from app.children.rosters import models as roster_models
from app.children.sources import models as source_models

__all__ = [
    "access_models",
    "desk_models",
    "init_app",
    "life_models",
    "roster_models",
    "source_models",
]


def init_app(app: Flask) -> None:
    from app.children import (
        access,
        acts,
        desk,
        families,
        life,
        roster,
        rosters,
        services,
        sources,
        timeline,
    )
    from app.children.models import Child, Consent, Family, Guardian
    from app.children.routes import blueprint
    from app.children.todos import todos
    from app.core import registry
    from app.core.access import scope
    from app.core.audit import words
    from app.core.imports import kinds
    from app.core.imports.routes import make_blueprint
    from app.core.registry import NavEntry
    from app.policy import P
    from app.regions import queries as regions

    words.add(app, acts.ACTS, acts.OBJECTS, acts.LIFECYCLES)
    scope.register(app, Child, P.READ_CHILD)
    scope.register(app, Family, P.READ_CHILD)
    scope.register(app, Guardian, P.READ_CHILD, via=(Guardian.family_id, Family))
    scope.register(app, Consent, P.READ_CHILD, via=(Consent.child_id, Child))
    app.register_blueprint(blueprint)
    app.register_blueprint(
        make_blueprint("children", P.IMPORT_CHILDREN, "/children/import", regions.full_name)
    )
    kinds.add_kind(app, roster.KIND)
    access.init_app(app)
    desk.init_app(app)
    families.init_app(app)
    life.init_app(app)
    rosters.init_app(app)
    sources.init_app(app)
    announced = registry.of(app)
    announced.add_timeline(Child, timeline.of_child)
    announced.nav.append(NavEntry(_l("Children"), "children.index", P.OPEN_CHILDREN, 30))
    announced.todos.append(todos)
    announced.nightly["children.come_of_age"] = services.come_of_age
