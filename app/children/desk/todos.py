from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, func, select

from app.children.desk import queries
from app.children.desk.models import FamilyRequest
from app.core.access.actors import Actor
from app.core.access.policy import may
from app.core.clock import today
from app.core.db import session
from app.core.registry import Todo
from app.policy import P


def todos(actor: Actor) -> Iterator[Todo]:
    if not may(actor, P.KEEP_REQUEST_DESK):
        return
    waiting = queries.open_requests(actor)
    late = _count(waiting.where(FamilyRequest.due_on < today()))
    if count := _count(waiting):
        text = _l("Answer what families have asked about their child’s file")
        yield Todo(text, url_for("children.desk"), "red" if late else "amber", count)
    if may(actor, P.DELETE_CHILD) and (over := _count(queries.over_term(actor))):
        text = _l("Delete files whose term is over")
        yield Todo(text, url_for("children.desk"), "amber", over)


def _count(query: Select[Any]) -> int:
    return session().scalar(select(func.count()).select_from(query.subquery())) or 0
