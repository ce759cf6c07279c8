from __future__ import annotations

from collections.abc import Iterator

from flask import url_for
from flask_babel import lazy_gettext as _l

from app.children.families import queries
from app.children.queries import count
from app.core.access.actors import Actor
from app.core.access.policy import may
from app.core.registry import Todo
from app.policy import P


def todos(actor: Actor) -> Iterator[Todo]:
    if not may(actor, P.EDIT_CHILD):
        return
    if due := count(queries.list_families(actor, queries.DUE)):
        text = _l("Look again at the colour of families")
        yield Todo(text, url_for("children.families", show=queries.DUE), "amber", due)
    if found := len(queries.proposals(actor)):
        text = _l("Say who are brothers and sisters")
        yield Todo(text, url_for("children.family_proposals"), "blue", found)
