"""The backup key: 32 bytes, kept beside the database for the nightly work and on paper in a safe.

As text it is 14 groups of four letters and digits that nobody confuses, the last four a checksum:
whoever types it from the sheet is told of a slip at once.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import stat
from pathlib import Path

from app.core.crypto import BadKeyFile

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
MISREAD = str.maketrans("OIL", "011")
KEY_LETTERS, CHECK_LETTERS = 52, 4
NAME = "backup.key"


class NotAKey(ValueError):
    """What was typed is not a backup key, or has a slip in it."""


def encode(key: bytes) -> str:
    """The key as it is printed: groups of four."""
    letters = _letters(int.from_bytes(key, "big"), KEY_LETTERS) + _check(key)
    return " ".join(letters[at : at + 4] for at in range(0, len(letters), 4))


def decode(text: str) -> bytes:
    """The key of a printed sheet, however it was typed. Raises NotAKey."""
    typed = "".join(letter for letter in text.upper() if letter.isalnum()).translate(MISREAD)
    if len(typed) != KEY_LETTERS + CHECK_LETTERS or set(typed) - set(ALPHABET):
        raise NotAKey("the key has 14 groups of four letters or digits")
    number = 0
    for letter in typed[:KEY_LETTERS]:
        number = number * 32 + ALPHABET.index(letter)
    if number >> 256:
        raise NotAKey("the key has a slip in it: compare it with the sheet")
    key = number.to_bytes(32, "big")
    if _check(key) != typed[KEY_LETTERS:]:
        raise NotAKey("the key has a slip in it: compare it with the sheet")
    return key


def load_or_create(folder: Path) -> bytes:
    """The installation's backup key, from its file of mode 600. Raises BadKeyFile."""
    path = folder / NAME
    if not path.exists():
        _create(path)
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise BadKeyFile(f"{path.name} may be read by others: chmod 600 it")
    return decode(path.read_text("ascii"))


def save(folder: Path, key: bytes) -> None:
    """Keep the key of a printed sheet as that of this installation (after a restore)."""
    (folder / NAME).unlink(missing_ok=True)
    _write(folder / NAME, key)


def _create(path: Path) -> None:
    try:
        _write(path, secrets.token_bytes(32))
    except FileExistsError:
        # Another process was first.
        return


def _write(path: Path, key: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(encode(key) + "\n")
        file.flush()
        os.fsync(file.fileno())


def _check(key: bytes) -> str:
    digest = hashlib.sha256(b"aixin-backup-check:" + key).digest()
    return _letters(int.from_bytes(digest[:4], "big") >> 12, CHECK_LETTERS)


def _letters(number: int, count: int) -> str:
    letters = []
    for _ in range(count):
        number, place = divmod(number, 32)
        letters.append(ALPHABET[place])
    return "".join(reversed(letters))
