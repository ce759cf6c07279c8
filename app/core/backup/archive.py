"""Backup files: a tar, compressed and encrypted, and the keys file beside it."""

from __future__ import annotations

import gzip
import io
import json
import os
import shutil
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, cast

from app.core.backup.stream import BadBackup, Reader, Writer

PREFIX, SUFFIX = "aixin-", ".backup"
KEYS_NAME = "aixin.keys"
STAMP = "%Y%m%dT%H%M%SZ"
DATABASE, MANIFEST = "database.sqlite", "manifest.json"
FOLDERS = ("files", "uploads")
"""Below the data directory: what people handed in and what was printed, encrypted already."""


def name_at(moment: datetime) -> str:
    return f"{PREFIX}{moment.astimezone(UTC).strftime(STAMP)}{SUFFIX}"


def moment_of(name: str) -> datetime | None:
    stamp = name.removeprefix(PREFIX).removesuffix(SUFFIX)
    try:
        return datetime.strptime(stamp, STAMP).replace(tzinfo=UTC)
    except ValueError:
        return None


def backups_in(folder: Path) -> dict[datetime, Path]:
    """The backups of a folder by their moment."""
    found = {moment_of(path.name): path for path in folder.glob(f"{PREFIX}*{SUFFIX}")}
    return {moment: path for moment, path in found.items() if moment is not None}


def write(
    path: Path,
    key: bytes,
    *,
    manifest: dict[str, Any],
    database: Path,
    data_dir: Path | None = None,
) -> None:
    """Write a backup; under its name only once all of it is on the disk."""
    with _written(path, key) as tar:
        _add_bytes(tar, MANIFEST, json.dumps(manifest).encode())
        _add_file(tar, database, DATABASE)
        if data_dir is not None:
            for stored in stored_files(data_dir):
                _add_file(tar, stored, stored.relative_to(data_dir).as_posix())


def write_small(path: Path, key: bytes, parts: dict[str, bytes]) -> None:
    """A small encrypted file in the place of the one before."""
    with _written(path, key) as tar:
        for name, content in parts.items():
            _add_bytes(tar, name, content)


@contextmanager
def _written(path: Path, key: bytes) -> Iterator[tarfile.TarFile]:
    beside = path.with_name(path.name + ".part")
    try:
        with _new(beside) as file:
            writer = Writer(file, key)
            with (
                gzip.GzipFile("", "wb", 1, cast(Any, writer), 0) as packed,
                tarfile.open(fileobj=packed, mode="w|") as tar,
            ):
                yield tar
            writer.finish()
            _sync(file)
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def read_small(path: Path, key: bytes) -> dict[str, bytes]:
    """Raises BadBackup."""
    parts = {}
    with path.open("rb") as file, _reading(Reader(file, key)) as tar:
        for member in tar:
            content = tar.extractfile(member)
            parts[member.name] = content.read() if content else b""
    return parts


def extract(path: Path, key: bytes, folder: Path) -> dict[str, Any]:
    """Unpack a backup to the very end into an empty folder; returns its manifest.

    Raises BadBackup.
    """
    with path.open("rb") as file:
        reader = Reader(file, key)
        with _reading(reader) as tar:
            for member in tar:
                _extract(tar, member, folder)
        # What follows the tar's own end is proven as well.
        while reader.read(1 << 20):
            pass
    if not (folder / MANIFEST).is_file() or not (folder / DATABASE).is_file():
        raise BadBackup("the backup is not complete")
    return cast("dict[str, Any]", json.loads((folder / MANIFEST).read_text("utf-8")))


def _extract(tar: tarfile.TarFile, member: tarfile.TarInfo, folder: Path) -> None:
    # Not tar.extract(filter="data"): Python 3.11.2, which is Debian 12's, does not know it.
    path = Path(os.path.normpath(folder / member.name))
    content = tar.extractfile(member) if member.isreg() else None
    if content is None or not path.is_relative_to(folder) or path == folder:
        raise BadBackup(f"the backup holds what is no file of a station: {member.name!r}")
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with path.open("xb") as file:
        path.chmod(0o600)
        shutil.copyfileobj(content, file)


def stored_files(data_dir: Path) -> list[Path]:
    found = [path for folder in FOLDERS for path in (data_dir / folder).rglob("*")]
    return sorted(path for path in found if path.is_file())


@contextmanager
def _reading(reader: Reader) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(fileobj=cast(BinaryIO, reader), mode="r|gz") as tar:
            yield tar
    except (tarfile.TarError, zlib.error, EOFError) as error:
        raise BadBackup("the backup is damaged") from error


def _add_bytes(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = len(content), 0o600
    tar.addfile(entry, io.BytesIO(content))


def _add_file(tar: tarfile.TarFile, path: Path, name: str) -> None:
    try:
        file = path.open("rb")
    except FileNotFoundError:
        # Deleted for good while the backup was running.
        return
    with file:
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode = os.fstat(file.fileno()).st_size, 0o600
        tar.addfile(entry, file)


def _new(path: Path) -> BinaryIO:
    path.unlink(missing_ok=True)
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def _sync(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
