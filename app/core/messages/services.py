from __future__ import annotations

from typing import Any

from sqlalchemy import update

from app.core.access.actors import Actor
from app.core.clock import now
from app.core.db import session, transaction
from app.core.messages.models import InboxMessage


def tell(user_id: int | None, kind: str, *, link: str = "", **values: Any) -> None:
    """Put a message into somebody's inbox, in the running transaction; without an account: not."""
    if user_id is not None:
        session().add(InboxMessage(user_id=user_id, kind=kind, link=link, values=values))


def mark_all_read(*, actor: Actor, up_to: int) -> None:
    """Those up to the newest that was on the page: one that came meanwhile stays unread."""
    with transaction() as current:
        current.execute(
            update(InboxMessage)
            .where(
                InboxMessage.user_id == actor.user_id,
                InboxMessage.id <= up_to,
                InboxMessage.read_at.is_(None),
            )
            .values(read_at=now())
        )
