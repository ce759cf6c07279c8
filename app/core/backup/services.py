"""Make, check, keep and bring back backups. Nothing here holds a transaction while it works."""

from __future__ import annotations

import hashlib
import logging
import os
import shutil
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import cast

from flask import current_app
from sqlalchemy import select

from app.config import Settings
from app.core import audit, crypto
from app.core.access.actors import Actor
from app.core.audit.models import AuditEvent
from app.core.backup import archive, key, rules, snapshot, verify
from app.core.backup.models import BackupRun
from app.core.backup.stream import BadBackup
from app.core.clock import now
from app.core.db import database, session, transaction

SCRATCH = "scratch"
DUE_AFTER = timedelta(hours=20)
CAUGHT = (BadBackup, crypto.Unreadable, OSError)
log = logging.getLogger(__name__)


def settings() -> Settings:
    return cast(Settings, current_app.extensions["settings"])


def home() -> Path:
    """The folder of backups in the data directory."""
    folder = settings().data_dir / "backups"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def own_key() -> bytes:
    return key.load_or_create(settings().data_dir)


def create_backup(*, actor: Actor) -> BackupRun:
    """Write a backup, unpack and check it, copy it to the other folders, delete what is too old.

    Never raises for a backup that fails: the run on record says why.
    """
    started, clock = now(), time.monotonic()
    run = BackupRun(started_at=started, name=archive.name_at(started), missing=[])
    try:
        report = _make(run)
        run.rows, run.verified_at = report.rows, now()
        _spread(run)
        for folder in (home(), *settings().backup_dirs):
            _thin_out(folder)
    except Exception as error:
        if not isinstance(error, CAUGHT):
            log.exception("backup.failed")
        run.problem = f"{type(error).__name__}: {error}"[:200]
    run.milliseconds = round((time.monotonic() - clock) * 1000)
    return _put_on_record(actor, run)


def _make(run: BackupRun) -> verify.Report:
    path, secret, data_dir = home() / run.name, own_key(), settings().data_dir
    scratch = data_dir / SCRATCH
    scratch.mkdir(exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(dir=scratch) as name:
        copy = Path(name) / archive.DATABASE
        manifest = snapshot.take(copy)
        manifest["files"] = len(archive.stored_files(data_dir))
        manifest["made_at"] = run.started_at.isoformat()
        archive.write(path, secret, manifest=manifest, database=copy, data_dir=data_dir)
    write_keys(home())
    run.size = path.stat().st_size
    with verify.unpacked(path, home() / archive.KEYS_NAME, secret, scratch=scratch) as found:
        report = verify.check(found)
        _demand_same_history(found.manifest["audit"])
    return report


def write_keys(folder: Path) -> None:
    """The master keys and the data keys of now, in the place of those of the last time."""
    with database().engine.connect() as connection:
        data_keys = snapshot.wrapped_keys(connection)
    ring = (settings().data_dir / "keys.json").read_bytes()
    parts = {verify.KEYRING: ring, verify.DATA_KEYS: data_keys}
    archive.write_small(folder / archive.KEYS_NAME, own_key(), parts)


def _demand_same_history(end: list[int | str]) -> None:
    """The end of the copy's chain must be a link of the living one."""
    session().rollback()
    query = select(AuditEvent.hash).where(AuditEvent.seq == end[0])
    if end[0] and session().scalar(query) != end[1]:
        raise BadBackup("the backup's audit chain is not that of this station")


def _spread(run: BackupRun) -> None:
    missing = []
    for folder in settings().backup_dirs:
        try:
            for name in (run.name, archive.KEYS_NAME):
                copy_file(home() / name, folder / name)
        except (OSError, BadBackup):
            missing.append(folder.name)
        else:
            run.copies = (run.copies or 0) + 1
    run.missing = missing


def copy_file(source: Path, target: Path) -> None:
    """Copy durably and read it back: a worn stick takes bytes and gives back others."""
    if not target.parent.is_dir():
        # A stick that is not there must not become a folder of the system disk.
        raise FileNotFoundError(target.parent)
    beside = target.with_name(target.name + ".part")
    shutil.copyfile(source, beside)
    with beside.open("rb") as file:
        os.fsync(file.fileno())
    if _digest(source) != _digest(beside):
        beside.unlink()
        raise BadBackup("the copy differs")
    beside.replace(target)
    archive.sync_folder(target.parent)


def _digest(path: Path) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def _thin_out(folder: Path) -> None:
    there = archive.backups_in(folder)
    for moment in there.keys() - rules.kept(there):
        there[moment].unlink(missing_ok=True)


def _put_on_record(actor: Actor, run: BackupRun) -> BackupRun:
    with transaction() as current:
        current.add(run)
        current.flush()
        act = "backup.failed" if run.problem else "backup.made"
        audit.record(actor, act, run, rows=run.rows, copies=run.copies or 0)
    return run


def verify_backup(path: Path, *, secret: bytes | None = None) -> verify.Report:
    """Unpack a backup in a scratch folder and check it. Raises BadBackup."""
    scratch = settings().data_dir / SCRATCH
    keys = path.parent / archive.KEYS_NAME
    with verify.unpacked(path, keys, secret or own_key(), scratch=scratch) as found:
        return verify.check(found)


def last_good() -> datetime | None:
    query = select(BackupRun.started_at).where(
        BackupRun.verified_at.is_not(None), BackupRun.problem == ""
    )
    return session().scalar(query.order_by(BackupRun.started_at.desc()).limit(1))


def is_due() -> bool:
    """Whether a night has passed since the last good one."""
    last = last_good()
    return last is None or now() - last > DUE_AFTER


def is_overdue() -> bool:
    return rules.is_too_old(last_good(), now())
