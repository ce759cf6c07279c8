"""Printed codes: made once, kept as a keyed hash, used once; in the caller's transaction."""

from __future__ import annotations

import secrets
from datetime import timedelta

from sqlalchemy import func, select, update

from app.accounts.models import OneTimeCode, User
from app.accounts.rules import ALPHABET, SHEET_CODES, group_code, normalise_code
from app.core.clock import now
from app.core.db import session
from app.core.personal import keyring

ACTIVATE, RESET, FACTOR = "activate", "reset", "factor"
LENGTH = 12


def issue(user: User, purpose: str, valid: timedelta) -> str:
    """A new activation or reset code; an earlier one of either kind is worth nothing any more."""
    _void(user.id, ACTIVATE, RESET)
    return _make(user.id, purpose, LENGTH, valid)


def issue_sheet(user: User) -> list[str]:
    """A new sheet of codes for the second factor, in place of the old one."""
    _void(user.id, FACTOR)
    return [_make(user.id, FACTOR, 8, None) for _number in range(SHEET_CODES)]


def find(user_id: int, typed: str, *purposes: str) -> OneTimeCode | None:
    """The unused code that was typed, locked until the transaction ends."""
    typed = normalise_code(typed)
    hashes = [_hash(user_id, purpose, typed) for purpose in purposes]
    query = select(OneTimeCode).where(
        OneTimeCode.user_id == user_id,
        OneTimeCode.purpose.in_(purposes),
        OneTimeCode.code_hash.in_(hashes),
        OneTimeCode.used_at.is_(None),
        func.coalesce(OneTimeCode.expires_at, now() + timedelta(days=1)) > now(),
    )
    return session().scalar(query.with_for_update())


def use(code: OneTimeCode) -> None:
    code.used_at = now()


def count_left(user_id: int) -> int:
    """How many codes of the sheet are unused."""
    query = select(func.count()).where(
        OneTimeCode.user_id == user_id,
        OneTimeCode.purpose == FACTOR,
        OneTimeCode.used_at.is_(None),
    )
    return session().scalar(query) or 0


def void_sheet(user_id: int) -> None:
    _void(user_id, FACTOR)


def random_code(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def _make(user_id: int, purpose: str, length: int, valid: timedelta | None) -> str:
    code = random_code(length)
    row = OneTimeCode(
        user_id=user_id,
        purpose=purpose,
        code_hash=_hash(user_id, purpose, code),
        expires_at=now() + valid if valid else None,
    )
    session().add(row)
    session().flush()
    return group_code(code)


def _void(user_id: int, *purposes: str) -> None:
    session().execute(
        update(OneTimeCode)
        .where(
            OneTimeCode.user_id == user_id,
            OneTimeCode.purpose.in_(purposes),
            OneTimeCode.used_at.is_(None),
        )
        .values(used_at=now())
    )


def _hash(user_id: int, purpose: str, code: str) -> bytes:
    return keyring().index("login", f"code:{purpose}:{user_id}:{code}")
