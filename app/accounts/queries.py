"""Reads of accounts."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, exists, false, func, or_, select

from app.accounts import codes, rules, sessions
from app.accounts.models import LoginSession, RoleGrant, User
from app.core import regioncode
from app.core.access.actors import Actor, Grant
from app.core.db import session
from app.core.errors import NotFound, Problem
from app.core.personal import blind_index
from app.core.regioncode import COUNTRY
from app.policy import NEEDS_SECOND_FACTOR, Role


def load_actor(user: User, *, second_factor: bool = False) -> Actor:
    return sessions.actor_of(user, second_factor=second_factor)


def get_user(user_id: int) -> User:
    user = session().get(User, user_id)
    if user is None:
        raise NotFound(Problem("not_found", ""))
    return user


def find_by_login(name: str) -> User | None:
    """By user name or phone number, as it was typed."""
    folded, phone = rules.plain(name), rules.normalise_phone(name)
    by_phone = session().scalar(
        select(User).where(User.phone_index == (blind_index("phone", phone) or b""))
    )
    return session().scalar(select(User).where(User.username == folded)) or by_phone


def find_actor(name: str) -> Actor | None:
    """Of an active account, for the command line."""
    user = find_by_login(name)
    return load_actor(user) if user is not None and user.is_active else None


def active_actor(user_id: int) -> Actor | None:
    """Of an active account, for what she has set going."""
    user = session().get(User, user_id)
    return load_actor(user) if user is not None and user.is_active else None


def chair_of(region_code: str) -> str:
    """The name of the nearest chair who answers for the region, "" for none."""
    codes = [*reversed(regioncode.ancestors(region_code))]
    around = [region_code, *codes]
    query = select(User.name, RoleGrant.region_code).join(RoleGrant, RoleGrant.user_id == User.id)
    found = session().execute(
        query.where(RoleGrant.role == Role.CHAIR, RoleGrant.region_code.in_(around))
    )
    ranked = sorted(found, key=lambda row: (around.index(row.region_code), row.name))
    return str(ranked[0].name) if ranked else ""


def grants_of(user: User) -> list[Grant]:
    return [Grant(grant.role, grant.region_code) for grant in user.grants]


def needs_second_factor(actor: Actor) -> bool:
    return actor.has_role(*NEEDS_SECOND_FACTOR)


def has_second_factor(user: User) -> bool:
    return user.totp_secret_sealed is not None or codes.count_left(user.id) > 0  # type: ignore[attr-defined]


def managed(actor: Actor, words: str = "") -> Select[User]:
    """The accounts that hold a role in a region where the actor gives it; searched by `words`.

    An administrator also sees the accounts whose last role was taken away, of her region.
    """
    seen: list[ColumnElement[bool]] = [false()]
    for own in actor.grants:
        first, last = _bounds(own.region_code)
        held = exists().where(
            RoleGrant.user_id == User.id,
            RoleGrant.role.in_(rules.GIVES.get(own.role, ())),
            RoleGrant.region_code.between(first, last),
        )
        seen.append(held)
        if own.role == Role.ADMIN:
            alone = ~exists().where(RoleGrant.user_id == User.id)
            seen.append(alone & func.coalesce(User.home_code, COUNTRY).between(first, last))
    query = select(User).where(or_(*seen))
    return query.where(_matches(words)) if words.strip() else query


def _matches(words: str) -> ColumnElement[bool]:
    phone = rules.normalise_phone(words)
    return or_(
        User.username.startswith(rules.plain(words), autoescape=True),
        User.name.contains(words.strip(), autoescape=True),
        User.phone_index == blind_index("phone", phone) if phone else false(),
    )


def _bounds(region_code: str) -> tuple[str, str]:
    stem = regioncode.prefix(region_code)
    return regioncode.pad(stem), stem.ljust(regioncode.LENGTH, "9")


def get_managed(actor: Actor, user_id: int) -> User:
    user = session().scalar(managed(actor).where(User.id == user_id))
    if user is None:
        raise NotFound(Problem("not_found", ""))
    return user


def sessions_of(user_id: int) -> Sequence[LoginSession]:
    """The living sessions, the latest used first."""
    query = sessions.alive().where(LoginSession.user_id == user_id)
    return session().scalars(query.order_by(LoginSession.last_seen_at.desc())).all()


def devices_of(user_id: int) -> Sequence[str]:
    """What the browsers of the last month said of themselves, also of sessions that have ended."""
    query = select(LoginSession.device).where(LoginSession.user_id == user_id).distinct()
    return session().scalars(query).all()


def any_user() -> bool:
    return bool(session().scalar(select(exists().where(User.id.is_not(None)))))
