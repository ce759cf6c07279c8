from __future__ import annotations

from importlib import reload

from app.accounts import passwords


def test_hash_is_argon2id_with_64_MiB() -> None:
    reload(passwords)
    stored = passwords.hash_password("four green hills far away")
    assert stored.startswith("$argon2id$v=19$m=65536,")
    assert passwords.is_right(stored, "four green hills far away")
    assert not passwords.is_right(stored, "four green hills far awa")
    assert not passwords.is_outdated(stored)


def test_no_password_is_right_where_none_is_set() -> None:
    assert not passwords.is_right(None, "nobody has this password")
