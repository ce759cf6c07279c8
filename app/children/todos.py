"""What the children's files ask for today."""

from __future__ import annotations

from collections.abc import Iterator

from flask import url_for
from flask_babel import lazy_gettext as _l

from app.children import queries
from app.children.queries import Filters
from app.core.access.actors import Actor
from app.core.access.policy import may, rule_of
from app.core.registry import Todo
from app.policy import P
from app.programmes.queries import rules_for


def todos(actor: Actor) -> Iterator[Todo]:
    if not may(actor, P.RECORD_CONSENT):
        return
    home = next(iter(actor.regions(rule_of(P.RECORD_CONSENT).roles)), "")
    days = rules_for(home).renewal_days
    for consent, tone, text in (
        ("expiring", "amber", _l("Renew guardians’ consents to pairing that end soon")),
        ("missing", "blue", _l("Ask guardians for their consent to pairing")),
    ):
        filters = Filters(consent=consent)
        count = queries.count(queries.list_children(actor, filters, renewal_days=days))
        if count:
            yield Todo(text, url_for("children.index", consent=consent), tone, count)
