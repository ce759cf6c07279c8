"""Activities and shifts as events of a feed. No person is named in one."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from datetime import timedelta

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import select

from app.activities.models import Activity, DutyShift, FeedKey
from app.core.calendar.feeds import FeedEvent
from app.core.clock import now
from app.core.db import session, transaction
from app.core.personal import keyring

PAST = timedelta(days=90)


def secret_of(user_id: int, turn: int) -> str:
    """32 hexadecimal digits that only this installation can make."""
    return keyring().index("calendar-feed", f"{user_id}:{turn}").hex()


def feed_key(user_id: int) -> FeedKey | None:
    return session().get(FeedKey, user_id)


def is_right(user_id: int, secret: str) -> bool:
    key = feed_key(user_id)
    return key is not None and hmac.compare_digest(secret_of(user_id, key.turn), secret)


def renew_feed(*, user_id: int) -> FeedKey:
    """A first link, or a new one that puts an end to the old."""
    with transaction() as current:
        key = current.get(FeedKey, user_id, with_for_update=True)
        if key is None:
            key = FeedKey(user_id=user_id, turn=1)
            current.add(key)
        else:
            key.turn += 1
        current.flush()
    return key


def events_of(activities: Sequence[Activity]) -> list[FeedEvent]:
    return [
        FeedEvent(
            uid=f"activity-{one.id}@aixin-station",
            title=one.title,
            starts_at=one.starts_at,
            ends_at=one.ends_at,
            changed_at=one.changed_at,
            sequence=one.sequence,
            location=one.place,
            description="\n".join(text for text in (one.summary, one.bring) if text),
            url=url_for("activities.show", activity_id=one.id, _external=True),
            is_cancelled=one.state == "cancelled",
        )
        for one in activities
    ]


def duty_of(user_id: int) -> list[FeedEvent]:
    query = select(DutyShift).where(DutyShift.user_id == user_id, DutyShift.ends_at > now() - PAST)
    return [
        FeedEvent(
            uid=f"duty-{shift.id}-{shift.version}@aixin-station",
            title=_("Duty at the station"),
            starts_at=shift.starts_at,
            ends_at=shift.ends_at,
            changed_at=now(),
        )
        for shift in session().scalars(query.order_by(DutyShift.starts_at))
    ]
