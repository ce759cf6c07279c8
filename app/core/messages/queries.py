from __future__ import annotations

from collections.abc import Iterator

from flask import url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, func, select

from app.core.access.actors import Actor
from app.core.db import session
from app.core.messages.models import InboxMessage
from app.core.registry import Todo


def inbox(actor: Actor) -> Select[InboxMessage]:
    return select(InboxMessage).where(InboxMessage.user_id == actor.user_id)


def unread_count(actor: Actor) -> int:
    unread = inbox(actor).where(InboxMessage.read_at.is_(None))
    return session().scalar(select(func.count()).select_from(unread.subquery())) or 0


def todos(actor: Actor) -> Iterator[Todo]:
    if count := unread_count(actor):
        yield Todo(_l("Read your messages"), url_for("messages.index"), "blue", count)
