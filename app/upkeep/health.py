"""What is well and what is not, for somebody who can telephone but not program."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from app.config import ROOT
from app.core import db, migrate
from app.core.audit import AuditEvent
from app.core.backup import services
from app.core.clock import now
from app.core.db import session
from app.core.i18n import moment

LEAST_FREE = 1 << 30
"""Bytes below which the disk is called nearly full."""
CLOCK_SLACK = timedelta(minutes=2)


@dataclass(frozen=True)
class Finding:
    label: str
    is_well: bool
    text: str


def look() -> list[Finding]:
    return [_database(), _disk(), _clock(), _backup(), _keys()]


def _database() -> Finding:
    try:
        db.ping()
        well = migrate.is_current(str(ROOT / "migrations"))
    except (DBAPIError, migrate.NewerDatabase):
        well = False
    text = _("It answers and fits this version.") if well else _("Restart the server.")
    return Finding(_("Database"), well, text)


def _disk() -> Finding:
    free = shutil.disk_usage(current_app.extensions["settings"].data_dir).free
    text = _("%(size)s GB free", size=f"{free / (1 << 30):.1f}")
    if free < LEAST_FREE:
        text += _(". Delete what is not needed, or the station soon cannot write any more.")
    return Finding(_("Disk"), free >= LEAST_FREE, text)


def is_clock_behind() -> bool:
    """Whether it is earlier than the last entry on record: the clock was turned back."""
    last: Any = session().scalar(select(func.max(AuditEvent.at)))
    return last is not None and now() < last - CLOCK_SLACK


def _clock() -> Finding:
    behind = is_clock_behind()
    text = _("It is %(moment)s.", moment=moment(now()))
    if behind:
        text += _(" The last entry is later than that: set the computer's clock.")
    return Finding(_("Clock"), not behind, text)


def _backup() -> Finding:
    last = services.last_good()
    text = _("Last good one: %(moment)s", moment=moment(last)) if last else _("There is none yet.")
    return Finding(_("Backup"), not services.is_overdue(), text)


def _keys() -> Finding:
    path = current_app.extensions["settings"].data_dir / "keys.json"
    safe = path.stat().st_mode & 0o077 == 0
    text = _("Only the server's user can read it.") if safe else _("Others can read it.")
    return Finding(_("Key file"), safe, text)
