"""What accounts add to the home page."""

from __future__ import annotations

from collections.abc import Iterator

from flask import url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from app.accounts import queries
from app.core.access.actors import Actor
from app.core.access.policy import may
from app.core.db import session
from app.core.registry import Figure
from app.policy import P


def figures(actor: Actor) -> Iterator[Figure]:
    if may(actor, P.MANAGE_ACCOUNTS):
        query = select(func.count()).select_from(queries.managed(actor).subquery())
        yield Figure(session().scalar(query) or 0, _l("accounts"), url_for("accounts.index"))
