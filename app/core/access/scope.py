"""Which rows an actor sees: `visible(Model, actor)` begins every read of a page.

A grant at a region opens the rows of that region through one equality on the level column that
fits; a relation (a volunteer and the children paired with her) opens rows wherever they lie.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from flask import Flask, current_app
from sqlalchemy import CHAR, ColumnElement, Select, false, or_, select, true
from sqlalchemy.orm import Mapped, mapped_column, validates

from app.core.access.actors import Actor
from app.core.access.policy import Rule, rule_of
from app.core.db import session
from app.core.errors import NotFound, Problem
from app.core.regioncode import DIGITS, Level, level_of, prefix
from app.core.types import RegionCode


class RegionScoped:
    """Mixin: the division a row lies in, and the level columns that make scoping one equality."""

    region_code: Mapped[str] = mapped_column(RegionCode, index=True, nullable=False)
    province_code: Mapped[str] = mapped_column(CHAR(2), nullable=False)
    city_code: Mapped[str] = mapped_column(CHAR(4), nullable=False)
    county_code: Mapped[str] = mapped_column(CHAR(6), nullable=False)
    township_code: Mapped[str] = mapped_column(CHAR(9), nullable=False)

    @validates("region_code")
    def _fill_levels(self, _key: str, code: str) -> str:
        for level, column in LEVEL_COLUMNS.items():
            setattr(self, column, code[: DIGITS[level]])
        return code


LEVEL_COLUMNS = {
    Level.PROVINCE: "province_code",
    Level.CITY: "city_code",
    Level.COUNTY: "county_code",
    Level.TOWNSHIP: "township_code",
}


def within(model: Any, region_code: str) -> ColumnElement[bool]:
    """The rows of `model` that lie in the division."""
    level = level_of(region_code)
    if level is Level.COUNTRY:
        return true()
    if level is Level.VILLAGE:
        return cast(ColumnElement[bool], model.region_code == region_code)
    return cast(ColumnElement[bool], getattr(model, LEVEL_COLUMNS[level]) == prefix(region_code))


Relation = Callable[[Actor], ColumnElement[bool]]
LARGEST_ID = 2**31 - 1
"""Of an INTEGER in PostgreSQL; SQLite's driver refuses what has more than 64 bits."""


@dataclass
class Scopes:
    permissions: dict[type, str]
    parents: dict[type, tuple[Any, type]]
    relations: dict[tuple[type, str], Relation]


def init_app(app: Flask) -> None:
    app.extensions["scopes"] = Scopes({}, {}, {})


def _scopes() -> Scopes:
    return cast(Scopes, current_app.extensions["scopes"])


def register(
    app: Flask, model: type, permission: str, *, via: tuple[Any, type] | None = None
) -> None:
    """Rows of `model` are read under `permission`.

    `via=(Model.parent_id, Parent)`: a table without region columns is seen as its parent is.
    """
    scopes = cast(Scopes, app.extensions["scopes"])
    scopes.permissions[model] = permission
    if via:
        scopes.parents[model] = via


def relate(app: Flask, model: type, name: str, clause: Relation) -> None:
    """`name` (as used in the policy table) opens the rows of `model` for which `clause` holds."""
    cast(Scopes, app.extensions["scopes"]).relations[(model, name)] = clause


def relation_clauses(model: type, actor: Actor, rule: Rule) -> list[ColumnElement[bool]]:
    relations = _scopes().relations
    if not rule.may_be_related(actor):
        return []
    return [
        relations[(model, name)](actor)
        for name in sorted(rule.relations)
        if (model, name) in relations
    ]


def clause(model: Any, actor: Actor, permission: str | None = None) -> ColumnElement[bool]:
    """The condition under which a row of `model` exists for the actor."""
    scopes = _scopes()
    rule = rule_of(permission or scopes.permissions[model])
    if not actor.is_signed_in or (rule.second_factor and not actor.second_factor):
        return false()
    own = relation_clauses(model, actor, rule)
    if model in scopes.parents:
        column, parent = scopes.parents[model]
        inherited = clause(parent, actor, permission or scopes.permissions[model])
        own.append(column.in_(select(cast(Any, parent).id).where(inherited)))
    else:
        own += [within(model, region) for region in rule.regions_of(actor)]
    return or_(false(), *own)


def visible(model: Any, actor: Actor, permission: str | None = None) -> Select[Any]:
    """A select of the rows of `model` that exist for the actor."""
    return select(model).where(clause(model, actor, permission))


def get_visible(model: Any, actor: Actor, key: int, permission: str | None = None) -> Any:
    """The row, or NotFound: what lies outside the actor's scope does not exist for her."""
    query = visible(model, actor, permission).where(model.id == key)
    row = session().scalar(query) if key <= LARGEST_ID else None
    if row is None:
        raise NotFound(Problem("not_found", ""))
    return row


def lock(row: Any) -> Any:
    """The same row, read anew and locked until the transaction ends."""
    session().flush()
    # Of this table only: PostgreSQL does not lock what an outer join may not find.
    session().refresh(row, with_for_update={"of": type(row)})
    return row
