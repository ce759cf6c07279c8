"""Decisions on values alone: no session, no web. The import and the pages go by the same ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from dataclasses import field as default
from datetime import date

from stdnum.cn import ric

from app.core.clock import age_on


@dataclass(frozen=True)
class Flaw:
    """Why a value cannot be taken: a stable code, the field, and what fills the message."""

    code: str
    field: str
    args: dict[str, object] = default(default_factory=dict)


@dataclass(frozen=True)
class Facts:
    """What is said of a child. `born_on` None and `sex` "" where nothing was said of them."""

    name: str
    identity_number: str | None
    born_on: date | None
    sex: str
    region_code: str
    category: str


@dataclass(frozen=True)
class Answer:
    """One recorded answer of a guardian to one scope."""

    granted: bool
    signed_on: date
    expires_on: date
    withdrawn_on: date | None


def birth_of(identity_number: str) -> date:
    return date(
        int(identity_number[6:10]), int(identity_number[10:12]), int(identity_number[12:14])
    )


def sex_of(identity_number: str) -> str:
    return "male" if int(identity_number[16]) % 2 else "female"


def flaws_of_number(identity_number: str, today: date) -> list[Flaw]:
    number, at = identity_number, "identity_number"
    if len(number) != 18:
        return [Flaw("identity_length", at)]
    if not (number[:17].isascii() and number[:17].isdecimal() and number[17] in "0123456789X"):
        return [Flaw("characters", at)]
    if ric.calc_check_digit(number) != number[17]:
        return [Flaw("check_digit", at)]
    try:
        born = birth_of(number)
    except ValueError:
        return [Flaw("birth_date_invalid", at)]
    return [] if date(1900, 1, 1) <= born <= today else [Flaw("birth_date_invalid", at)]


def flaws(facts: Facts, *, today: date, max_age: int, categories: Iterable[str]) -> list[Flaw]:
    """What contradicts itself or the programme. `max_age`: from that birthday on, too old."""
    found = []
    if not facts.name:
        found.append(Flaw("missing_name", "name"))
    born_on = facts.born_on
    if facts.identity_number:
        of_number = flaws_of_number(facts.identity_number, today)
        found += of_number
        if not of_number:
            found += _against_number(facts)
            born_on = birth_of(facts.identity_number)
    else:
        found += _without_number(facts, today)
    if born_on and born_on <= today and age_on(born_on, today) >= max_age:
        at = "identity_number" if facts.identity_number else "born_on"
        found.append(Flaw("age_out_of_range", at, {"age": age_on(born_on, today)}))
    if facts.category not in categories:
        found.append(Flaw("category_unknown" if facts.category else "missing_value", "category"))
    if not facts.region_code:
        found.append(Flaw("missing_value", "region_code"))
    return found


def _against_number(facts: Facts) -> list[Flaw]:
    number, found = facts.identity_number or "", []
    if facts.born_on and facts.born_on != birth_of(number):
        found.append(Flaw("birth_date_mismatch", "born_on"))
    if facts.sex and facts.sex != sex_of(number):
        found.append(Flaw("sex_mismatch", "sex"))
    return found


def _without_number(facts: Facts, today: date) -> list[Flaw]:
    """A newborn has no number yet: birth date and sex must then be told."""
    found = []
    if facts.born_on is None:
        found.append(Flaw("missing_value", "identity_number"))
    elif facts.born_on > today:
        found.append(Flaw("birth_date_invalid", "born_on"))
    if facts.born_on is not None and not facts.sex:
        found.append(Flaw("missing_value", "sex"))
    return found


def age_fits(told: int, born_on: date, today: date) -> bool:
    """Rosters are months old, and many count a child's age from one: two years are allowed."""
    return abs(told - age_on(born_on, today)) <= 2


def is_in_force(answer: Answer, on: date) -> bool:
    return (
        answer.granted
        and answer.withdrawn_on is None
        and answer.signed_on <= on < answer.expires_on
    )


def newest(answers: Sequence[Answer]) -> Answer | None:
    """Only the last word of a guardian counts: a refusal ends an earlier consent."""
    return answers[-1] if answers else None


OWN_CONSENT_AGE = 14
"""From this birthday on a minor agrees for itself, beside the guardian (PIPL, articles 28, 31)."""


def asks_child(born_on: date, on: date) -> bool:
    return age_on(born_on, on) >= OWN_CONSENT_AGE


def flaws_of_consent(
    *,
    signed_on: date | None,
    today: date,
    scopes: Iterable[str],
    known: Iterable[str],
    child_must_agree: bool = False,
    child_agreed: bool = False,
) -> list[Flaw]:
    """`child_must_agree`: something is granted for a child that has turned 14."""
    found = []
    if child_must_agree and not child_agreed:
        found.append(Flaw("child_not_asked", "child_agreed"))
    if signed_on is None:
        found.append(Flaw("missing_value", "signed_on"))
    elif signed_on > today:
        found.append(Flaw("signed_in_future", "signed_on"))
    asked = list(scopes)
    if not asked:
        found.append(Flaw("no_answer", ""))
    if set(asked) - set(known):
        found.append(Flaw("scope_unknown", ""))
    return found
