"""The commands that belong to no area; each area adds its own in its `init_app`."""

from __future__ import annotations

import click
from flask import Flask
from flask.cli import AppGroup

from app.config import ROOT
from app.core import audit, migrate
from app.core.backup.cli import backup_commands, move_database
from app.core.imports.cli import roster_commands

DIRECTORY = str(ROOT / "migrations")

database_commands = AppGroup("db", help="The database schema.")
audit_commands = AppGroup("audit", help="The record of who did what.")


def init_app(app: Flask) -> None:
    app.cli.add_command(database_commands)
    app.cli.add_command(audit_commands)
    app.cli.add_command(roster_commands)
    app.cli.add_command(backup_commands)
    app.cli.add_command(move_database)


@database_commands.command("upgrade")
@click.argument("revision", default="head")
def upgrade(revision: str) -> None:
    """Bring the database to this version's schema."""
    migrate.upgrade(DIRECTORY, revision)


@database_commands.command("downgrade")
@click.argument("revision")
def downgrade(revision: str) -> None:
    """Take the schema back to an earlier revision."""
    migrate.downgrade(DIRECTORY, revision)


@database_commands.command("revision")
@click.option("-m", "message", required=True)
def revision(message: str) -> None:
    """Write a migration from the difference between models and database."""
    migrate.revise(DIRECTORY, message)


@audit_commands.command("verify")
def verify() -> None:
    """Check every link of the chain; exit 1 where it is broken."""
    verdict = audit.verify()
    if verdict.broken_at is not None:
        raise click.ClickException(f"the record is broken at entry {verdict.broken_at}")
    click.echo(f"{verdict.events} entries, the chain is whole")
