"""flask demo …"""

from __future__ import annotations

import time

import click
from flask import current_app
from flask.cli import AppGroup
from flask_babel import force_locale

from app.demo import building
from app.demo.logins import LOGINS, PASSWORD

demo_commands = AppGroup("demo", help="The demonstration with invented data.")


@demo_commands.command("make")
def make() -> None:
    """Build the invented station, unless it is there, and print the logins."""
    began = time.monotonic()
    try:
        built = building.make()
    except building.NotHere as refusal:
        raise click.ClickException(str(refusal)) from None
    if built:
        click.echo(f"The demonstration is built ({time.monotonic() - began:.0f} s).")
    with force_locale(current_app.extensions["settings"].default_locale):
        for login in LOGINS:
            click.echo(f"  {login.username:<11} {PASSWORD}   {login.name} {login.what}")
