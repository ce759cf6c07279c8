"""Requests and offers between levels and units: said, answered, agreed on, closed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, false, or_

from app.activities import kinds, links
from app.activities.models import Supply, SupplyAnswer
from app.activities.states import SUPPLY
from app.core import audit
from app.core.access.actors import Actor
from app.core.access.policy import demand
from app.core.access.scope import get_visible, lock, visible, within
from app.core.db import session, transaction
from app.core.errors import Conflict, InvalidInput, NotFound, Problem
from app.core.messages.services import tell
from app.core.regioncode import COUNTRY, Level, ancestors, at_level, level_of
from app.core.workflow import advance, begin
from app.policy import READERS, P


@dataclass(frozen=True)
class Terms:
    side: str
    kind: str
    title: str
    detail: str = ""
    amount: int | None = None
    first_day: date | None = None
    last_day: date | None = None
    unit: str = ""


def near(actor: Actor) -> ColumnElement[bool]:
    """Of the levels above, and of the whole city that one's station lies in."""
    clauses: list[ColumnElement[bool]] = [false()]
    for code in actor.regions(frozenset(READERS)):
        above = [COUNTRY, *ancestors(code), code]
        clauses.append(Supply.region_code.in_(above))
        wide = at_level(code, Level.CITY) if level_of(code) > Level.CITY else code
        clauses.append(within(Supply, wide))
    return or_(*clauses)


def post_supply(*, actor: Actor, region_code: str, terms: Terms) -> Supply:
    if terms.side not in kinds.SIDES or terms.kind not in kinds.SUPPLIES:
        raise InvalidInput(Problem("kind", _l("Choose one from the list."), field="kind"))
    if terms.first_day and terms.last_day and terms.last_day < terms.first_day:
        text = _l("The last day lies before the first.")
        raise InvalidInput(Problem("days", text, field="last_day"))
    with transaction() as current:
        demand(actor, P.KEEP_SUPPLY, region_code)
        supply = Supply(
            region_code=region_code,
            state=SUPPLY.initial,
            made_by=actor.user_id,
            **{name: getattr(terms, name) for name in terms.__dataclass_fields__},
        )
        current.add(supply)
        current.flush()
        begin(SUPPLY, actor=actor, row=supply)
    return supply


def answer_supply(*, actor: Actor, supply_id: int, region_code: str, text: str) -> SupplyAnswer:
    """Say what one can do; whoever posted it is told."""
    with transaction() as current:
        supply: Supply = lock(get_visible(Supply, actor, supply_id, P.READ_SUPPLY))
        demand(actor, P.KEEP_SUPPLY, region_code)
        if supply.state != "open":
            raise Conflict(Problem("closed", _l("It is settled already.")))
        answer = SupplyAnswer(
            supply=supply,
            region_code=region_code,
            text=text,
            by_user=actor.user_id,
            by_name=actor.name,
        )
        current.add(answer)
        current.flush()
        audit.record(actor, "supply.answered", supply, answer=answer.id)
        if supply.made_by != actor.user_id:
            link = links.to_supply(supply.id)
            tell(supply.made_by, "supply.answered", link=link, title=supply.title)
    return answer


def take_answer(*, actor: Actor, supply_id: int, answer_id: int) -> Supply:
    """Agree with one who answered; she and the others are told."""
    with transaction():
        supply: Supply = lock(get_visible(Supply, actor, supply_id, P.KEEP_SUPPLY))
        chosen = next((one for one in supply.answers if one.id == answer_id), None)
        if chosen is None:
            raise NotFound(Problem("not_found", ""))
        advance(SUPPLY, "match", actor=actor, row=supply)
        chosen.is_taken = True
        for user_id in {one.by_user for one in supply.answers} - {actor.user_id, None}:
            kind = "supply.taken" if user_id == chosen.by_user else "supply.settled"
            tell(user_id, kind, link=links.to_supply(supply.id), title=supply.title)
    return supply


def close_supply(*, actor: Actor, supply_id: int, reason: str) -> Supply:
    with transaction():
        supply: Supply = lock(get_visible(Supply, actor, supply_id, P.KEEP_SUPPLY))
        advance(SUPPLY, "close", actor=actor, row=supply, reason=reason)
        for user_id in {one.by_user for one in supply.answers} - {actor.user_id, None}:
            link = links.to_supply(supply.id)
            tell(user_id, "supply.settled", link=link, title=supply.title)
    return supply


def matching(actor: Actor, supply: Supply) -> Sequence[Supply]:
    """The other side's open entries of the same kind, whose days meet; the nearest first."""
    other = "offer" if supply.side == "request" else "request"
    query = seen_by(actor).where(
        Supply.state == "open", Supply.side == other, Supply.kind == supply.kind
    )
    if supply.last_day:
        query = query.where(or_(Supply.first_day.is_(None), Supply.first_day <= supply.last_day))
    if supply.first_day:
        query = query.where(or_(Supply.last_day.is_(None), Supply.last_day >= supply.first_day))
    found = session().scalars(query.order_by(Supply.id.desc()).limit(50)).all()
    return sorted(found, key=lambda one: -_shared(one.region_code, supply.region_code))[:10]


def _shared(first: str, second: str) -> int:
    """How many leading digits two divisions share."""
    same = (a == b for a, b in zip(first, second, strict=True))
    return next((n for n, equal in enumerate(same) if not equal), len(first))


def seen_by(actor: Actor) -> Select[Any]:
    return visible(Supply, actor, P.READ_SUPPLY)
