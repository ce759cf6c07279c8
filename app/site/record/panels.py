"""What the record adds to the auditor's home page."""

from __future__ import annotations

from collections.abc import Iterator

from flask import url_for
from flask_babel import lazy_gettext as _l

from app.core.access.actors import Actor
from app.core.access.policy import may
from app.core.clock import today
from app.core.registry import Figure
from app.policy import P
from app.site.record import queries


def figures(actor: Actor) -> Iterator[Figure]:
    if may(actor, P.READ_AUDIT):
        acts = queries.find(actor, queries.Filters(since=today()))
        url = url_for("site.audit", since=today().isoformat())
        yield Figure(queries.count(acts), _l("acts on record today"), url)
