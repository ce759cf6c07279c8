"""An encrypted file, written and read in one pass: chunks of AES-256-GCM that cannot be swapped.

magic(8) ‖ key fingerprint(4) ‖ salt(16) ‖ chunks of up to 1 MiB, each with its tag. Each file has a
key of its own (HKDF over the salt); a chunk's nonce is its number and whether it is the last, so
that a chunk moved, left out or cut off is noticed.
"""

from __future__ import annotations

import hashlib
import secrets
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MAGIC = b"AIXINBK1"
FINGERPRINT_BYTES, SALT_BYTES, TAG_BYTES = 4, 16, 16
HEADER_BYTES = len(MAGIC) + FINGERPRINT_BYTES + SALT_BYTES
CHUNK = 1 << 20


class BadBackup(Exception):
    """The file is not a backup, was cut or changed, or belongs to another key."""


def fingerprint(key: bytes) -> bytes:
    """Tells which printed key fits a file, and nothing about the key."""
    return hashlib.sha256(b"aixin-backup-key:" + key).digest()[:FINGERPRINT_BYTES]


def _cipher(key: bytes, salt: bytes) -> AESGCM:
    return AESGCM(HKDF(SHA256(), 32, salt=salt, info=b"aixin:backup-file").derive(key))


def _nonce(number: int, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([is_last])


class Writer:
    """A binary file to write to. What was written counts only after `finish`."""

    def __init__(self, target: BinaryIO, key: bytes) -> None:
        salt = secrets.token_bytes(SALT_BYTES)
        self._target, self._cipher = target, _cipher(key, salt)
        self._header = MAGIC + fingerprint(key) + salt
        self._waiting, self._number = bytearray(), 0
        target.write(self._header)

    def write(self, data: bytes) -> int:
        self._waiting += data
        while len(self._waiting) > CHUNK:
            self._put(bytes(self._waiting[:CHUNK]), is_last=False)
            del self._waiting[:CHUNK]
        return len(data)

    def finish(self) -> None:
        self._put(bytes(self._waiting), is_last=True)

    def _put(self, plain: bytes, *, is_last: bool) -> None:
        nonce = _nonce(self._number, is_last)
        self._target.write(self._cipher.encrypt(nonce, plain, self._header))
        self._number += 1


class Reader:
    """A binary file to read from. Raises BadBackup where it is not as it was written."""

    def __init__(self, source: BinaryIO, key: bytes) -> None:
        self._source, self._header = source, source.read(HEADER_BYTES)
        if len(self._header) < HEADER_BYTES or not self._header.startswith(MAGIC):
            raise BadBackup("this file is not a backup of Aixin Station")
        if self._header[len(MAGIC) : len(MAGIC) + FINGERPRINT_BYTES] != fingerprint(key):
            raise BadBackup("this backup was made with another key")
        self._cipher = _cipher(key, self._header[-SALT_BYTES:])
        self._ready, self._number, self._done = bytearray(), 0, False
        self._next = source.read(CHUNK + TAG_BYTES)

    def read(self, size: int = -1) -> bytes:
        while not self._done and (size < 0 or len(self._ready) < size):
            self._take()
        end = len(self._ready) if size < 0 else size
        taken = bytes(self._ready[:end])
        del self._ready[:end]
        return taken

    def _take(self) -> None:
        current, self._next = self._next, self._source.read(CHUNK + TAG_BYTES)
        self._done = not self._next
        try:
            nonce = _nonce(self._number, self._done)
            self._ready += self._cipher.decrypt(nonce, current, self._header)
        except InvalidTag as error:
            raise BadBackup(f"the backup is damaged or cut off at chunk {self._number}") from error
        self._number += 1
