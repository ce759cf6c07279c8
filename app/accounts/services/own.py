from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.accounts import passwords, queries, sessions
from app.accounts.models import LoginSession
from app.core import audit, throttle
from app.core.access.actors import Actor
from app.core.clock import now
from app.core.db import session, transaction
from app.core.errors import InvalidInput, NotFound, Problem


def confirm_password(*, actor: Actor, password: str, field: str = "password") -> None:
    """Ask again for the password before something weighty.

    Raises InvalidInput, or TooManyAttempts; belongs to a page marked `throttle.unkeyed`.
    """
    stored = queries.get_user(actor.user_id or 0).password_hash
    attempt = throttle.attempt(throttle.account("login", actor.user_id or 0))
    if not passwords.is_right(stored, password):
        with transaction():
            audit.record(
                actor, "password.confirmation_failed", queries.get_user(actor.user_id or 0)
            )
        text = _l("This is not your password.")
        raise InvalidInput(Problem("wrong_password", text, field=field))
    with transaction():
        attempt.succeeded()


def confirm_session(*, actor: Actor, session_id: int, password: str) -> str:
    """Open the pages that ask for a fresh password; returns the session's new token.

    Raises as confirm_password does, and NotFound where the session is over.
    """
    confirm_password(actor=actor, password=password)
    with transaction():
        row = session().get(LoginSession, session_id)
        if row is None or row.user_id != actor.user_id or row.ended_at is not None:
            raise NotFound(Problem("not_found", ""))
        row.confirmed_at = now()
        return sessions.renew_token(row)


def change_password(
    *, actor: Actor, session_id: int, current: str, new: str, end_others: bool
) -> None:
    """Raises InvalidInput for a wrong current or a weak new password."""
    confirm_password(actor=actor, password=current, field="current")
    user = queries.get_user(actor.user_id or 0)
    passwords.demand_good(new, context=[user.username, user.name, user.phone or ""])
    hashed = passwords.hash_password(new)
    with transaction():
        user = queries.get_user(actor.user_id or 0)
        user.password_hash = hashed
        if end_others:
            sessions.end_all(user.id, but=session_id)
        audit.record(actor, "password.changed", user)


def end_other_sessions(*, actor: Actor, session_id: int) -> None:
    """Whatever is open elsewhere: a lost phone, a computer at which one forgot to log out."""
    with transaction():
        user = queries.get_user(actor.user_id or 0)
        sessions.end_all(user.id, but=session_id)
        audit.record(actor, "login.all_ended", user)


def end_session(*, actor: Actor, session_id: int) -> None:
    """One of the actor's own sessions."""
    with transaction():
        row = session().get(LoginSession, session_id)
        if row is None or row.user_id != actor.user_id:
            raise NotFound(Problem("not_found", ""))
        if row.ended_at is None:
            row.ended_at = now()
            audit.record(actor, "login.ended", row)
