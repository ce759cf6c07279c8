"""Who opens a child's file: at once, for a purpose, or after somebody else has agreed.

Promises: a file is opened by those who need it for their own pairs or station; everybody else says
why and, from further away, waits for the station's chair, for a limited time; a list leaves the
house only when a second person has agreed, marked with who took it; whoever reads unusually is
shown to the auditor; above the township there are counts, of which the small ones are hidden.
"""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    from app.children.access import queries, todos
    from app.children.access.models import AccessRequest, ReadingFlag
    from app.children.models import Child
    from app.core import registry
    from app.core.access import scope
    from app.policy import P

    scope.register(app, AccessRequest, P.ASK_CHILD_ACCESS)
    scope.register(app, ReadingFlag, P.WATCH_READING)
    scope.relate(app, AccessRequest, "own", queries.is_own_request)
    scope.relate(app, Child, "passed", queries.is_passed)
    registry.of(app).todos.append(todos.todos)
