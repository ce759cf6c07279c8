"""Lines of "what needs me today"."""

from __future__ import annotations

from collections.abc import Iterator

from flask import url_for
from flask_babel import lazy_gettext as _l

from app.core.access.actors import Actor
from app.core.access.policy import may
from app.core.backup import services
from app.core.i18n import moment
from app.core.registry import Todo
from app.core.web import drafts
from app.policy import P


def unsent_forms(actor: Actor) -> Iterator[Todo]:
    for kept in drafts.list_kept(actor.user_id or 0):
        text = _l("A form of %(moment)s has not been sent", moment=moment(kept.saved_at))
        yield Todo(text, url_for("upkeep.draft", draft_id=kept.id), "amber")


def backups(actor: Actor) -> Iterator[Todo]:
    """For those who make backups. A station that was opened this week is not yet late."""
    if not may(actor, P.BACK_UP):
        return
    if services.is_overdue():
        text = _l("No good backup for more than 8 days: make one today")
        yield Todo(text, url_for("upkeep.backups"), "red")
