"""What a family may ask of those who keep its child's file: see, copy, correct, delete, withdraw.

Promises: every request has a day by which it is answered, and a printed answer; a file is deleted
by two people together, by destroying its key, so that no backup can read it either; what is left
is a row for the counts that names nobody.
"""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    from app.children.desk import todos
    from app.children.desk.models import FamilyRequest
    from app.core import registry
    from app.core.access import scope
    from app.policy import P

    scope.register(app, FamilyRequest, P.KEEP_REQUEST_DESK)
    registry.of(app).todos.append(todos.todos)
