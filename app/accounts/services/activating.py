from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.accounts import codes, passwords, queries, rules, sessions
from app.accounts.models import OneTimeCode, User
from app.accounts.services.people import demand_manages
from app.accounts.sessions import Device
from app.core import audit, throttle
from app.core.access.actors import Actor
from app.core.db import transaction
from app.core.errors import InvalidInput, Problem

ACTS = {codes.ACTIVATE: "account.activated", codes.RESET: "account.password_reset"}
WRONG = _l("The user name and the code do not belong together, or the code has run out.")


def print_code(*, actor: Actor, user_id: int) -> str:
    """A code with which the person sets her password; the second factor stays as it is."""
    with transaction():
        user = queries.get_user(user_id)
        demand_manages(actor, user)
        return issue_code(actor, user)


def issue_code(actor: Actor, user: User) -> str:
    """Inside a transaction, without asking who may."""
    is_new = user.password_hash is None
    code = codes.issue(
        user,
        codes.ACTIVATE if is_new else codes.RESET,
        rules.ACTIVATION_VALID if is_new else rules.RESET_VALID,
    )
    audit.record(actor, "account.code_printed", user)
    return code


def activate(*, name: str, code: str, password: str, device: Device) -> User:
    """Set the password with a printed code; ends all sessions of the account.

    Raises InvalidInput (the same words for a wrong name and a wrong code) or TooManyAttempts.
    """
    user = queries.find_by_login(name)
    attempt = throttle.attempt(
        throttle.account("code", user.id if user else rules.plain(name)),
        throttle.address(device.address),
    )
    # Hashed first: it takes long, and equally long for a wrong code.
    hashed = passwords.hash_password(password[: rules.MAX_PASSWORD])
    with transaction():
        user_id = _code_for(user, code).user_id
        attempt.succeeded()
    user = queries.get_user(user_id)
    passwords.demand_good(password, context=[user.username, user.name, user.phone or ""])
    with transaction():
        user = queries.get_user(user_id)
        found = _code_for(user, code)
        codes.use(found)
        throttle.forgive(throttle.account("login", user.id))
        user.password_hash = hashed
        sessions.end_all(user.id)
        audit.record(queries.load_actor(user), ACTS[found.purpose], user)
        return user


def _code_for(user: User | None, typed: str) -> OneTimeCode:
    if user is not None and user.is_active:
        found = codes.find(user.id, typed, codes.ACTIVATE, codes.RESET)
        if found is not None:
            return found
    raise InvalidInput(Problem("wrong_code", WRONG))
