"""An upgrade of the schema can be taken back: the database as it was is kept beside it.

Only the last one is kept, for two weeks: it lies in the data directory, no better protected than
the database itself, and holds the data keys of those who were erased since.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from app.core import migrate
from app.core.clock import now
from app.core.db import database

FOLDER, KEPT = "before-upgrade", timedelta(days=14)


class NoCopy(RuntimeError):
    """The database could not be put aside, so it has not been touched."""


def upgrade(directory: str, revision: str, data_dir: Path) -> Path | None:
    """Bring the schema up to date; returns the copy, if there was anything to change."""
    current = migrate.current()
    if current is None or (revision == "head" and migrate.is_current(directory)):
        migrate.upgrade(directory, revision)
        return None
    copy = _put_aside(data_dir, current)
    migrate.upgrade(directory, revision)
    return copy


def take_back(data_dir: Path) -> Path:
    """Put the copy in the place of the upgraded database, which is kept. The server is stopped."""
    if not database().is_sqlite:
        raise NoCopy("with PostgreSQL: pg_restore --clean --if-exists -d … the newest .dump")
    copies = sorted((data_dir / FOLDER).glob("*.db"))
    if not copies:
        raise NoCopy("there is no copy")
    file = Path(str(database().engine.url.database))
    database().engine.dispose()
    aside = data_dir / f"after-upgrade-{now():%Y%m%dT%H%M%SZ}"
    aside.mkdir(mode=0o700)
    for end in ("", "-wal", "-shm"):
        if (part := Path(f"{file}{end}")).exists():
            part.rename(aside / part.name)
    shutil.copyfile(copies[-1], file)
    file.chmod(0o600)
    return aside


def forget_old(data_dir: Path) -> int:
    """Nightly. Returns how many went."""
    limit = (now() - KEPT).timestamp()
    old = [path for path in (data_dir / FOLDER).glob("*") if path.stat().st_mtime < limit]
    for path in old:
        path.unlink()
    return len(old)


def _put_aside(data_dir: Path, revision: str) -> Path:
    folder = data_dir / FOLDER
    folder.mkdir(exist_ok=True, mode=0o700)
    for old in folder.iterdir():
        old.unlink()
    end = "db" if database().is_sqlite else "dump"
    path = folder / f"{now():%Y%m%dT%H%M%SZ}-{revision}.{end}"
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        if database().is_sqlite:
            _copy_sqlite(path)
        else:
            _dump(path)
    except (OSError, sqlite3.Error, subprocess.CalledProcessError) as error:
        path.unlink(missing_ok=True)
        raise NoCopy(f"{type(error).__name__}: is the disk full, or pg_dump missing?") from error
    return path


def _copy_sqlite(path: Path) -> None:
    source = sqlite3.connect(str(database().engine.url.database), timeout=60)
    with closing(source), closing(sqlite3.connect(path)) as target:
        source.backup(target)
        if (said := target.execute("PRAGMA quick_check").fetchone()[0]) != "ok":
            raise sqlite3.DatabaseError(said)


def _dump(path: Path) -> None:
    url = database().engine.url
    # Not in the command, which everybody on the computer can see.
    secret = {"PGPASSWORD": str(url.password)} if url.password else {}
    address = url.set(drivername="postgresql", password=None).render_as_string()
    subprocess.run(  # noqa: S603  # our own settings
        ["pg_dump", "--format=custom", f"--file={path}", address],  # noqa: S607  # of the system
        check=True,
        env=os.environ | secret,
    )
