"""Hashing. One hash takes 64 MiB: two at a time in a process, the others wait."""

from __future__ import annotations

import gzip
from functools import lru_cache
from pathlib import Path
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from app.accounts import rules
from app.core.errors import InvalidInput

COMMON = Path(__file__).parent / "data" / "common-passwords.txt.gz"

_hasher = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=4)
_places = BoundedSemaphore(2)


def hash_password(password: str) -> str:
    with _places:
        return _hasher.hash(password)


def is_right(stored: str | None, password: str) -> bool:
    """Takes the same time whether there is an account, a password, or neither."""
    with _places:
        try:
            return _hasher.verify(stored or _nobodys(), password[: rules.MAX_PASSWORD]) and bool(
                stored
            )
        except (VerifyMismatchError, InvalidHashError):
            return False


def is_outdated(stored: str) -> bool:
    return _hasher.check_needs_rehash(stored)


def demand_good(password: str, *, context: list[str], field: str = "password") -> None:
    """Raise InvalidInput, with the reason beside `field`, for a password that is easily guessed."""
    problems = rules.password_problems(password, context=context, common=common())
    if problems:
        raise InvalidInput(*(type(one)(one.code, one.message, field=field) for one in problems))


@lru_cache(maxsize=1)
def common() -> frozenset[str]:
    with gzip.open(COMMON, "rt", encoding="utf-8") as file:
        return frozenset(file.read().split("\n"))


@lru_cache(maxsize=1)
def _nobodys() -> str:
    return _hasher.hash("nobody has this password")
