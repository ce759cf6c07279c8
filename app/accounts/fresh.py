"""Weighty pages ask for the password again: a computer left alone must not be worth an export.

Roles, printed codes, exports and the backup key open for ten minutes after the password was typed.
"""

from __future__ import annotations

from datetime import timedelta
from typing import cast
from urllib.parse import urlsplit

from flask import Flask, current_app, request, url_for
from flask_login import current_user
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from app.accounts.sessions import SignedIn
from app.core.access.guard import fresh_password, send_to
from app.core.clock import now
from app.core.web import drafts

__all__ = ["fresh_password", "init_app", "is_fresh"]

FRESH_FOR = timedelta(minutes=10)


def is_fresh() -> bool:
    """The gate has let pass whom we see here; only a session can have been left alone."""
    user = current_user._get_current_object()
    return not isinstance(user, SignedIn) or now() - user.confirmed_at < FRESH_FOR


def init_app(app: Flask) -> None:
    # Before the view and its transaction: a form that is sent back here must not count as sent.
    app.before_request(_ask_again)


def _ask_again() -> Response | None:
    view = current_app.view_functions.get(request.endpoint or "")
    if not getattr(view, "needs_fresh_password", False) or is_fresh():
        return None
    return send_to("accounts.confirm", next=_way_back())


def _way_back() -> str:
    if request.method in ("GET", "HEAD"):
        return request.full_path.rstrip("?")
    # What was typed waits as a draft, to be sent after the password.
    user = cast(SignedIn, current_user)
    kept = drafts.keep(user.actor.user_id or 0)
    return url_for("upkeep.draft", draft_id=kept) if kept else _page_of_form()


def _page_of_form() -> str:
    """Where a form that is not kept is filled in again: its own address, else where it stood."""
    if request.url_rule is not None and _opens(request.path):
        return request.full_path.rstrip("?")
    stood = urlsplit(request.referrer or "")
    return stood.path if stood.netloc == request.host and _opens(stood.path) else "/"


def _opens(path: str) -> bool:
    try:
        current_app.url_map.bind("").match(path, "GET")
    except HTTPException:
        return False
    return True
