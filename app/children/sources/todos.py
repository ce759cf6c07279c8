from __future__ import annotations

from collections.abc import Iterator

from flask import url_for
from flask_babel import lazy_gettext as _l

from app.children.sources import queries
from app.core.access.actors import Actor
from app.core.access.policy import may
from app.core.registry import Todo
from app.policy import P


def todos(actor: Actor) -> Iterator[Todo]:
    if may(actor, P.EDIT_CHILD) and (found := queries.count(actor)):
        text = _l("Settle where lists say something else than the files")
        yield Todo(text, url_for("children.disagreements"), "amber", found)
