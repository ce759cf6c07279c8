"""Weighty pages ask for the password again: a computer left alone must not be worth an export.

Roles, printed codes, exports and the backup key open for ten minutes after the password was typed.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar, cast

from flask import Flask, current_app, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.accounts.sessions import SignedIn
from app.core.access.guard import send_to
from app.core.clock import now
from app.core.web import drafts

View = TypeVar("View", bound=Callable[..., Any])
FRESH_FOR = timedelta(minutes=10)


def is_fresh() -> bool:
    """The gate has let pass whom we see here; only a session can have been left alone."""
    user = current_user._get_current_object()
    return not isinstance(user, SignedIn) or now() - user.confirmed_at < FRESH_FOR


def fresh_password(view: View) -> View:
    """Mark a page that opens only shortly after the password."""
    view.needs_fresh_password = True  # type: ignore[attr-defined]
    return view


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
    return url_for("upkeep.draft", draft_id=kept) if kept else "/"
