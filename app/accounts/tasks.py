from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, or_

from app.accounts.models import LoginSession
from app.core.clock import now
from app.core.db import transaction

KEPT = timedelta(days=30)


def forget_old_logins() -> None:
    """Sessions that ended or ran out a month ago."""
    with transaction() as current:
        long_ago = now() - KEPT
        over = or_(LoginSession.ended_at < long_ago, LoginSession.last_seen_at < long_ago)
        current.execute(delete(LoginSession).where(over))
