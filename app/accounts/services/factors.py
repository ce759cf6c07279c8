"""The second factor: an app on the phone (TOTP), or a printed sheet of one-time codes."""

from __future__ import annotations

import base64
import hmac

import pyotp
from flask_babel import lazy_gettext as _l

from app.accounts import codes, queries, rules, sessions
from app.accounts.models import LoginSession, User
from app.accounts.services.people import demand_manages
from app.core import audit, throttle
from app.core.access import scope
from app.core.access.actors import Actor
from app.core.clock import now
from app.core.db import session, transaction
from app.core.errors import Forbidden, InvalidInput, Problem
from app.core.personal import keyring

STEP_SECONDS = 30
WRONG = _l("This code is not right, or has been used already. Wait for the next one.")


def offered_secret(user: User, session_id: int) -> str:
    """The key that the enrolment page shows: bound to the session, so that nothing is kept of it.

    160 bits in base32; another one as soon as the account's key has changed.
    """
    bound = f"{user.uid}:{session_id}:{user.totp_secret or ''}".encode()
    mac = hmac.digest(keyring().derive("totp-offer"), bound, "sha256")
    return base64.b32encode(mac[:20]).decode()


def enrol_totp(*, actor: Actor, session_id: int, code: str) -> str:
    """Take the offered key, once the app shows its right code; returns the session's new token."""
    with transaction():
        user, row = _own(actor, session_id)
        _demand_may_change(user, row)
        secret = offered_secret(user, session_id)
        step = _matching_step(secret, code, after=None)
        if step is None:
            raise InvalidInput(Problem("wrong_code", WRONG, field="code"))
        user.totp_secret, user.totp_last_step = secret, step
        audit.record(actor, "factor.app_enrolled", user)
        return _proved(row)


def make_sheet(*, actor: Actor, session_id: int) -> list[str]:
    """Ten new one-time codes to print; an earlier sheet is worth nothing from now on."""
    with transaction():
        user, row = _own(actor, session_id)
        _demand_may_change(user, row)
        audit.record(actor, "factor.sheet_printed", user)
        return codes.issue_sheet(user)


def prove(*, actor: Actor, session_id: int, code: str) -> str:
    """Check a code of the app or the sheet, each good once; returns the session's new token.

    Raises InvalidInput or TooManyAttempts.
    """
    attempt = throttle.attempt(throttle.account("factor", actor.user_id or 0))
    with transaction():
        user, row = _own(actor, session_id)
        if _is_fresh_code(user, code):
            attempt.succeeded()
            audit.record(actor, "factor.proved", user)
            return _proved(row)
    with transaction():
        audit.record(actor, "factor.failed", queries.get_user(actor.user_id or 0))
    raise InvalidInput(Problem("wrong_code", WRONG, field="code"))


def clear_factor(*, actor: Actor, user_id: int, reason: str) -> None:
    """For somebody who has lost phone and sheet, after her identity has been checked in person."""
    with transaction():
        user = queries.get_user(user_id)
        demand_manages(actor, user)
        if not reason.strip():
            raise InvalidInput(Problem("reason_missing", _l("Give the reason."), field="reason"))
        user.totp_secret = user.totp_last_step = None
        codes.void_sheet(user.id)
        sessions.end_all(user.id)
        audit.record(actor, "factor.cleared", user, reason=reason.strip())


def _own(actor: Actor, session_id: int) -> tuple[User, LoginSession]:
    user, row = queries.get_user(actor.user_id or 0), session().get(LoginSession, session_id)
    if row is None or row.user_id != user.id or row.ended_at is not None:
        raise Forbidden(Problem("session_ended", ""))
    return scope.lock(user), scope.lock(row)


def _demand_may_change(user: User, row: LoginSession) -> None:
    """Who has one must have proved it: else a stolen password would replace it."""
    if queries.has_second_factor(user) and row.second_factor_at is None:
        raise Forbidden(Problem("prove_first", _l("First give a code of your second factor.")))


def _proved(row: LoginSession) -> str:
    row.second_factor_at = now()
    return sessions.renew_token(row)


def _is_fresh_code(user: User, code: str) -> bool:
    if secret := user.totp_secret:
        step = _matching_step(secret, code, after=user.totp_last_step)
        if step is not None:
            user.totp_last_step = step
            return True
    found = codes.find(user.id, code, codes.FACTOR)
    if found is None:
        return False
    codes.use(found)
    return True


def _matching_step(secret: str, code: str, *, after: int | None) -> int | None:
    """The 30-second step whose code was typed, if later than the last one used.

    The step decides, not the text: the same code with spaces around it is the same step.
    """
    typed = rules.normalise_code(code)
    totp, here = pyotp.TOTP(secret), int(now().timestamp()) // STEP_SECONDS
    for step in (here - 1, here, here + 1):
        if (after is None or step > after) and hmac.compare_digest(
            totp.generate_otp(step).encode(), typed.encode()
        ):
            return step
    return None
