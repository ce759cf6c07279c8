from __future__ import annotations

import pytest
from argon2 import PasswordHasher

from app.accounts import passwords


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The real cost is a quarter of a second a hash; what it is made of is tested apart."""
    monkeypatch.setattr(
        passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    )
    passwords._nobodys.cache_clear()
