"""The person (or the program) on whose behalf something is done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from flask import current_app, g

from app.core import regioncode


@dataclass(frozen=True)
class Grant:
    role: str
    region_code: str


@dataclass(frozen=True)
class Actor:
    user_id: int | None
    name: str
    grants: tuple[Grant, ...] = ()
    second_factor: bool = False
    """Proved in this session, or not required of this installation (demo)."""

    @property
    def is_signed_in(self) -> bool:
        return self.user_id is not None

    def has_role(self, *roles: str) -> bool:
        return any(grant.role in roles for grant in self.grants)

    def regions(self, roles: frozenset[str]) -> list[str]:
        """The regions in which the actor holds one of the roles, the widest first."""
        codes = {grant.region_code for grant in self.grants if grant.role in roles}
        return sorted(codes, key=lambda code: (regioncode.level_of(code), code))


ANONYMOUS = Actor(user_id=None, name="")
SYSTEM = Actor(user_id=None, name="system")
"""Nightly work and the public's own acts; it holds no grant, services decide what it may."""


def init_loader(app_extensions: dict[str, object], loader: Callable[[], Actor]) -> None:
    app_extensions["actor_loader"] = loader


def current_actor() -> Actor:
    """The actor of this request, loaded once."""
    if "actor" not in g:
        loader = cast("Callable[[], Actor] | None", current_app.extensions.get("actor_loader"))
        g.actor = loader() if loader else ANONYMOUS
    return cast(Actor, g.actor)
