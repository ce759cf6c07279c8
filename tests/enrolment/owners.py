"""Whatever people sign up for, made ready: every test of the engine runs over each of them.

An area that hangs occasions on its rows adds its maker here.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from app.core.clock import now
from app.core.db import transaction
from app.core.enrolment.models import Occasion, Quota

MakeOccasion = Callable[..., Occasion]


def bare_occasion(
    *,
    title: str = "读书会",
    in_days: float = 7,
    hours: float = 2,
    quotas: dict[str, int] | None = None,
    **values: Any,
) -> Occasion:
    starts_at = now() + timedelta(days=in_days)
    with transaction() as session:
        occasion = Occasion(
            title=title,
            link="/somewhere/1",
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=hours),
            **{"is_open": True, "capacity": 2, **values},
        )
        occasion.quotas = [Quota(group_key=k, seats=n) for k, n in (quotas or {}).items()]
        session.add(occasion)
        session.flush()
    return occasion


OWNERS: dict[str, MakeOccasion] = {"bare": bare_occasion}
