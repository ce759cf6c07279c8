"""Bring a station back from a backup. What stood there before is put aside, not deleted."""

from __future__ import annotations

import shutil
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path

from sqlalchemy import create_engine, make_url

from app.config import Settings
from app.core import portable
from app.core.backup import archive, copying, key, verify
from app.core.backup.services import SCRATCH
from app.core.clock import now


class StationThere(RuntimeError):
    """The data directory holds a station already."""


def restore(settings: Settings, path: Path, secret: bytes, *, replace: bool) -> verify.Report:
    """Bring back the station of a backup and the keys beside it; see `_bring_back`."""
    keys, scratch = path.parent / archive.KEYS_NAME, settings.data_dir / SCRATCH
    source = verify.unpacked(path, keys, secret, scratch=scratch)
    return _bring_back(settings, source, secret, replace=replace)


def restore_copy(
    settings: Settings, folder: Path, secret: bytes, *, replace: bool, until: datetime | None = None
) -> verify.Report:
    """Bring back the last minute of the continuous copy, or an earlier moment of it."""
    scratch = settings.data_dir / SCRATCH
    source = copying.unpacked(folder, secret, scratch=scratch, until=until)
    return _bring_back(settings, source, secret, replace=replace)


def _bring_back(
    settings: Settings,
    source: AbstractContextManager[verify.Unpacked],
    secret: bytes,
    *,
    replace: bool,
) -> verify.Report:
    """Check what is in it, then put database, files and keys where the settings say.

    The server must be stopped. Raises BadBackup, StationThere, portable.NotEmpty, OtherSchema.
    """
    there = _station_files(settings)
    if there and not replace:
        raise StationThere(", ".join(part.name for part in there))
    with source as found:
        report = verify.check(found)
        if not settings.is_sqlite:
            _fill_postgresql(settings.database_url, found.database)
        _put_aside(settings.data_dir, there)
        _put_in_place(settings, found)
    key.save(settings.data_dir, secret)
    return report


def _station_files(settings: Settings) -> list[Path]:
    """What a restore would replace; of a database that was just made, nothing counts."""
    names: list[Path] = [settings.data_dir / folder for folder in archive.FOLDERS]
    if settings.is_sqlite and (file := make_url(settings.database_url).database):
        names += [Path(file + end) for end in ("", "-wal", "-shm")]
    return [path for path in names if path.exists()]


def _fill_postgresql(url: str, snapshot: Path) -> None:
    source, target = create_engine(portable.sqlite_url(snapshot)), create_engine(url)
    with source.connect() as rows:
        with target.connect() as connection:
            is_empty = portable.revision_of(connection) is None
        if is_empty:
            portable.make_tables(target, portable.revision_of(rows))
        with target.begin() as connection:
            portable.copy_rows(rows, connection)
    source.dispose()
    target.dispose()


def _put_aside(data_dir: Path, there: list[Path]) -> None:
    old = [*there, *(data_dir / name for name in ("keys.json", key.NAME))]
    existing = [path for path in old if path.exists()]
    if not existing:
        return
    aside = data_dir / f"before-restore-{now():%Y%m%dT%H%M%SZ}"
    aside.mkdir(mode=0o700)
    for path in existing:
        path.rename(aside / path.name)


def _put_in_place(settings: Settings, found: verify.Unpacked) -> None:
    for folder in archive.FOLDERS:
        if (found.folder / folder).exists():
            (found.folder / folder).rename(settings.data_dir / folder)
    ring = settings.data_dir / verify.KEYRING
    ring.touch(mode=0o600)
    ring.write_bytes(found.keyring)
    if settings.is_sqlite and (file := make_url(settings.database_url).database):
        shutil.move(found.database, file)
    archive.sync_folder(settings.data_dir)
