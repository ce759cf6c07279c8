"""Leads every visitor of an empty installation to /setup, and says the code on the console."""

from __future__ import annotations

import hmac
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import cast

import click
from flask import Flask, current_app, request
from flask.cli import FlaskGroup
from sqlalchemy.exc import DBAPIError
from werkzeug.wrappers import Response

from app.accounts import rules
from app.accounts.codes import random_code
from app.accounts.queries import any_user
from app.config import Settings
from app.core.access.guard import send_to
from app.core.web.pages import public_address

OPEN = {"site.setup", "site.healthz", "regions.pick", "static", "site.locale"}
DONE = "setup_done"


def init_app(app: Flask) -> None:
    # Tests of other areas do without a station; those of the set-up open the question again.
    app.extensions[DONE] = app.testing
    # Before the gate, which would ask for a login that nobody has yet.
    app.before_request_funcs.setdefault(None, []).insert(0, _lead_to_setup)


def is_set_up() -> bool:
    """Whether there is an account; once there is one, the database is not asked again."""
    if not current_app.extensions[DONE]:
        current_app.extensions[DONE] = any_user()
    return bool(current_app.extensions[DONE])


def _lead_to_setup() -> Response | None:
    if request.endpoint in OPEN or is_set_up():
        return None
    return send_to("site.setup")


def announce(app: Flask) -> None:
    """At the start of a server: print the code while it is needed.

    Kept in a file, so that each worker process and each start prints the same one.
    """
    if _is_command():
        return
    with app.app_context():
        try:
            needed = not is_set_up()
        except DBAPIError:
            # The tables are not there yet: `flask db upgrade` comes first.
            return
        if needed:
            address = f"{public_address()}/setup"
            print(f"\n  {address}\n  code: {code()}\n", file=sys.stderr, flush=True)


def _is_command() -> bool:
    """`flask …` loads the same entry point; its output is read by programs too."""
    context = click.get_current_context(silent=True)
    return context is not None and isinstance(context.find_root().command, FlaskGroup)


def code() -> str:
    """The installation's code, made at the first call. The file lies beside the keys, mode 600."""
    path = _path()
    if not path.exists():
        beside = path.with_name(f"setup-code.{os.getpid()}")
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
            file.write(rules.group_code(random_code(12)) + "\n")
        # A link appears whole: another worker never reads half a code.
        with suppress(FileExistsError):
            path.hardlink_to(beside)
        beside.unlink()
    return path.read_text("ascii").strip()


def is_right(typed: str) -> bool:
    wanted, given = rules.normalise_code(code()), rules.normalise_code(typed)
    return bool(wanted) and hmac.compare_digest(wanted.encode(), given.encode())


def close() -> None:
    """The code has been used."""
    current_app.extensions[DONE] = True
    _path().unlink(missing_ok=True)


def _path() -> Path:
    return cast(Settings, current_app.extensions["settings"]).data_dir / "setup-code"
