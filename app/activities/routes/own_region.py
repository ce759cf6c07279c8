"""Where a form begins: the widest division in which the actor may do what it is for."""

from __future__ import annotations

from app.core.access.actors import Actor
from app.core.access.policy import rule_of
from app.core.regioncode import COUNTRY


def widest_region(actor: Actor, permission: str) -> str:
    regions = actor.regions(rule_of(permission).roles)
    return regions[0] if regions else COUNTRY
