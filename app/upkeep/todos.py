"""Lines of "what needs me today"."""

from __future__ import annotations

from collections.abc import Iterator

from flask import url_for
from flask_babel import lazy_gettext as _l

from app.core.access.actors import Actor
from app.core.access.policy import may
from app.core.backup import copying, services
from app.core.documents import signing
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
    if copying.is_late():
        text = _l("No fresh copy on the second disk: look whether it is plugged in")
        yield Todo(text, url_for("upkeep.backups"), "red")


def signature(actor: Actor) -> Iterator[Todo]:
    """While there is a certificate: that it is about to run out, or has."""
    key = signing.current() if may(actor, P.BACK_UP) else None
    if key is None or (days := signing.days_left(key)) > signing.WARN_DAYS:
        return
    url = url_for("signature.show")
    if days < 0:
        yield Todo(_l("The signing certificate has run out: PDFs are not signed"), url, "red")
    else:
        yield Todo(_l("The signing certificate runs out in %(days)s days", days=days), url, "amber")
