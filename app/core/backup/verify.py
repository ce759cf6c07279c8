"""A backup is good when it has been unpacked and found whole, not when it has been written."""

from __future__ import annotations

import json
import tempfile
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select

from app.core import audit, crypto, portable
from app.core.backup import archive, snapshot
from app.core.backup.stream import BadBackup
from app.core.db import Base, session

KEYRING, DATA_KEYS = "keys.json", "data-keys.jsonl"
SAMPLE = 20
"""Rows of each table whose sealed values are read."""


@dataclass(frozen=True)
class Report:
    """What was found in a backup that is whole."""

    rows: int
    files: int
    events: int
    readable: int
    """Sealed values that were read."""
    erased: int
    """Files of persons whose key is destroyed, and which nothing can read."""


@dataclass(frozen=True)
class Unpacked:
    folder: Path
    manifest: dict[str, Any]
    keyring: bytes
    erased: int

    @property
    def database(self) -> Path:
        return self.folder / archive.DATABASE


@contextmanager
def unpacked(path: Path, keys: Path, key: bytes, *, scratch: Path) -> Iterator[Unpacked]:
    """Unpack a backup below `scratch` and put the data keys into it; removed again at the end.

    Raises BadBackup.
    """
    scratch.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(dir=scratch) as name:
        folder = Path(name)
        manifest = archive.extract(path, key, folder)
        parts = archive.read_small(keys, key)
        if KEYRING not in parts or DATA_KEYS not in parts:
            raise BadBackup("the file of keys is not complete")
        erased = snapshot.join_keys(folder / archive.DATABASE, parts[DATA_KEYS])
        yield Unpacked(folder, manifest, parts[KEYRING], erased)


def check(found: Unpacked) -> Report:
    """Compare what was unpacked with what was put in. Raises BadBackup."""
    if (answer := snapshot.quick_check(found.database)) != "ok":
        raise BadBackup(f"the database in it is damaged: {answer}")
    described = snapshot.describe(found.database)
    for name in ("counts", "revision", "audit"):
        if described[name] != found.manifest[name]:
            raise BadBackup(f"{name}: {found.manifest[name]} put in, {described[name]} found")
    files = len(archive.stored_files(found.folder))
    if files != found.manifest["files"]:
        raise BadBackup(f"{found.manifest['files']} files put in, {files} found")
    with portable.opened(portable.sqlite_url(found.database), _keyring(found.keyring)):
        verdict = audit.verify()
        if verdict.broken_at is not None:
            raise BadBackup(f"the audit chain is broken at entry {verdict.broken_at}")
        readable = sum(1 for _ in sealed_sample(SAMPLE))
    rows = sum(described["counts"].values())
    return Report(rows, files, verdict.events, readable, found.erased)


def sealed_sample(number: int) -> Iterator[tuple[str, int, str, Any]]:
    """(table, id, attribute, text) of the sealed values of each table's newest rows.

    Raises crypto.Unreadable for a value that its key does not open.
    """
    mappers = sorted(Base.registry.mappers, key=lambda mapper: mapper.class_.__tablename__)
    for mapper in mappers:
        model: Any = mapper.class_
        table: Any = mapper.local_table
        names = [column.info["sealed"] for column in table.c if "sealed" in column.info]
        if not names:
            continue
        for row in session().scalars(select(model).order_by(model.id.desc()).limit(number)):
            for name in names:
                value = getattr(row, name)
                if value is not None:
                    yield table.name, row.id, name, value


def _keyring(stored: bytes) -> crypto.Keyring:
    keys = json.loads(stored)["keys"]
    return crypto.Keyring({int(key_id): b64decode(key) for key_id, key in keys.items()})
