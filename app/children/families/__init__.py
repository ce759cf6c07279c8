"""Families: who belongs together, how they are doing, and where they live.

Promises: brothers and sisters share guardians and address; nobody is put into a family, or taken
out of it, unseen; a family lies under a key of its own as soon as it is shared, which goes with its
last child.
"""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    from app.children.families import services
    from app.children.families.todos import todos
    from app.core import registry

    registry.of(app).todos.append(todos)
    registry.of(app).nightly["children.settle_families"] = services.settle_families
