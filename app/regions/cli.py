"""flask regions …"""

from __future__ import annotations

import click
from flask.cli import AppGroup

from app.core.db import transaction
from app.regions import queries, register
from app.regions.services import load_register

regions_commands = AppGroup("regions", help="The national register of divisions.")


@regions_commands.command("load")
@click.option("--again", is_flag=True, help="Load it even if it is complete already.")
def load(again: bool) -> None:
    """Put the register that ships with the program into the database."""
    if queries.is_register_complete() and not again:
        click.echo("The register is complete.")
        return
    with transaction() as session, click.progressbar(length=register.SIZE, label="Regions") as bar:
        written = load_register(session.connection(), progress=bar.update)
    click.echo(f"{written} divisions loaded.")
