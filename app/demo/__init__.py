"""The demonstration: an invented station in a folder of its own, with one login for each role.

It is built only where AIXIN_DEMO=1, by the same services that people use, and only into a database
that holds nothing else.
"""

from __future__ import annotations

from contextlib import suppress

from flask import Flask
from sqlalchemy.exc import DBAPIError

from app.demo import building
from app.demo.cli import demo_commands
from app.demo.logins import LOGINS, PASSWORD


def init_app(app: Flask) -> None:
    app.cli.add_command(demo_commands)
    is_demo = app.extensions["settings"].demo
    logins = tuple((login.username, login.what) for login in LOGINS) if is_demo else ()
    app.context_processor(lambda: {"demo_logins": logins, "demo_password": PASSWORD})


def refuse_real_data(app: Flask) -> None:
    """At the start of a server: exit where AIXIN_DEMO stands before somebody's real station."""
    if not app.extensions["settings"].demo:
        return
    with app.app_context(), suppress(DBAPIError):  # no tables yet: no data either
        try:
            building.refuse_real_data()
        except building.NotHere as refusal:
            raise SystemExit(str(refusal)) from None
