"""The commands that belong to no area; each area adds its own in its `init_app`."""

from __future__ import annotations

import click
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext

from app.config import ROOT
from app.core import audit, migrate, registry
from app.core.backup.cli import backup_commands, move_database
from app.core.db import transaction
from app.core.imports.cli import roster_commands
from app.core.rotation import keys_commands
from app.core.web import replay
from app.regions.queries import is_register_complete
from app.regions.services import load_register

DIRECTORY = str(ROOT / "migrations")

database_commands = AppGroup("db", help="The database schema.")
audit_commands = AppGroup("audit", help="The record of who did what.")


def init_app(app: Flask) -> None:
    app.cli.add_command(database_commands)
    app.cli.add_command(audit_commands)
    roster_commands.callback = _prepare
    app.cli.add_command(roster_commands)
    app.cli.add_command(backup_commands)
    app.cli.add_command(move_database)
    app.cli.add_command(keys_commands)
    app.cli.add_command(nightly)
    registry.of(app).nightly["core.forget_old_forms"] = replay.forget_old


@with_appcontext
def _prepare() -> None:
    """A roster can be checked on a machine where nothing has been set up yet."""
    if migrate.current() is None:
        click.echo("preparing the database …", err=True)
        migrate.upgrade(DIRECTORY)
    if not is_register_complete():
        with transaction() as session:
            load_register(session.connection())


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


@click.command("nightly")
@with_appcontext
def nightly() -> None:
    """Do the work of the night, each task in its own transaction; exit 1 if one failed."""
    failed = False
    for name, task in sorted(registry.of(current_app).nightly.items()):
        try:
            with transaction():
                result = task()
        except Exception as error:
            current_app.logger.exception("nightly.failed: %s", name)
            click.echo(f"{name}: FAILED ({type(error).__name__})", err=True)
            failed = True
        else:
            click.echo(f"{name}: done" + (f" ({result})" if isinstance(result, int) else ""))
    if failed:
        raise click.exceptions.Exit(1)
