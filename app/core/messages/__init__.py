"""The inbox inside the application: what a person is told, whichever other way it also goes.

A message keeps its kind and values, not its text: whoever reads it sees her own language.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from flask import Flask, current_app


def init_app(app: Flask, *, permission: str) -> None:
    from app.core import registry
    from app.core.messages import queries, routes

    app.extensions.setdefault("message_kinds", {})
    app.register_blueprint(routes.make_blueprint(permission))
    registry.of(app).todos.append(queries.todos)


def add_kinds(app: Flask, kinds: Mapping[str, Any]) -> None:
    """`kinds`: code → lazily translated text with places such as %(title)s."""
    app.extensions.setdefault("message_kinds", {}).update(kinds)


def text_of(kind: str, values: Mapping[str, Any]) -> str:
    texts = cast("dict[str, Any]", current_app.extensions["message_kinds"])
    return str(texts[kind]) % values if kind in texts else ""
