"""A code on a poster at the door, with which volunteers check themselves in by phone."""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta

from app.activities.models import Activity
from app.core.personal import keyring

BEFORE = timedelta(hours=1)


def door_code(activity_id: int) -> str:
    """20 hexadecimal digits that only this installation can make."""
    return keyring().index("activity-door", str(activity_id)).hex()[:20]


def is_door_code(activity_id: int, code: str) -> bool:
    return hmac.compare_digest(door_code(activity_id), code)


def is_open(activity: Activity, now: datetime) -> bool:
    """From an hour before the beginning until the end."""
    begun = activity.starts_at - BEFORE <= now <= activity.ends_at
    return activity.state == "published" and begun
