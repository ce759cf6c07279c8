"""Rules: which roles, in whose region, and which relations open a permission."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from flask import Flask, current_app
from sqlalchemy import select

from app.core import regioncode
from app.core.access.actors import Actor
from app.core.db import session
from app.core.errors import Forbidden, Problem


@dataclass(frozen=True)
class Rule:
    """Opened by one of `roles` held over the object's region, or by one of `relations` to it.

    Only holders of one of `related_roles` can stand in a relation, wherever they hold it; empty:
    everybody can. `signed_in` opens it to everybody with an account. `second_factor` asks for a
    proven one. `widest`: of a role named here only grants at this level or below count;
    `narrowest`: of every role only grants at this level or above.
    """

    roles: frozenset[str] = frozenset()
    relations: frozenset[str] = frozenset()
    related_roles: frozenset[str] = frozenset()
    signed_in: bool = False
    second_factor: bool = False
    widest: Mapping[str, regioncode.Level] = field(default_factory=dict)
    narrowest: regioncode.Level = regioncode.Level.VILLAGE

    def regions_of(self, actor: Actor) -> list[str]:
        """The regions in which the actor holds the right by a role, the widest first."""
        found = []
        for grant in actor.grants:
            limit = self.widest.get(grant.role, regioncode.Level.COUNTRY)
            level = regioncode.level_of(grant.region_code)
            if grant.role in self.roles and limit <= level <= self.narrowest:
                found.append(grant.region_code)
        return sorted(set(found), key=lambda code: (regioncode.level_of(code), code))

    def may_be_related(self, actor: Actor) -> bool:
        """Whether there can be an object that a relation opens to the actor."""
        if not self.relations:
            return False
        return not self.related_roles or actor.has_role(*self.related_roles)


Policy = Mapping[str, Rule]


def init_app(app: Flask, table: Policy) -> None:
    app.extensions["policy"] = table


def rule_of(permission: str) -> Rule:
    return cast(Policy, current_app.extensions["policy"])[permission]


def may(actor: Actor, permission: str, obj: Any = None) -> bool:
    """Whether the actor may do this to `obj`; without one, whether to any object at all."""
    rule = rule_of(permission)
    if not actor.is_signed_in:
        return False
    if rule.second_factor and not actor.second_factor:
        return False
    if rule.signed_in:
        return True
    if obj is None:
        return rule.may_be_related(actor) or bool(rule.regions_of(actor))
    if isinstance(obj, str):
        return _holds_role_over(actor, rule, obj)
    if not hasattr(obj, "region_code"):
        return _exists_for(actor, permission, obj)
    return _holds_role_over(actor, rule, obj.region_code) or _is_related(actor, rule, obj)


def demand(actor: Actor, permission: str, obj: Any = None) -> None:
    """Raise Forbidden unless the actor may."""
    if not may(actor, permission, obj):
        raise Forbidden(Problem("not_permitted", ""))


def _exists_for(actor: Actor, permission: str, obj: Any) -> bool:
    """For a row that lies where its parent does: see `via` of scope.register."""
    from app.core.access.scope import clause

    model = type(obj)
    found = select(model.id).where(model.id == obj.id, clause(model, actor, permission))
    return session().scalar(found) is not None


def _holds_role_over(actor: Actor, rule: Rule, code: str) -> bool:
    return any(regioncode.covers(region, code) for region in rule.regions_of(actor))


def _is_related(actor: Actor, rule: Rule, obj: Any) -> bool:
    from app.core.access.scope import relation_clauses

    model = type(obj)
    clauses = relation_clauses(model, actor, rule)
    return any(
        session().scalar(select(model.id).where(model.id == obj.id, clause)) is not None
        for clause in clauses
    )
