from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, func, select

from app.children.access import queries
from app.core.access.actors import Actor
from app.core.access.policy import may
from app.core.db import session
from app.core.registry import Todo
from app.policy import P


def todos(actor: Actor) -> Iterator[Todo]:
    if may(actor, P.DECIDE_CHILD_EXPORT) and (waiting := _count(queries.to_decide(actor))):
        text = _l("Decide who may open a file or take a list away")
        yield Todo(text, url_for("children.requests"), "amber", waiting)
    if may(actor, P.WATCH_READING) and (flags := _count(queries.open_flags(actor))):
        text = _l("Look into unusual reading of children’s files")
        yield Todo(text, url_for("children.flags"), "red", flags)


def _count(query: Select[Any]) -> int:
    return session().scalar(select(func.count()).select_from(query.subquery())) or 0
