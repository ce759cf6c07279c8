"""Encrypted files under the data directory, with names that tell nothing."""

from __future__ import annotations

import os
import re
import secrets
from pathlib import Path

from flask import current_app

from app.core import crypto

NAME = re.compile(r"[0-9a-f]{32}")


def store(data: bytes, key: bytes) -> str:
    """Write the bytes durably and give the random name they lie under."""
    name = secrets.token_hex(16)
    path = _path(name)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(crypto.encrypt(key, data, f"file:{name}"))
        file.flush()
        os.fsync(file.fileno())
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return name


def load(name: str, key: bytes) -> bytes:
    return crypto.decrypt(key, _path(name).read_bytes(), f"file:{name}")


def remove(name: str) -> None:
    _path(name).unlink(missing_ok=True)


def _path(name: str) -> Path:
    if not NAME.fullmatch(name):
        raise ValueError(f"not a stored file's name: {name!r}")
    data_dir: Path = current_app.extensions["settings"].data_dir
    return data_dir / "files" / name[:2] / name
