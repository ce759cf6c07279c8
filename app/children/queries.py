"""Reads for pages; every one begins at what the actor may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, cast, exists, false, func, or_, select
from sqlalchemy.orm import aliased, selectinload

from app.children import hooks, rules
from app.children.models import Child, Consent, Family
from app.children.records import name_key
from app.children.rosters.standing import on_sealed_roster
from app.core.access.actors import Actor
from app.core.access.policy import may
from app.core.access.scope import LARGEST_ID, get_visible, visible, within
from app.core.clock import today
from app.core.db import session
from app.core.personal import blind_index
from app.core.regioncode import is_code
from app.policy import P
from app.programmes.rules import ProgrammeRules
from app.regions.models import Region

PAIRING = "pairing"
ORDER = ((Child.region_code, "asc"), (Child.roster_number, "asc"), (Child.id, "asc"))


@dataclass(frozen=True)
class Filters:
    """As the address of the list says them; unknown values find nothing."""

    q: str = ""
    region: str = ""
    category: str = ""
    need: str = ""
    state: str = "enrolled"
    """A state, or "all"."""
    consent: str = ""
    """missing or expiring, of the consent to pairing."""
    colour: str = ""
    """Of the family, or "none"; for those who enter children."""
    pairing: str = ""
    """none or some, as the floor of the pairings judges."""


def list_children(actor: Actor, filters: Filters, *, renewal_days: int = 30) -> Select[Any]:
    query = visible(Child, actor)
    if filters.state != "all":
        query = query.where(Child.state == filters.state)
    if filters.region:
        inside = within(Child, filters.region) if is_code(filters.region) else false()
        query = query.where(inside)
    if filters.category:
        further = _has(Child.further_categories, filters.category)
        query = query.where(or_(Child.category == filters.category, further))
    if filters.need:
        query = query.where(_has(Child.needs, filters.need))
    if filters.consent == "missing":
        query = query.where(~in_force(PAIRING, today()))
    elif filters.consent == "expiring":
        soon = today() + timedelta(days=renewal_days)
        query = query.where(in_force(PAIRING, today()), ~in_force(PAIRING, soon))
    if filters.colour:
        query = query.where(_coloured(actor, filters.colour))
    if filters.pairing:
        known = hooks.condition("pairing")
        query = query.where(known.clause(filters.pairing) if known else false())
    return query.where(matches(filters.q)) if filters.q.strip() else query


def _coloured(actor: Actor, colour: str) -> ColumnElement[bool]:
    """Nobody learns by a filter what the list does not show: how a family is doing."""
    if not may(actor, P.EDIT_CHILD):
        return false()
    wanted = "" if colour == "none" else colour
    return Child.family_id.in_(select(Family.id).where(Family.colour == wanted))


def _has(column: Any, code: str) -> ColumnElement[bool]:
    """Whether a JSON list of codes holds this one, on every database."""
    return cast(column, String).contains(f'"{code}"', autoescape=True)


def matches(text: str) -> ColumnElement[bool]:
    """Names and numbers lie encrypted: they are found by their full forms only; places are found
    by the beginning of the name of village or township, in characters or pinyin."""
    word = name_key(text)
    lower = word.lower()
    return or_(
        Child.alias == word,
        Child.name_index == blind_index("child.name", word),
        Child.pinyin_index == blind_index("child.pinyin", lower),
        Child.initials_index == blind_index("child.initials", lower),
        Child.identity_index == blind_index("identity", word.upper()),
        _lives_in(word, lower),
    )


def _lives_in(word: str, lower: str) -> ColumnElement[bool]:
    if len(word) < 2:
        return false()
    named = or_(
        Region.name.startswith(word, autoescape=True),
        Region.pinyin.startswith(lower, autoescape=True),
        Region.initials == lower,
    )
    here = Region.code.in_((Child.region_code, Child.township_code + "000"))
    return exists().where(here, named)


def in_force(scope: str, on: date) -> ColumnElement[bool]:
    """Of a child: the guardian's last answer to the scope is a consent that holds on the day."""
    later = aliased(Consent)
    overtaken = exists().where(
        later.child_id == Consent.child_id,
        later.scope == Consent.scope,
        or_(
            later.signed_on > Consent.signed_on,
            and_(later.signed_on == Consent.signed_on, later.id > Consent.id),
        ),
    )
    return exists().where(
        Consent.child_id == Child.id,
        Consent.scope == scope,
        Consent.decision == "granted",
        Consent.withdrawn_on.is_(None),
        Consent.signed_on <= on,
        Consent.expires_on > on,
        ~overtaken,
    )


def is_on_sealed_roster(child: Child) -> bool:
    """Whether the latest sealed roster of the village where the child lives now lists it."""
    query = select(Child.id).where(Child.id == child.id, on_sealed_roster())
    return session().scalar(query) is not None


def count(query: Select[Any]) -> int:
    return session().scalar(select(func.count()).select_from(query.subquery())) or 0


def get_child(actor: Actor, child_id: int, permission: str = P.REVEAL_CHILD) -> Child:
    """With guardians and consents. Raises NotFound for a file that the actor may not open."""
    child: Child = get_visible(Child, actor, child_id, permission)
    return child


def is_listed(actor: Actor, child_id: int) -> bool:
    """Whether the child stands on the list that the actor sees, though its file may be shut."""
    query = visible(Child, actor).where(Child.id == child_id)
    return child_id <= LARGEST_ID and session().scalar(query) is not None


def for_export(actor: Actor, filters: Filters) -> Sequence[Child]:
    query = list_children(actor, filters).options(selectinload(Child.consents))
    ordered = query.order_by(*(column for column, _direction in ORDER))
    return session().scalars(ordered).all()


def answers_to(child: Child, scope: str) -> list[Consent]:
    """In the order in which they were signed: the last one counts."""
    own = (one for one in child.consents if one.scope == scope)
    return sorted(own, key=lambda one: (one.signed_on, one.id))


def consent_in_force(child: Child, scope: str, on: date) -> Consent | None:
    answers = answers_to(child, scope)
    return answers[-1] if answers and rules.is_in_force(_answer(answers[-1]), on) else None


def _answer(consent: Consent) -> rules.Answer:
    return rules.Answer(
        granted=consent.decision == "granted",
        signed_on=consent.signed_on,
        expires_on=consent.expires_on,
        withdrawn_on=consent.withdrawn_on,
    )


@dataclass(frozen=True)
class ScopeState:
    """How one scope stands: granted, expiring, expired, refused, withdrawn or missing."""

    code: str
    label: str
    text: str
    needed_for_pairing: bool
    state: str
    consent: Consent | None


def consent_states(child: Child, programme: ProgrammeRules, on: date) -> list[ScopeState]:
    found = []
    for scope in programme.consent_scopes:
        answers = answers_to(child, scope.code)
        last = answers[-1] if answers else None
        state = _state(last, on, programme.renewal_days)
        found.append(
            ScopeState(scope.code, scope.label, scope.text, scope.needed_for_pairing, state, last)
        )
    return found


def _state(consent: Consent | None, on: date, renewal_days: int) -> str:
    if consent is None:
        return "missing"
    if consent.decision == "refused":
        return "refused"
    if consent.withdrawn_on is not None:
        return "withdrawn"
    if consent.expires_on <= on:
        return "expired"
    return "expiring" if consent.expires_on <= on + timedelta(days=renewal_days) else "granted"
