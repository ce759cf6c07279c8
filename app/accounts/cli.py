"""flask accounts …: for whoever has the server's console, and so needs no account."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from app.accounts import queries, services
from app.core.access.actors import SYSTEM, Grant
from app.core.errors import DomainError
from app.policy import Role

accounts_commands = AppGroup("accounts", help="People's accounts.")


@accounts_commands.command("create")
@click.option("--username", required=True)
@click.option("--name", required=True)
@click.option("--phone")
@click.option("--role", required=True, type=click.Choice([role.value for role in Role]))
@click.option("--region", required=True, help="12-digit code; 000000000000 for the whole country.")
def create(username: str, name: str, phone: str | None, role: str, region: str) -> None:
    """Make an account and print its activation code."""
    try:
        user, code = services.create_user(
            actor=SYSTEM, username=username, name=name, phone=phone, grants=[Grant(role, region)]
        )
    except DomainError as error:
        raise _told(error) from None
    click.echo(f"{user.username}\t{code}")


@accounts_commands.command("reset")
@click.argument("username")
def reset(username: str) -> None:
    """Print a code with which USERNAME sets a new password."""
    user = queries.find_by_login(username)
    if user is None:
        raise click.ClickException(f"no account {username}")
    code = services.print_code(actor=SYSTEM, user_id=user.id)
    click.echo(f"{user.username}\t{code}")


def _told(error: DomainError) -> click.ClickException:
    return click.ClickException("; ".join(str(problem.message) for problem in error.problems))
