"""The calendar as events of a feed. No person is named in one."""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from datetime import timedelta

from app.activities.models import FeedKey
from app.core.calendar.feeds import FeedEvent
from app.core.calendar.sources import Entry
from app.core.db import session, transaction
from app.core.personal import keyring
from app.core.web.pages import public_address

PAST = timedelta(days=90)
MOST = 1000


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


def events_of(entries: Iterable[Entry]) -> list[FeedEvent]:
    house = public_address()
    return [
        FeedEvent(
            uid=f"{one.key}@aixin-station",
            title=str(one.title),
            starts_at=one.starts_at,
            ends_at=one.ends_at,
            changed_at=one.changed_at,
            sequence=one.sequence,
            location=one.place,
            description=one.text.strip(),
            url=house + one.url,
            is_cancelled=one.state == "cancelled",
            is_all_day=one.all_day,
        )
        for one in entries
    ]
