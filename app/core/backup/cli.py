"""flask backup …, and the move of a station from one database to the other."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext

from app.core import crypto, portable
from app.core.access.actors import SYSTEM
from app.core.backup import archive, copying, key, move, services
from app.core.backup import restore as bringing_back
from app.core.backup.stream import BadBackup, fingerprint
from app.core.backup.verify import Report

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
backup_commands = AppGroup("backup", help="Encrypted backups of everything.")


def _asked_key(text: str | None) -> bytes | None:
    try:
        return key.decode(text) if text else None
    except key.NotAKey as error:
        raise click.ClickException(str(error)) from None


def _asked_moment(text: str) -> datetime | None:
    """None for the latest; a moment without a zone is one of the station's clock."""
    if text == "latest":
        return None
    try:
        asked = datetime.fromisoformat(text)
    except ValueError:
        raise click.UsageError("write --to latest or --to 2026-09-01T08:30") from None
    zone = ZoneInfo(current_app.extensions["settings"].timezone)
    return asked if asked.tzinfo else asked.replace(tzinfo=zone)


def _tell(report: Report) -> None:
    click.echo(
        f"whole: {report.rows} rows, {report.files} files, {report.events} audit entries, "
        f"{report.readable} sealed values read, {report.erased} erased files stay unreadable"
    )


@backup_commands.command("create")
@click.option("--if-due", is_flag=True, help="Only if the last good one is older than 20 hours.")
def create(if_due: bool) -> None:
    """Make a backup and check it; exit 1 if it is not good."""
    if if_due and not services.is_due():
        click.echo("the last backup is recent enough")
        return
    run = services.create_backup(actor=SYSTEM)
    if run.problem:
        raise click.ClickException(f"{run.name}: {run.problem}")
    click.echo(
        f"{run.name}: {run.rows} rows, {run.size} bytes, {run.milliseconds} ms, "
        f"{run.copies} further copies"
    )
    if run.missing:
        raise click.ClickException(f"could not copy to: {', '.join(run.missing)}")


@backup_commands.command("list")
def show() -> None:
    """The backups that are kept, the newest last."""
    for _moment, path in sorted(archive.backups_in(services.home()).items()):
        click.echo(f"{path}\t{path.stat().st_size}")


@backup_commands.command("verify")
@click.argument("file", type=FILE, required=False)
@click.option("--key", "typed", help="The key from the sheet, if it is not this station's.")
def verify(file: Path | None, typed: str | None) -> None:
    """Unpack FILE (or the newest backup) in a scratch folder; exit 1 if it is not whole."""
    if file is None:
        there = archive.backups_in(services.home())
        if not there:
            raise click.ClickException("there is no backup yet")
        file = there[max(there)]
    try:
        _tell(services.verify_backup(file, secret=_asked_key(typed)))
    except (BadBackup, crypto.Unreadable, OSError) as error:
        raise click.ClickException(str(error)) from None


@backup_commands.command("restore")
@click.argument("source", type=click.Path(exists=True, path_type=Path), required=False)
@click.option("--to", "moment", help="latest, or the moment (2026-09-01T08:30) of a copy.")
@click.option("--key", "typed", help="The key from the sheet; asked for if it is not here.")
@click.option("--replace", is_flag=True, help="Put what is there aside.")
def restore(source: Path | None, moment: str | None, typed: str | None, replace: bool) -> None:
    """Bring a station back from the backup SOURCE and the aixin.keys beside it.

    With --to: from the continuous copy in the folder SOURCE, or in that of AIXIN_COPY_DIR. Stop
    the server first.
    """
    settings = current_app.extensions["settings"]
    source = source or (settings.copy_dir if moment else None)
    if source is None or source.is_dir() != bool(moment):
        raise click.UsageError("name a backup's file; or, with --to, the folder of the copy")
    if typed is None and not (settings.data_dir / key.NAME).exists():
        typed = click.prompt("Key from the sheet")
    secret = _asked_key(typed) or services.own_key()
    current_app.extensions["database"].engine.dispose()
    try:
        if moment is None:
            report = bringing_back.restore(settings, source, secret, replace=replace)
        else:
            until = _asked_moment(moment)
            report = bringing_back.restore_copy(
                settings, source, secret, replace=replace, until=until
            )
    except bringing_back.StationThere as error:
        text = f"there is a station already ({error}); --replace puts it aside"
        raise click.ClickException(text) from None
    except (BadBackup, portable.NotEmpty, portable.OtherSchema, OSError) as error:
        raise click.ClickException(f"{type(error).__name__}: {error}") from None
    _tell(report)


@backup_commands.command("copy")
def copy() -> None:
    """Begin a new continuous copy now and check it; the server goes on by itself."""
    if not copying.is_wanted():
        raise click.ClickException("set AIXIN_COPY_DIR; with PostgreSQL see the deployment page")
    copier = copying.Copier()
    if not copier.step():
        raise click.ClickException("the server is copying already")
    copier.close()
    found = copying.state()
    if found is None or found.problem:
        raise click.ClickException(found.problem if found else "nothing was written")
    click.echo(f"{found.size} bytes copied and checked")


@backup_commands.command("key")
def print_key() -> None:
    """Print the key, for the sheet in the safe."""
    secret = services.own_key()
    click.echo(f"{key.encode(secret)}\nmark {fingerprint(secret).hex()}")


@click.command("move-database")
@click.option("--to", "url", required=True, help="Address of the empty database.")
@with_appcontext
def move_database(url: str) -> None:
    """Copy the station into another database and compare. Stop the server first."""
    try:
        report = move.move_database(url)
    except (portable.NotEmpty, portable.OtherSchema, move.Different) as error:
        raise click.ClickException(f"{type(error).__name__}: {error}") from None
    click.echo(
        f"{report.rows} rows in {report.tables} tables, {report.events} audit entries, "
        f"{report.compared} sealed values compared. Now set AIXIN_DATABASE_URL and start."
    )
