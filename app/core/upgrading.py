"""An upgrade of the schema can be taken back: the database as it was is kept beside it.

Only the last one is kept, for two weeks: it lies in the data directory, no better protected than
the database itself, and holds the data keys of those who were erased since. The same holds for an
upgraded database that was taken back.
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

FOLDER, TAKEN_BACK, KEPT = "before-upgrade", "after-upgrade", timedelta(days=14)
# What the upgrade made goes too: a dump that is read over it would leave its new tables behind.
EMPTY = """
DO $$ DECLARE it record; BEGIN
  FOR it IN SELECT oid::regclass AS name FROM pg_class
            WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') LOOP
    EXECUTE 'DROP TABLE IF EXISTS ' || it.name || ' CASCADE';
  END LOOP;
  FOR it IN SELECT oid::regprocedure AS name FROM pg_proc p
            WHERE pronamespace = 'public'::regnamespace AND NOT EXISTS (
              SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e') LOOP
    EXECUTE 'DROP FUNCTION ' || it.name || ' CASCADE';
  END LOOP;
END $$
"""


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
    sqlite = database().is_sqlite
    copies = sorted((data_dir / FOLDER).glob("*.db" if sqlite else "*.dump"))
    if not copies:
        raise NoCopy("there is no copy")
    aside = data_dir / f"{TAKEN_BACK}-{now():%Y%m%dT%H%M%SZ}"
    aside.mkdir(mode=0o700)
    if sqlite:
        _change_files(copies[-1], aside)
    else:
        _change_tables(copies[-1], aside)
    return aside


def forget_old(data_dir: Path) -> int:
    """Nightly. Returns how many went."""
    limit = (now() - KEPT).timestamp()
    kept = (*(data_dir / FOLDER).glob("*"), *data_dir.glob(f"{TAKEN_BACK}-*"))
    old = [path for path in kept if path.stat().st_mtime < limit]
    for path in old:
        if path.is_dir():
            shutil.rmtree(path)
        else:
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


def _change_files(copy: Path, aside: Path) -> None:
    file = Path(str(database().engine.url.database))
    database().engine.dispose()
    for end in ("", "-wal", "-shm"):
        if (part := Path(f"{file}{end}")).exists():
            part.rename(aside / part.name)
    shutil.copyfile(copy, file)
    file.chmod(0o600)


def _change_tables(copy: Path, aside: Path) -> None:
    """One transaction: where it fails, the upgraded database stands as it was."""
    script = aside / "back.sql"
    options = ("--no-owner", "--no-privileges")
    try:
        _dump(aside / "station.dump")
        _run("pg_restore", *options, f"--file={script}", str(copy))
        database().engine.dispose()
        psql = ("--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1")
        _run("psql", *psql, f"--command={EMPTY}", f"--file={script}", f"--dbname={_address()}")
    except (OSError, subprocess.CalledProcessError) as error:
        raise NoCopy(f"{type(error).__name__}: is the client of PostgreSQL installed?") from error
    finally:
        script.unlink(missing_ok=True)


def _dump(path: Path) -> None:
    path.touch(mode=0o600)
    _run("pg_dump", "--format=custom", f"--file={path}", _address())


def _address() -> str:
    url = database().engine.url
    return url.set(drivername="postgresql", password=None).render_as_string()


def _run(program: str, *arguments: str) -> None:
    """A program of PostgreSQL's, quiet about what it reads; raises what subprocess raises."""
    password = database().engine.url.password
    # Not in the command, which everybody on the computer can see.
    secret = {"PGPASSWORD": str(password)} if password else {}
    subprocess.run(  # noqa: S603  # our own settings
        [program, *arguments],
        check=True,
        env=os.environ | secret,
        stdout=subprocess.DEVNULL,
        umask=0o077,
    )
