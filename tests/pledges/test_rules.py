from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.core.documents.signature import problem_of
from app.pledges.rules import (
    Term,
    may_renew,
    next_term,
    problems_to_issue,
)
from app.programmes import presets

RULES = presets.load("yueyang")
TODAY = date(2026, 9, 1)
FIRST = Term(1, date(2026, 9, 1), date(2027, 8, 31))


def problems(**changes: object) -> list[str]:
    given: dict[str, object] = {
        "is_approved": True,
        "born_on": date(1980, 1, 1),
        "earlier": [],
        "term": FIRST,
        "rules": RULES,
        "today": TODAY,
    }
    return [problem.code for problem in problems_to_issue(**{**given, **changes})]  # type: ignore[arg-type]


def test_first_term_is_one_year_from_today() -> None:
    assert next_term([], RULES, TODAY) == FIRST


def test_next_term_follows_the_last_without_a_gap_R112() -> None:
    assert next_term([FIRST], RULES, date(2027, 8, 10)) == Term(
        2, date(2027, 9, 1), date(2028, 8, 31)
    )


def test_lapsed_pledge_is_followed_from_today() -> None:
    assert next_term([FIRST], RULES, date(2028, 1, 15)).starts_on == date(2028, 1, 15)


def test_leap_day_ends_on_the_last_of_february() -> None:
    assert next_term([], RULES, date(2028, 2, 29)).ends_on == date(2029, 2, 27)


def test_nothing_speaks_against_an_approved_volunteer() -> None:
    assert problems() == []


@pytest.mark.parametrize(
    ("born_on", "allowed"),
    [
        (date(2008, 9, 1), True),  # eighteen on the day itself
        (date(2008, 9, 2), False),
        (date(1956, 9, 1), True),  # seventy on the day itself
        (date(1955, 9, 2), True),  # still seventy
        (date(1955, 9, 1), False),  # seventy-one
    ],
)
def test_age_on_the_first_day_R95(born_on: date, allowed: bool) -> None:
    assert ("age" in problems(born_on=born_on)) is not allowed


def test_unapproved_volunteer_gets_none() -> None:
    assert problems(is_approved=False) == ["not_approved"]


def test_fourth_year_is_refused_after_three_years_of_service_R112() -> None:
    earlier = [Term(year, date(2022 + year, 9, 1), date(2023 + year, 8, 31)) for year in (1, 2, 3)]
    term = next_term(earlier, RULES, TODAY)
    assert problems(earlier=earlier, term=term) == ["service_over"]


def test_two_pledges_never_hold_on_one_day() -> None:
    inside = Term(2, FIRST.ends_on, FIRST.ends_on + timedelta(days=365))
    assert problems(earlier=[FIRST], term=inside, today=FIRST.ends_on) == ["overlap"]


def test_renewal_opens_with_the_programmes_window() -> None:
    first_day = FIRST.ends_on - timedelta(days=RULES.renewal_days)
    assert may_renew([FIRST], RULES, first_day)
    assert not may_renew([FIRST], RULES, first_day - timedelta(days=1))
    second = next_term([FIRST], RULES, TODAY)
    assert problems(earlier=[FIRST], term=second) == ["too_early"]


def test_another_programme_brings_its_own_numbers() -> None:
    rules = replace(RULES, pledge_months=6, service_years=1)
    assert next_term([], rules, TODAY).ends_on == date(2027, 2, 28)


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ([], "signature_missing"),
        ([[(1, 1)] * 3], "signature_missing"),
        ([[(1, 1)] * 5000], "signature_too_long"),
        ([[(0, 0)]] * 300, "signature_too_long"),
        ([[(1, 1)] * 20, [(2, 2)] * 5], None),
    ],
)
def test_signature_must_be_a_drawing(lines: list[list[tuple[int, int]]], code: str | None) -> None:
    problem = problem_of(lines)
    assert (problem.code if problem else None) == code
