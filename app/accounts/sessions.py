"""Signed-in browsers: rows that can be seen and ended; the cookie holds only a random token."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import flask
from flask import Flask, Response, current_app, g, request
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from sqlalchemy import Select, select, update

from app.accounts.models import LoginSession, User
from app.config import Settings
from app.core.access.actors import ANONYMOUS, Actor, Grant, init_loader
from app.core.clock import now
from app.core.db import session, transaction

SEEN_EVERY = timedelta(minutes=5)


@dataclass(frozen=True, eq=False)
class SignedIn(UserMixin):
    """Flask-Login's user, as plain values that outlive every transaction of the request."""

    token: str
    session_id: int
    actor: Actor
    username: str
    last_seen_at: datetime
    confirmed_at: datetime

    @property
    def display_name(self) -> str:
        return self.actor.name

    def get_id(self) -> str:
        return self.token


@dataclass(frozen=True)
class Device:
    """Where a login comes from."""

    address: str
    name: str

    @classmethod
    def of_request(cls) -> Device:
        return cls((request.remote_addr or "")[:45], request.headers.get("User-Agent", "")[:120])


def init_app(app: Flask) -> None:
    manager = LoginManager(app)
    manager.session_protection = "basic"
    manager.user_loader(load)
    init_loader(app.extensions, _actor)
    app.after_request(_note_seen)


def _actor() -> Actor:
    return current_user.actor if current_user.is_authenticated else ANONYMOUS


def settings() -> Settings:
    found: Settings = current_app.extensions["settings"]
    return found


def hash_token(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def actor_of(user: User, *, second_factor: bool) -> Actor:
    grants = tuple(Grant(grant.role, grant.region_code) for grant in user.grants)
    return Actor(user.id, user.name, grants, second_factor or settings().demo)


def alive() -> Select[LoginSession]:
    """Sessions that have neither been ended nor run out."""
    return (
        select(LoginSession)
        .join(LoginSession.user)
        .where(
            LoginSession.ended_at.is_(None),
            LoginSession.last_seen_at > now() - settings().idle_timeout,
            LoginSession.created_at > now() - settings().session_lifetime,
            User.is_active,
        )
    )


def load(token: str) -> SignedIn | None:
    row = session().scalar(alive().where(LoginSession.token_hash == hash_token(token)))
    if row is None:
        return None
    return SignedIn(
        token=token,
        session_id=row.id,
        actor=actor_of(row.user, second_factor=row.second_factor_at is not None),
        username=row.user.username,
        last_seen_at=row.last_seen_at,
        confirmed_at=row.confirmed_at,
    )


def owner_of_cookie() -> int | None:
    """Whose cookie this is, if the session behind it has run out or been ended."""
    token = flask.session.get("_user_id")
    if not isinstance(token, str):
        return None
    query = select(LoginSession.user_id).where(LoginSession.token_hash == hash_token(token))
    return session().scalar(query)


def open_session(user: User, device: Device) -> str:
    """A new row in the running transaction; returns the token for the cookie."""
    token = secrets.token_urlsafe(32)
    row = LoginSession(
        token_hash=hash_token(token), user_id=user.id, device=device.name, address=device.address
    )
    session().add(row)
    return token


def renew_token(row: LoginSession) -> str:
    """Another token for the same session: the old cookie is worth nothing from now on."""
    token = secrets.token_urlsafe(32)
    row.token_hash = hash_token(token)
    return token


def end_all(user_id: int, *, but: int | None = None) -> None:
    """End the sessions of a user, except the one with the id `but`."""
    open_ones = (LoginSession.user_id == user_id, LoginSession.ended_at.is_(None))
    others = () if but is None else (LoginSession.id != but,)
    session().execute(update(LoginSession).where(*open_ones, *others).values(ended_at=now()))


def sign_in(token: str) -> None:
    """Put the token into the visitor's cookie, and forget whatever it held."""
    user = load(token)
    if user is None:
        raise LookupError("the session has already ended")
    flask.session.clear()
    login_user(user)
    g.pop("actor", None)


def renew(token: str) -> None:
    """The same session under its new token; what else the cookie holds stays in it."""
    user = load(token)
    if user is None:
        raise LookupError("the session has already ended")
    login_user(user)
    g.pop("actor", None)


def sign_out() -> None:
    logout_user()
    flask.session.clear()
    g.pop("actor", None)


def _note_seen(response: Response) -> Response:
    """Move the idle limit, at most every few minutes, apart from what the page itself did."""
    user = g.get("_login_user")
    if not isinstance(user, SignedIn) or now() - user.last_seen_at < SEEN_EVERY:
        return response
    session().rollback()
    with current_app.app_context(), transaction() as current:
        current.execute(
            update(LoginSession)
            .where(LoginSession.id == user.session_id)
            .values(last_seen_at=now())
        )
    return response
