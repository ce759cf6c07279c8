"""What becomes of a child's file in time: it moves, is handed over at 18, is forgotten.

Promises: a file goes where the child goes, and both stations can see that it did; nobody comes of
age without somebody having said who looks after her next; a file that has been closed for its term
is made anonymous, and the report says how many.
"""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    from app.children.life import handing_over, retention
    from app.children.life.todos import todos
    from app.core import registry

    registry.of(app).todos.append(todos)
    registry.of(app).nightly["children.prepare_hand_overs"] = handing_over.prepare
    registry.of(app).nightly["children.forget_due"] = retention.forget_due
