"""The station's digital signature from the command line."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import AppGroup

from app.core.access.actors import SYSTEM
from app.core.documents import signing
from app.core.documents.models import SigningKey
from app.core.errors import DomainError

signature_commands = AppGroup("signature", help="The digital signature on issued PDFs.")


@signature_commands.command("set-up")
@click.argument("name")
@click.option("--years", default=signing.YEARS, type=click.IntRange(1, 10), show_default=True)
def set_up(name: str, years: int) -> None:
    """Make a key and a certificate in NAME; it takes the place of the one before."""
    _told(signing.make(actor=SYSTEM, name=name, years=years))


@signature_commands.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.password_option(confirmation_prompt=False, help="Password of the file.")
def bring(file: Path, password: str) -> None:
    """Take key and certificate from a PKCS#12 FILE that an authority issued."""
    try:
        _told(signing.take(actor=SYSTEM, content=file.read_bytes(), password=password))
    except DomainError as error:
        raise click.ClickException("; ".join(str(one.message) for one in error.problems)) from error


@signature_commands.command("show")
def show() -> None:
    """Say with what is signed, and until when."""
    key = signing.current()
    if key is None:
        click.echo("nothing is signed: flask signature set-up NAME")
    else:
        _told(key)


@signature_commands.command("retire")
def retire() -> None:
    """Sign nothing from now on; what has been signed stays so."""
    signing.retire(actor=SYSTEM)


def _told(key: SigningKey) -> None:
    click.echo(f"{key.subject}: until {key.valid_until:%Y-%m-%d}, sha256 {key.fingerprint}")
