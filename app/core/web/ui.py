"""The macros of templates/ui as one Jinja global `ui`."""

from __future__ import annotations

from typing import Any

from flask import Flask
from jinja2 import Environment


class Macros:
    """`ui.field(...)` finds the macro `field` in whichever file of templates/ui defines it.

    A global rather than an import: a block that is rendered alone does not run the imports of
    its template. Macros therefore see no context; they are given what they show.
    """

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        self._found: dict[str, Any] = {}

    def __getattr__(self, name: str) -> Any:
        if name not in self._found:
            self._found = dict(self._load())
        try:
            return self._found[name]
        except KeyError:
            raise AttributeError(name) from None

    def _load(self) -> Any:
        for template in sorted(self._environment.list_templates()):
            if template.startswith("ui/"):
                yield from vars(self._environment.get_template(template).module).items()


def init_app(app: Flask) -> None:
    app.jinja_env.globals["ui"] = Macros(app.jinja_env)
