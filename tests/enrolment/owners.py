"""Whatever people sign up for, made ready: every test of the engine runs over each of them.

An area that hangs occasions on its rows adds its maker here.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from app.activities.services import planning
from app.core.clock import now
from app.core.db import transaction
from app.core.enrolment.models import Occasion, Quota
from app.policy import Role
from tests.people import PINGJIANG, make_actor

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


def activity_occasion(*, in_days: float = 7, hours: float = 2, **values: Any) -> Occasion:
    """Of an activity, planned and published by the services of its area."""
    plan = {"sign_up": "volunteers", "place": "村活动室", "title": "读书会"}
    seats = {"capacity": 2, "quotas": {}, "is_open": True, "limit_name": ""} | values
    starts_at = now() + timedelta(days=1 + max(in_days, 0))
    plan |= {name: seats[name] for name in ("title", "closes_at", "offer_hours") if name in seats}
    activity = planning.create_activity(
        actor=make_actor(Role.STAFF),
        region_code=PINGJIANG,
        plan=planning.Plan(
            kind="reading",
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=hours),
            campaign=seats["limit_name"],
            limit_per_person=seats.get("limit_per_person"),
            capacity=seats["capacity"],
            **plan,
        ),
    )
    planning.publish_activity(actor=make_actor(Role.STAFF), activity_id=activity.id)
    with transaction():
        occasion = activity.occasion
        occasion.is_open = seats["is_open"]
        occasion.quotas = [Quota(group_key=k, seats=n) for k, n in seats["quotas"].items()]
        occasion.starts_at = now() + timedelta(days=in_days)
        occasion.ends_at = occasion.starts_at + timedelta(hours=hours)
    return occasion


OWNERS: dict[str, MakeOccasion] = {"bare": bare_occasion, "activity": activity_occasion}
