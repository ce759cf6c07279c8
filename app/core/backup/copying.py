"""Copies of the last minute on a second disk: a base, then the pages that changed since.

Every half minute the rows of one moment are compared, page by page, with what lies in the folder;
what changed goes there as one encrypted file. A base and the pages after it are a chain; the first
copy of a process and of a day begins a new one, which counts only after it has been brought back
in a scratch folder. As in backups the wrapped data keys lie in one small file of their own, and
nothing unsent is copied. Stored files, encrypted already, are copied as they come.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import logging
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from app.core import crypto
from app.core.backup import archive, services, snapshot, verify
from app.core.backup.stream import BadBackup
from app.core.clock import now
from app.core.db import database

log = logging.getLogger(__name__)
EVERY = timedelta(seconds=30)
ALARM_AFTER = timedelta(minutes=5)
LONGEST_CHAIN = timedelta(days=1)
KEPT_CHAINS = 2
PREFIX, BASE, PAGES = "copy-", ".base", ".pages"
CONTENT, STATE, LOCK, SHADOW = "pages", "copying.json", "copying.lock", "copying.sqlite"
CAUGHT = (OSError, BadBackup, crypto.Unreadable, sqlite3.Error)


@dataclass(frozen=True)
class State:
    """What the last look found; kept in the data directory, for the page."""

    at: str
    size: int = 0
    problem: str = ""

    @property
    def moment(self) -> datetime:
        return datetime.fromisoformat(self.at)


def state() -> State | None:
    try:
        return State(**json.loads((services.settings().data_dir / STATE).read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def is_wanted() -> bool:
    return services.settings().copy_dir is not None and database().is_sqlite


def is_late() -> bool:
    """Whether the folder has been without a fresh copy for too long."""
    if not is_wanted():
        return False
    last = state()
    return last is None or bool(last.problem) or now() - last.moment > ALARM_AFTER


class Copier:
    """One process's copying. `step` is called again and again; the lock is kept between."""

    def __init__(self) -> None:
        settings = services.settings()
        if settings.copy_dir is None:
            raise ValueError("no folder is set")
        self._data_dir, self._folder = settings.data_dir, settings.copy_dir
        self._lock = (self._data_dir / LOCK).open("w")
        self._watch = sqlite3.connect(str(database().engine.url.database), timeout=60)
        self._seen, self._keys = -1, b""
        self._base, self._number = "", 0
        self._digests: list[bytes] = []
        self._began: datetime | None = None

    def close(self) -> None:
        self._watch.close()
        self._lock.close()

    def step(self) -> bool:
        """Copy what has changed; False while another process of this station does the copying."""
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        at, size, problem = now(), 0, ""
        try:
            size = self._copy(at)
        except CAUGHT as error:
            log.error("copying.failed", exc_info=error)
            problem = type(error).__name__
            # The folder may be another one by now: begin anew.
            self._began = None
        self._tell(State(at.isoformat(), size, problem))
        return True

    def _copy(self, at: datetime) -> int:
        if not self._folder.is_dir():
            # A disk that is not there must not become a folder of the system disk.
            raise FileNotFoundError(self._folder)
        version = self._watch.execute("PRAGMA data_version").fetchone()[0]
        is_new = self._began is None or at - self._began > LONGEST_CHAIN or at < self._began
        if version == self._seen and not is_new:
            return 0
        shadow = self._data_dir / services.SCRATCH / SHADOW
        shadow.parent.mkdir(exist_ok=True, mode=0o700)
        _take(self._watch, shadow)
        written = self._write_base(shadow, at) if is_new else self._write_pages(shadow, at)
        self._write_keys()
        _mirror(self._data_dir, self._folder)
        if is_new:
            _check_newest(self._folder, self._data_dir / services.SCRATCH)
            _thin_out(self._folder)
        self._seen = version
        return written

    def _write_base(self, shadow: Path, at: datetime) -> int:
        name = f"{PREFIX}{at.strftime(archive.STAMP)}"
        path = self._folder / f"{name}{BASE}"
        archive.write(path, services.own_key(), manifest=_describe(shadow, at), database=shadow)
        self._digests = [digest for digest, _page in _pages(shadow)]
        self._base, self._number, self._began = name, 0, at
        return path.stat().st_size

    def _write_pages(self, shadow: Path, at: datetime) -> int:
        fresh, changed = [], []
        for number, (digest, page) in enumerate(_pages(shadow)):
            fresh.append(digest)
            if number >= len(self._digests) or self._digests[number] != digest:
                changed.append(number.to_bytes(4, "big") + page)
        if not changed:
            return 0
        manifest = {**_describe(shadow, at), "base": self._base, "number": self._number + 1}
        manifest["pages"], manifest["page_size"] = len(fresh), _page_size(shadow)
        path = self._folder / f"{self._base}-{self._number + 1:06d}{PAGES}"
        parts = {archive.MANIFEST: json.dumps(manifest).encode(), CONTENT: b"".join(changed)}
        archive.write_small(path, services.own_key(), parts)
        self._digests, self._number = fresh, self._number + 1
        return path.stat().st_size

    def _write_keys(self) -> None:
        """Anew only where a key was made or destroyed since."""
        rows = self._watch.execute("SELECT id, wrapped FROM data_key ORDER BY id").fetchall()
        ring = (self._data_dir / verify.KEYRING).read_bytes()
        digest = hashlib.sha256(repr(rows).encode() + ring).digest()
        if digest != self._keys or not (self._folder / archive.KEYS_NAME).exists():
            services.write_keys(self._folder)
            self._keys = digest

    def _tell(self, found: State) -> None:
        beside = self._data_dir / f"{STATE}.part"
        beside.write_text(json.dumps(asdict(found)), "utf-8")
        beside.replace(self._data_dir / STATE)


def _take(source: sqlite3.Connection, shadow: Path) -> None:
    """The rows of this moment as a file, without data keys and drafts."""
    shadow.unlink(missing_ok=True)
    os.close(os.open(shadow, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    with closing(sqlite3.connect(shadow, isolation_level=None)) as target:
        source.backup(target)
        target.execute("PRAGMA journal_mode=OFF")
        target.execute("PRAGMA synchronous=OFF")
        snapshot.empty(target)


def _describe(shadow: Path, at: datetime) -> dict[str, object]:
    return {**snapshot.describe(shadow), "made_at": at.isoformat()}


def _page_size(path: Path) -> int:
    with path.open("rb") as file:
        said = int.from_bytes(file.read(18)[16:], "big")
    # 65536 does not fit into the two bytes.
    return 65536 if said == 1 else said


def _pages(path: Path) -> Iterator[tuple[bytes, bytes]]:
    size = _page_size(path)
    with path.open("rb") as file:
        while page := file.read(size):
            yield hashlib.blake2b(page, digest_size=12).digest(), page


def _mirror(data_dir: Path, folder: Path) -> None:
    """Stored files never change: new ones are copied, those deleted for good are deleted."""
    there = {path.relative_to(folder) for path in archive.stored_files(folder)}
    here = {path.relative_to(data_dir) for path in archive.stored_files(data_dir)}
    for name in sorted(here - there):
        (folder / name).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with suppress(FileNotFoundError):
            services.copy_file(data_dir / name, folder / name)
    for name in there - here:
        (folder / name).unlink(missing_ok=True)


def _chains(folder: Path) -> list[str]:
    """The names of the bases, the newest last."""
    return sorted(path.name.removesuffix(BASE) for path in folder.glob(f"{PREFIX}*{BASE}"))


def _thin_out(folder: Path) -> None:
    for name in _chains(folder)[:-KEPT_CHAINS]:
        for path in (*folder.glob(f"{name}-*{PAGES}"), folder / f"{name}{BASE}"):
            path.unlink(missing_ok=True)


def _check_newest(folder: Path, scratch: Path) -> None:
    with unpacked(folder, services.own_key(), scratch=scratch) as found:
        verify.check(found)


@contextmanager
def unpacked(
    folder: Path, key: bytes, *, scratch: Path, until: datetime | None = None
) -> Iterator[verify.Unpacked]:
    """Put the newest chain together, or that of a moment, as a backup is unpacked.

    Raises BadBackup.
    """
    scratch.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(dir=scratch) as name:
        target = Path(name)
        manifest = _put_together(folder, key, target, until)
        parts = archive.read_small(folder / archive.KEYS_NAME, key)
        for part in archive.FOLDERS:
            if (folder / part).exists():
                shutil.copytree(folder / part, target / part)
        manifest["files"] = len(archive.stored_files(target))
        erased = snapshot.join_keys(target / archive.DATABASE, parts[verify.DATA_KEYS])
        yield verify.Unpacked(target, manifest, parts[verify.KEYRING], erased)


def _put_together(
    folder: Path, key: bytes, target: Path, until: datetime | None
) -> dict[str, object]:
    for name in reversed(_chains(folder)):
        began = archive.moment_of(f"{archive.PREFIX}{name.removeprefix(PREFIX)}")
        if until is None or (began is not None and began <= until):
            break
    else:
        raise BadBackup("there is no copy of that time")
    manifest = archive.extract(folder / f"{name}{BASE}", key, target)
    for number, path in enumerate(sorted(folder.glob(f"{name}-*{PAGES}")), 1):
        parts = archive.read_small(path, key)
        said = json.loads(parts[archive.MANIFEST])
        if (said["base"], said["number"]) != (name, number):
            raise BadBackup(f"the copy {path.name} is not the next one")
        if until is not None and datetime.fromisoformat(said["made_at"]) > until:
            break
        _apply(target / archive.DATABASE, parts[CONTENT], said["page_size"], said["pages"])
        manifest = said
    return manifest


def _apply(path: Path, changed: bytes, size: int, pages: int) -> None:
    with path.open("r+b") as file:
        for at in range(0, len(changed), 4 + size):
            file.seek(int.from_bytes(changed[at : at + 4], "big") * size)
            file.write(changed[at + 4 : at + 4 + size])
        file.truncate(pages * size)
