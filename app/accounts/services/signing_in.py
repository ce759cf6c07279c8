from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.accounts import devices, passwords, queries, rules, sessions
from app.accounts.models import LoginSession, User
from app.accounts.sessions import Device
from app.core import audit, throttle
from app.core.access.actors import ANONYMOUS, Actor
from app.core.clock import now
from app.core.db import session, transaction
from app.core.errors import InvalidInput, Problem
from app.core.messages.services import tell

NEW_DEVICE, FAILURES = "login_new_device", "login_failures"
MESSAGES = {
    NEW_DEVICE: _l(
        "Your account was opened in another browser than before: %(device)s. If that was not you, "
        "log out there and change your password."
    ),
    FAILURES: _l(
        "Before your login a wrong password was tried %(count)s times. If that was not you, "
        "change your password and tell the station."
    ),
}
MANY_FAILURES = 3
OWN_PAGE = "/account"
WRONG = _l("The user name or the password is not right.")


def log_in(*, name: str, password: str, device: Device) -> str:
    """Open a session and return its token.

    Raises InvalidInput with the same words whatever was wrong, TooManyAttempts after too often.
    """
    user = queries.find_by_login(name)
    user_id, stored = (user.id, user.password_hash) if user and user.is_active else (None, None)
    attempt = throttle.attempt(
        throttle.account("login", user.id if user else rules.plain(name)),
        throttle.address(device.address),
    )
    if not passwords.is_right(stored, password) or user_id is None or stored is None:
        with transaction():
            audit.record(ANONYMOUS, "login.failed", user)
        raise InvalidInput(Problem("wrong_login", WRONG))
    fresh_hash = passwords.hash_password(password) if passwords.is_outdated(stored) else None
    with transaction():
        attempt.succeeded()
        user = queries.get_user(user_id)
        _tell_what_is_odd(user, device, attempt.failed_before)
        if fresh_hash:
            user.password_hash = fresh_hash
        return start_session(user, device)


def _tell_what_is_odd(user: User, device: Device, failed_before: int) -> None:
    """A browser that was not seen before, or guesses before this login: into her inbox."""
    seen = {devices.kind(text) for text in queries.devices_of(user.id)}
    if seen and devices.kind(device.name) not in seen:
        tell(user.id, NEW_DEVICE, device=devices.shown(device.name), link=OWN_PAGE)
    if failed_before >= MANY_FAILURES:
        tell(user.id, FAILURES, count=failed_before, link=OWN_PAGE)


def start_session(user: User, device: Device) -> str:
    """Inside a transaction: a session for somebody who has just proved who she is."""
    token = sessions.open_session(user, device)
    audit.record(queries.load_actor(user), "login.succeeded", user)
    return token


def log_out(*, actor: Actor, session_id: int) -> None:
    with transaction():
        row = session().get(LoginSession, session_id)
        if row is not None and row.ended_at is None:
            row.ended_at = now()
            audit.record(actor, "login.ended", row)
