"""Accounts with passwords, and the way in for tests."""

from __future__ import annotations

import pyotp
from werkzeug.test import TestResponse

from app.accounts import passwords
from app.accounts.models import LoginSession, User
from app.accounts.services import log_in
from app.accounts.sessions import Device, hash_token
from app.core.access.actors import Actor
from app.core.audit import AuditEvent
from app.core.db import session, transaction
from app.core.personal import blind_index
from app.policy import Role
from tests.people import PINGJIANG, actor_of, make_user
from tests.support.client import CheckedClient

PASSWORD = "four green hills far away"
OTHER_PASSWORD = "seven small boats at noon"
DEVICE = Device("10.0.0.9", "a browser")
SECRET = pyotp.random_base32()


def make_account(
    username: str = "lihui",
    role: Role | None = Role.CHAIR,
    region: str = PINGJIANG,
    *,
    phone: str | None = None,
    totp: bool = False,
    more: tuple[tuple[Role, str], ...] = (),
) -> User:
    user = make_user(username, *([(role, region)] if role else []), *more)
    with transaction():
        user.password_hash = passwords.hash_password(PASSWORD)
        user.phone, user.phone_index = phone, blind_index("phone", phone)
        if totp:
            user.totp_secret = SECRET
    return user


def logged_in(user: User) -> tuple[Actor, LoginSession]:
    """As after the password, before the second factor."""
    token = log_in(name=user.username, password=PASSWORD, device=DEVICE)
    return actor_of(user, second_factor=False), session_of(token)


def session_of(token: str) -> LoginSession:
    return session().query(LoginSession).filter_by(token_hash=hash_token(token)).one()


def visit(
    client: CheckedClient, username: str = "lihui", password: str = PASSWORD, next: str = ""
) -> TestResponse:
    """Log in through the page."""
    form = client.get("/login", query_string={"next": next} if next else None)
    return client.submit(form, {"username": username, "password": password})


def code_now(at: float | None = None) -> str:
    totp = pyotp.TOTP(SECRET)
    return totp.now() if at is None else totp.at(int(at))


def visit_with_factor(client: CheckedClient, username: str = "lihui") -> None:
    visit(client, username)
    answer = client.submit(client.get("/account/second-factor"), {"code": code_now()})
    assert answer.status_code == 303, answer.text


def acts() -> list[str]:
    return [event.act for event in session().query(AuditEvent).order_by(AuditEvent.seq)]
