"""The national register of divisions, and the stations in it.

Promises: every published division is there under its full 12-digit code; the level and all that
lies above can be read off the code; an address that is not in the register is never guessed.
"""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    from app.core.audit import words
    from app.regions import acts, cli, routes, stations

    words.add(app, acts.ACTS, acts.OBJECTS)
    app.register_blueprint(routes.blueprint)
    app.cli.add_command(cli.regions_commands)
    app.jinja_env.filters["region_name"] = stations.short_name
