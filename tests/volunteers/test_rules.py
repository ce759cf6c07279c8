"""Tables: who may apply, be approved and serve, one case a line."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.programmes import presets
from app.volunteers.rules import (
    Applicant,
    Check,
    Hands,
    checklist,
    problems_to_apply,
    problems_to_approve,
    problems_to_serve,
    service_ends_on,
    valid_until,
    vetting_valid,
)

RULES = presets.load("yueyang")
DAY = date(2026, 9, 1)
GOOD = Applicant(born_on=date(1980, 5, 1), sex="female", kind="caring_mother", exclusions=())
KINDS = [kind.code for kind in RULES.checks]
CHECKS = [
    Check(kind.code, True, date(2026, 8, 1), valid_until(kind, date(2026, 8, 1)), recorded_by=7)
    for kind in RULES.checks
]
HANDS = Hands(decider=1, recruiter=2)


def codes(problems: list) -> list[str]:
    return [problem.code for problem in problems]


def swapped(kind: str, **changes: object) -> list[Check]:
    return [replace(check, **changes) if check.kind == kind else check for check in CHECKS]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"born_on": date(2008, 9, 1)}, []),  # 18 today
        ({"born_on": date(2008, 9, 2)}, ["age"]),
        ({"born_on": date(1956, 9, 1)}, []),  # 70 today
        ({"born_on": date(1955, 9, 2)}, []),  # 70, 71 tomorrow
        ({"born_on": date(1955, 9, 1)}, ["age"]),
        ({"sex": "male"}, ["sex"]),
        ({"sex": "male", "kind": "helper"}, []),
        ({"sex": "male", "kind": "unknown"}, ["sex"]),
        ({"exclusions": None}, []),
        ({"exclusions": ("criminal_penalty",)}, ["excluded"]),
        ({"exclusions": ("criminal_penalty", "disciplinary_action")}, ["excluded", "excluded"]),
        ({"capacity": 0}, ["capacity"]),
        ({"capacity": 4}, ["capacity"]),
        ({"capacity": 3}, []),
    ],
)
def test_apply_hard_stops_R94_R95(changes: dict, expected: list[str]) -> None:
    assert codes(problems_to_apply(replace(GOOD, **changes), RULES, DAY)) == expected


@pytest.mark.parametrize(
    ("facts", "checks", "hands", "expected"),
    [
        (GOOD, CHECKS, HANDS, []),
        (replace(GOOD, exclusions=None), CHECKS, HANDS, ["not_declared"]),
        (replace(GOOD, exclusions=("criminal_penalty",)), CHECKS, HANDS, ["excluded"]),
        (replace(GOOD, born_on=date(1950, 1, 1)), CHECKS, HANDS, ["age"]),
        (GOOD, CHECKS[1:], HANDS, ["check_missing"]),
        (GOOD, [], HANDS, ["check_missing"] * len(KINDS)),
        (GOOD, swapped("sanctions", passed=False), HANDS, ["check_failed"]),
        (GOOD, swapped("record_enquiry", valid_until=date(2026, 8, 31)), HANDS, ["check_expired"]),
        (GOOD, swapped("record_enquiry", valid_until=DAY), HANDS, []),
        (GOOD, CHECKS, replace(HANDS, recruiter=1), ["recruiter_decides"]),
        (GOOD, CHECKS, replace(HANDS, decider=7), ["checker_decides"]),
        (GOOD, swapped("identity", recorded_by=8), replace(HANDS, decider=7), []),
        (GOOD, CHECKS, replace(HANDS, herself=1), ["own_case"]),
        (GOOD, CHECKS, replace(HANDS, refused_before_by=1), ["refuser_decides"]),
        (GOOD, CHECKS, Hands(decider=1, recruiter=None), []),
    ],
)
def test_approve_by_a_second_person_R67(facts, checks, hands, expected) -> None:  # type: ignore[no-untyped-def]
    assert codes(problems_to_approve(facts, checks, hands, RULES, DAY)) == expected


@pytest.mark.parametrize(
    ("state", "facts", "checks", "expected"),
    [
        ("approved", GOOD, CHECKS, []),
        ("suspended", GOOD, CHECKS, ["not_approved"]),
        ("applied", GOOD, CHECKS, ["not_approved"]),
        ("approved", replace(GOOD, born_on=date(1950, 1, 1)), CHECKS, ["age"]),
        ("approved", replace(GOOD, exclusions=("criminal_penalty",)), CHECKS, ["excluded"]),
        ("approved", GOOD, swapped("sanctions", valid_until=date(2026, 1, 1)), ["check_expired"]),
    ],
)
def test_serve_only_while_vetted(state, facts, checks, expected) -> None:  # type: ignore[no-untyped-def]
    assert codes(problems_to_serve(state, facts, checks, RULES, DAY)) == expected
    assert vetting_valid(state, facts, checks, RULES, DAY) is (not expected)


def test_newest_check_of_a_kind_counts() -> None:
    again = [*CHECKS, Check("identity", False, DAY), Check("sanctions", False, DAY)]
    again.append(Check("sanctions", True, DAY, date(2027, 9, 1)))
    standings = {line.kind.code: line.standing for line in checklist(RULES.checks, again, DAY)}
    assert (standings["identity"], standings["sanctions"]) == ("failed", "ok")


@pytest.mark.parametrize(("left", "expected"), [(60, True), (61, False), (0, True)])
def test_check_is_expiring_within_sixty_days(left: int, expected: bool) -> None:
    ends = date.fromordinal(DAY.toordinal() + left)
    lines = checklist(RULES.checks, swapped("sanctions", valid_until=ends), DAY)
    assert next(one for one in lines if one.kind.code == "sanctions").is_expiring is expected


def test_service_lasts_as_the_programme_says_R112() -> None:
    assert service_ends_on(date(2026, 2, 28), RULES) == date(2029, 2, 28)
