"""What is well and what is not, for somebody who can telephone but not program."""

from __future__ import annotations

import shutil
from dataclasses import dataclass

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy.exc import DBAPIError

from app.config import ROOT
from app.core import db, migrate
from app.core.backup import copying, services
from app.core.clock import now
from app.core.i18n import moment
from app.core.web.pages import public_address
from app.upkeep import clock

LEAST_FREE = 1 << 30
"""Bytes below which the disk is called nearly full."""


@dataclass(frozen=True)
class Finding:
    label: str
    is_well: bool
    text: str
    is_set_up: bool = True


def look() -> list[Finding]:
    return [_database(), _disk(), _clock(), _backup(), _second_disk(), _keys(), _address()]


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


def _clock() -> Finding:
    wrong = clock.is_wrong()
    text = _("It is %(moment)s.", moment=moment(now()))
    if wrong:
        text += _(" That does not fit the last entry: set the computer's clock.")
    return Finding(_("Clock"), not wrong, text)


def _backup() -> Finding:
    last = services.last_good()
    text = _("Last good one: %(moment)s", moment=moment(last)) if last else _("There is none yet.")
    return Finding(_("Backup"), not services.is_overdue(), text)


def _second_disk() -> Finding:
    label = _("Copy on the second disk")
    if not db.database().is_sqlite:
        return Finding(label, True, _("PostgreSQL keeps its own; see the deployment page."))
    if services.settings().copy_dir is None:
        text = _("None is set up: after a broken disk the work since the last backup is gone.")
        return Finding(label, True, text, is_set_up=False)
    return Finding(label, not copying.is_late(), age_of_copy())


def age_of_copy() -> str:
    last = copying.state()
    if last is None:
        return _("Nothing has been copied yet. Is the server running?")
    text = _("Last look: %(moment)s.", moment=moment(last.moment))
    if last.problem:
        text += " " + _("It failed: is the disk plugged in, and has it room?")
    return text


def _keys() -> Finding:
    path = current_app.extensions["settings"].data_dir / "keys.json"
    safe = path.stat().st_mode & 0o077 == 0
    text = _("Only the server's user can read it.") if safe else _("Others can read it.")
    return Finding(_("Key file"), safe, text)


def _address() -> Finding:
    text = _("QR codes lead to %(address)s.", address=public_address())
    is_set_up = bool(services.settings().public_url)
    if not is_set_up:
        text += _(" On the internet the setting AIXIN_PUBLIC_URL must say it.")
    return Finding(_("Address on printed papers"), True, text, is_set_up)
