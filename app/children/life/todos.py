from __future__ import annotations

from collections.abc import Iterator

from flask import url_for
from flask_babel import lazy_gettext as _l

from app.children.life import handing_over, moving
from app.children.queries import count
from app.core.access.actors import Actor
from app.core.access.policy import may
from app.core.registry import Todo
from app.policy import P


def todos(actor: Actor) -> Iterator[Todo]:
    if not may(actor, P.EDIT_CHILD):
        return
    if found := len(moving.came(actor, unseen=True)):
        text = _l("Read the files of children who have moved here")
        yield Todo(text, url_for("children.moves"), "amber", found)
    if waiting := count(handing_over.list_hand_overs(actor, "open")):
        text = _l("Say who looks after those who come of age")
        yield Todo(text, url_for("children.successors"), "amber", waiting)
