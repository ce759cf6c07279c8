"""A village's roster in versions: merged from the departments' lists, checked, stamped, locked.

Promises: what was handed in is what is checked, printed and sealed; nobody leaves a roster without
a reason; a sealed version is never changed; whoever's file is deleted can be read in no version.
"""

from __future__ import annotations

from collections.abc import Sequence

from flask import Flask
from flask_babel import lazy_gettext as _l

from app.children.rosters import models

__all__ = ["init_app", "models"]


def init_app(app: Flask) -> None:
    from app.children import hooks
    from app.children.models import Child
    from app.children.rosters import acts, list_routes, rechecks, routes, timeline, todos
    from app.children.rosters.models import ChildListing, RosterCheck, RosterVersion
    from app.core import messages, registry
    from app.core.access import scope
    from app.core.audit import words
    from app.core.registry import NavEntry
    from app.policy import P

    assert list_routes.blueprint is routes.blueprint  # noqa: S101 - its views are registered
    words.add(app, acts.ACTS, acts.OBJECTS, acts.LIFECYCLES)
    scope.register(app, RosterVersion, P.READ_ROSTER)
    scope.register(app, RosterCheck, P.READ_ROSTER)
    scope.register(app, ChildListing, P.READ_CHILD, via=(ChildListing.child_id, Child))
    app.register_blueprint(routes.blueprint)
    hooks.add_shredder(app, scans_of)
    messages.add_kinds(app, rechecks.MESSAGES)
    known = registry.of(app)
    known.nav.append(NavEntry(_l("Rosters"), "rosters.index", P.COUNT_ROSTERS, 31))
    known.todos.append(todos.todos)
    known.add_timeline(Child, timeline.of_child)
    known.nightly["children.ask_for_rechecks"] = rechecks.ask_for_rechecks


def scans_of(child: object) -> Sequence[object]:
    """The stamped papers that name the child: their scans go with its file."""
    from sqlalchemy import select

    from app.children.rosters.models import RosterEntry, RosterVersion
    from app.core.db import session
    from app.core.documents.uploads import Upload

    on = select(RosterVersion.scan_id).join(RosterVersion.entries)
    named = on.where(RosterEntry.child_id == child.id)  # type: ignore[attr-defined]
    return session().scalars(select(Upload).where(Upload.id.in_(named))).all()
