"""Keys and ciphers of the installation.

A master key wraps the data key of each person's file; personal fields are AES-256-GCM under
that data key, bound to their table, column and row. A lost database file without the key file
tells nothing; a destroyed data key makes the file unreadable, also in backups.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
import stat
from base64 import b64decode, b64encode
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

VERSION = 1
NONCE_BYTES = 12


class BadKeyFile(Exception):
    """The key file is missing, unsafe or does not fit the data."""


class Unreadable(Exception):
    """A value does not decrypt: wrong key, wrong row, or tampered with."""


def encrypt(key: bytes, plain: bytes, bound_to: str) -> bytes:
    """version(1) ‖ nonce(12) ‖ ciphertext and tag, authenticated together with `bound_to`."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return bytes([VERSION]) + nonce + AESGCM(key).encrypt(nonce, plain, bound_to.encode())


def decrypt(key: bytes, sealed: bytes, bound_to: str) -> bytes:
    if len(sealed) <= NONCE_BYTES or sealed[0] != VERSION:
        raise Unreadable(bound_to)
    nonce, body = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
    try:
        return AESGCM(key).decrypt(nonce, body, bound_to.encode())
    except InvalidTag as error:
        raise Unreadable(bound_to) from error


class Keyring:
    """The installation's master keys, by id; the newest wraps, all unwrap."""

    def __init__(self, keys: dict[int, bytes], path: Path | None = None) -> None:
        if not keys:
            raise BadKeyFile("the key file holds no key")
        self._keys, self._path = keys, path
        self.newest = max(keys)
        # Index, cookie and audit keys must not change when the master key is rotated, or every
        # look-up and the chain would have to be made anew: they hang on the first key.
        self._root = keys[min(keys)]

    @classmethod
    def generate(cls) -> Keyring:
        return cls({1: secrets.token_bytes(32)})

    @classmethod
    def load_or_create(cls, path: Path) -> Keyring:
        """Read the key file, or make it (mode 600) where there is none yet."""
        if not path.exists():
            return cls._create(path)
        return cls.load(path)

    @classmethod
    def _create(cls, path: Path) -> Keyring:
        """Of several processes that start at once, one makes the file and all use it."""
        ring = cls.generate()
        ring._path, beside = path, ring._write(path)
        try:
            os.link(beside, path)
        except FileExistsError:
            return cls.load(path)
        finally:
            beside.unlink()
        _sync(path.parent)
        return ring

    @classmethod
    def load(cls, path: Path) -> Keyring:
        """Raises BadKeyFile."""
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise BadKeyFile(f"{path.name} may be read by others: chmod 600 it")
        try:
            stored = json.loads(path.read_text("utf-8"))["keys"]
            keys = {int(key_id): b64decode(key, validate=True) for key_id, key in stored.items()}
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise BadKeyFile(f"{path.name} is damaged: restore it from the backup") from error
        if any(len(key) != 32 for key in keys.values()):
            raise BadKeyFile(f"{path.name} is damaged: restore it from the backup")
        return cls(keys, path)

    def save(self, path: Path) -> None:
        """Put this ring in the place of the one in the file."""
        self._write(path).replace(path)
        _sync(path.parent)

    def _write(self, path: Path) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        keys = {str(key_id): b64encode(key).decode() for key_id, key in self._keys.items()}
        beside = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump({"keys": keys}, file)
            file.flush()
            os.fsync(file.fileno())
        return beside

    def rotated(self) -> Keyring:
        return Keyring({**self._keys, self.newest + 1: secrets.token_bytes(32)}, self._path)

    def derive(self, purpose: str) -> bytes:
        """A 32-byte key of its own for one purpose (HKDF-SHA256)."""
        return _derive(self._root, purpose)

    def wrap(self, data_key: bytes, bound_to: str) -> bytes:
        wrapped = encrypt(_derive(self._keys[self.newest], "wrap"), data_key, bound_to)
        return self.newest.to_bytes(2, "big") + wrapped

    def unwrap(self, wrapped: bytes, bound_to: str) -> bytes:
        key_id = int.from_bytes(wrapped[:2], "big")
        if key_id not in self._keys and self._path is not None:
            # Rotated by another process since we read the file.
            fresh = Keyring.load(self._path)
            self._keys, self.newest = fresh._keys, fresh.newest
        key = self._keys.get(key_id)
        if key is None:
            raise Unreadable(bound_to)
        return decrypt(_derive(key, "wrap"), wrapped[2:], bound_to)

    def index(self, purpose: str, value: str) -> bytes:
        """Blind index: the same value gives the same 16 bytes, and nothing leads back."""
        mac = hmac.new(self.derive(f"index:{purpose}"), value.encode(), hashlib.sha256)
        return mac.digest()[:16]


def _sync(folder: Path) -> None:
    """A new name is on disk only once its folder is."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@lru_cache(maxsize=256)
def _derive(root: bytes, purpose: str) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=f"aixin:{purpose}".encode()).derive(root)
