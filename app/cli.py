"""The commands that belong to no area; each area adds its own in its `init_app`."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext

from app.config import ROOT
from app.core import audit, jobs, migrate, registry, throttle, upgrading
from app.core.audit import anchor
from app.core.backup.cli import backup_commands, move_database
from app.core.db import transaction
from app.core.documents.cli import signature_commands
from app.core.imports import retention
from app.core.imports.cli import roster_commands
from app.core.rotation import keys_commands
from app.core.web import replay
from app.regions.queries import is_register_complete
from app.regions.services import load_register
from app.upkeep import clock

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
    app.cli.add_command(signature_commands)
    app.cli.add_command(nightly)
    nights = registry.of(app).nightly
    nights["core.forget_old_forms"] = replay.forget_old
    nights["core.jobs"] = jobs.run_waiting
    nights["roster.purge_old"] = retention.purge_old
    nights["core.forget_old_upgrade"] = _forget_old_upgrade
    nights["core.forget_old_throttles"] = throttle.forget_old


def _forget_old_upgrade() -> int:
    return upgrading.forget_old(current_app.extensions["settings"].data_dir)


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
@click.option("--without-copy", is_flag=True, help="Where you have made a copy yourself.")
def upgrade(revision: str, without_copy: bool) -> None:
    """Bring the database to this version's schema; as it was, it is kept beside it."""
    if without_copy:
        return migrate.upgrade(DIRECTORY, revision)
    try:
        copy = upgrading.upgrade(DIRECTORY, revision, current_app.extensions["settings"].data_dir)
    except upgrading.NoCopy as error:
        raise click.ClickException(f"nothing was changed: {error}") from None
    if copy is not None:
        click.echo(f"upgraded; the database as it was: {copy}")
    return None


@database_commands.command("rollback")
def rollback() -> None:
    """Take the last upgrade back, with all that was written since. Stop the server first."""
    try:
        aside = upgrading.take_back(current_app.extensions["settings"].data_dir)
    except upgrading.NoCopy as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"the database is as it was before the upgrade; the upgraded one: {aside}")


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


@audit_commands.command("anchor")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
def make_anchor(folder: Path) -> None:
    """Write the chain's end of now into FOLDER, on a stick or another computer."""
    made = anchor.take()
    if made is None:
        raise click.ClickException("nothing is on record yet")
    click.echo(f"{anchor.save(made, folder)}\nentry {made.seq}, mark {made.mark}")


def _hold_against(found: anchor.Comparison) -> None:
    if not found.holds:
        raise click.ClickException(f"entry {found.seq} is not the one that was anchored")
    click.echo(f"entry {found.seq} is the one that was anchored")


@audit_commands.command("verify")
@click.option(
    "--anchor",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Also hold it against the anchor in this file.",
)
@click.option("--entry", type=int, help="Also against a printed anchor: its entry …")
@click.option("--mark", help="… and its mark.")
def verify(file: Path | None, entry: int | None, mark: str | None) -> None:
    """Check every link of the chain; exit 1 where it is broken."""
    if (entry is None) != (mark is None):
        raise click.UsageError("--entry and --mark belong together")
    try:
        if file is not None:
            _hold_against(anchor.compare(anchor.read(file)))
    except anchor.BadAnchor as error:
        raise click.ClickException(f"{error} is no anchor") from None
    if entry is not None and mark is not None:
        _hold_against(anchor.compare_mark(entry, mark))
    verdict = audit.verify()
    if verdict.broken_at is not None:
        raise click.ClickException(f"the record is broken at entry {verdict.broken_at}")
    click.echo(f"{verdict.events} entries, the chain is whole")


@click.command("nightly")
@with_appcontext
def nightly() -> None:
    """Do the work of the night; exit 1 if a task failed."""
    if current_app.extensions[clock.WATCHED] and clock.is_wrong():
        raise click.ClickException("the clock is wrong: set it, or flask clock accept")
    failed, known = False, registry.of(current_app)
    for name, task in sorted((known.nightly | known.nightly_alone).items()):
        try:
            with nullcontext() if name in known.nightly_alone else transaction():
                result = task()
        except Exception as error:
            current_app.logger.exception("nightly.failed", extra={"task": name})
            click.echo(f"{name}: FAILED ({type(error).__name__})", err=True)
            failed = True
        else:
            click.echo(f"{name}: done" + (f" ({result})" if isinstance(result, int) else ""))
    if failed:
        raise click.exceptions.Exit(1)
