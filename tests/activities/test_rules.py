from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from app.activities import kinds
from app.activities.rules import (
    Guest,
    Plan,
    credited_minutes,
    parse_quotas,
    problems_of_child,
    problems_to_publish,
)
from app.core.calendar.series import parse_days

NOON = datetime(2026, 11, 22, 4, tzinfo=UTC)
TWO = timedelta(hours=2)


def plan(**values: object) -> Plan:
    usual = {
        "kind": "reading",
        "place": "村活动室",
        "starts_at": NOON + TWO,
        "ends_at": NOON + 2 * TWO,
        "sign_up": "volunteers",
        "closes_at": None,
        "safety": (),
        "audience": "public",
        "has_team": False,
    }
    return Plan(**{**usual, **values})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("values", "codes"),
    [
        ({}, []),
        ({"place": ""}, ["place"]),
        ({"ends_at": NOON}, ["times", "past"]),
        ({"audience": "team"}, ["team"]),
        ({"closes_at": NOON + 3 * TWO}, ["closes"]),
        ({"kind": "outing"}, ["safety"]),
        ({"kind": "outing", "safety": tuple(kinds.SAFETY)}, []),
    ],
)
def test_what_must_be_right_before_it_is_published(
    values: dict[str, object], codes: list[str]
) -> None:
    assert [one.code for one in problems_to_publish(plan(**values), NOON, kinds.SAFETY)] == codes


@pytest.mark.parametrize(
    ("arrived", "left", "minutes"),
    [
        (None, None, 120),
        (timedelta(minutes=-20), None, 120),
        (timedelta(minutes=30), None, 90),
        (timedelta(minutes=30), timedelta(minutes=60), 30),
        (timedelta(hours=5), None, 120),  # ticked off the list afterwards
    ],
)
def test_hours_lie_inside_the_planned_time(
    arrived: timedelta | None, left: timedelta | None, minutes: int
) -> None:
    assert (
        credited_minutes(
            NOON,
            NOON + TWO,
            NOON + arrived if arrived is not None else None,
            NOON + left if left is not None else None,
        )
        == minutes
    )


def test_a_camp_of_five_days_counts_ten_hours_a_day() -> None:
    assert credited_minutes(NOON, NOON + timedelta(days=4, hours=8), None, None) == 5 * 600


def test_child_needs_roster_pairing_and_consent() -> None:
    assert [one.code for one in problems_of_child(Guest(False, True))] == ["left"]
    assert [one.code for one in problems_of_child(Guest(True, True, False))] == ["not_paired"]
    assert [one.code for one in problems_of_child(Guest(True, False))] == ["consent"]
    assert problems_of_child(Guest(True, True)) == []


def test_days_and_quotas_as_people_type_them() -> None:
    assert parse_days("2026-10-1，2026/9/30") == [date(2026, 9, 30), date(2026, 10, 1)]
    assert parse_quotas("加义镇 10\n\n三阳乡　5\n") == {"加义镇": 10, "三阳乡": 5}
    with pytest.raises(ValueError, match="加义镇"):
        parse_quotas("加义镇")


def test_kinds_hold_the_safety_topics_and_no_code_twice() -> None:
    codes = [kind.code for kind in kinds.KINDS]
    assert len(codes) == len(set(codes))
    assert {"drowning", "abuse", "bullying", "injury"} <= set(kinds.codes_of("safety"))
    assert {kind.group for kind in kinds.KINDS} == set(kinds.GROUPS)
