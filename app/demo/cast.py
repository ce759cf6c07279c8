"""Who acts in the invented past: the accounts exist only once it has begun."""

from __future__ import annotations

from app.accounts.models import User
from app.accounts.queries import load_actor
from app.core.access.actors import Actor
from app.policy import Role


class Cast:
    def __init__(self, users: dict[Role, User]) -> None:
        self._users = users
        self._actors: dict[Role, Actor] = {}

    def actor(self, role: Role) -> Actor:
        if role not in self._actors:
            self._actors[role] = load_actor(self._users[role], second_factor=True)
        return self._actors[role]

    @property
    def chair(self) -> Actor:
        return self.actor(Role.CHAIR)

    @property
    def staff(self) -> Actor:
        return self.actor(Role.STAFF)

    @property
    def reviewer(self) -> Actor:
        return self.actor(Role.REVIEWER)
