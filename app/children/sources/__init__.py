"""Who said what of a child: lists of several departments against the files there are.

Promises: what a list says otherwise than a file never overwrites it; both are shown side by side
with who said it and as of when, until somebody settles it; what fills an empty field bears its
source.
"""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    from app.children.models import Child
    from app.children.sources import acts
    from app.children.sources.models import Disagreement
    from app.children.sources.todos import todos
    from app.core import registry
    from app.core.access import scope
    from app.core.audit import words
    from app.policy import P

    words.add(app, acts.ACTS, acts.OBJECTS, acts.LIFECYCLES)
    scope.register(app, Disagreement, P.EDIT_CHILD, via=(Disagreement.child_id, Child))
    registry.of(app).todos.append(todos)
