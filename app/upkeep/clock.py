"""A computer whose clock is wrong must not date anybody's work wrongly in silence.

The last entry on record is the measure: while it is later than now, or more than a year ago, every
form is refused, log-in included, until the clock is right. Where the entry was the wrong one,
`flask clock accept` on the server's console puts the time of now on record.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import click
from flask import Flask, Response, current_app, request
from flask.cli import AppGroup
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app.core import audit
from app.core.access.actors import SYSTEM
from app.core.audit import AuditEvent
from app.core.clock import now
from app.core.db import session, transaction
from app.core.errors import Problem, error_page
from app.core.i18n import moment

SLACK = timedelta(minutes=10)
LONGEST_REST = timedelta(days=366)
RELEASED = datetime(2026, 11, 1, tzinfo=UTC)
"""No computer of this version lives before it."""
ACCEPTED = "clock.accepted"
WATCHED = "clock_is_watched"

clock_commands = AppGroup("clock", help="The computer's clock.")


def last_entry() -> datetime | None:
    return session().scalar(select(AuditEvent.at).order_by(AuditEvent.seq.desc()).limit(1))


def is_wrong() -> bool:
    last, current = last_entry(), now()
    if last is None:
        return current < RELEASED
    return current < last - SLACK or current > last + LONGEST_REST


def refuse_forms() -> Response | None:
    """Before everything else: a log-in would already put the wrong time on record."""
    if request.method != "POST" or not current_app.extensions[WATCHED] or not is_wrong():
        return None
    text = _l(
        "This computer says that it is %(now)s, but the last entry is of %(last)s. Nothing was "
        "saved. Set the computer’s date and time, then go back and send the form once more.",
        now=moment(now()),
        last=moment(last_entry() or RELEASED),
    )
    return error_page(503, [Problem("clock_wrong", text)])


@clock_commands.command("accept")
def accept() -> None:
    """Say that the clock is right although the last entry is not."""
    before = last_entry()
    with transaction():
        audit.record(SYSTEM, ACCEPTED, reason=f"last entry {before}")
    click.echo(f"it is {now().isoformat(timespec='seconds')}; the last entry was of {before}")


def init_app(app: Flask) -> None:
    # Tests travel in time; those of the clock switch it on.
    app.extensions[WATCHED] = not app.testing
    app.before_request_funcs.setdefault(None, []).insert(0, refuse_forms)
    app.cli.add_command(clock_commands)
