from __future__ import annotations

from datetime import date

import pytest
from flask import Flask

from app.core.calendar import lunar
from app.core.calendar.holidays import (
    LAST_YEAR,
    DayKind,
    days_between,
    overlay,
    shipped,
    unknown_years,
)
from app.core.calendar.models import Holiday
from app.core.calendar.month import next_month, parse_month, previous_month, week_of, weeks_of
from app.core.db import transaction


@pytest.mark.parametrize(
    ("day", "note"),
    [
        (date(2026, 2, 17), "春节"),
        (date(2026, 2, 16), "除夕"),
        (date(2026, 3, 3), "元宵节"),
        (date(2026, 4, 5), "清明"),
        (date(2026, 6, 19), "端午节"),
        (date(2026, 9, 25), "中秋节"),
        (date(2026, 12, 22), "冬至"),
        (date(2026, 6, 1), "儿童节"),
        (date(2025, 7, 25), "闰六月"),
        (date(2026, 9, 26), "十六"),
    ],
)
def test_day_has_the_word_of_the_wall_calendar(day: date, note: str) -> None:
    assert lunar.note_of(day) == note


def test_holiday_table_of_2026() -> None:
    assert shipped(date(2026, 10, 1)) == DayKind("off", "国庆节")
    assert shipped(date(2026, 10, 10)).kind == "work"
    assert shipped(date(2026, 11, 14)) == DayKind("plain")


def test_what_staff_enter_stands_before_the_table() -> None:
    entered = {date(2026, 10, 1): DayKind("plain"), date(2027, 2, 6): DayKind("off", "春节")}
    assert date(2026, 10, 1) not in overlay(date(2026, 10, 1), date(2026, 10, 3), entered)
    assert overlay(date(2027, 2, 6), date(2027, 2, 7), entered) == {
        date(2027, 2, 6): DayKind("off", "春节")
    }


def test_year_beyond_the_table_is_unknown_until_somebody_enters_it(app: Flask) -> None:
    beyond = LAST_YEAR + 1
    assert unknown_years([LAST_YEAR, beyond]) == [beyond]
    with transaction() as session:
        session.add(Holiday(day=date(beyond, 1, 1), kind="off", name="元旦"))
    assert unknown_years([LAST_YEAR, beyond]) == []
    assert days_between(date(beyond, 1, 1), date(beyond, 1, 2)) == {
        date(beyond, 1, 1): DayKind("off", "元旦")
    }


def test_month_page_begins_on_a_monday_and_holds_the_whole_month() -> None:
    weeks = weeks_of(date(2026, 11, 1))
    assert weeks[0][0] == date(2026, 10, 26)
    assert weeks[-1][-1] == date(2026, 12, 6)
    assert week_of(date(2026, 11, 22))[0] == date(2026, 11, 16)
    assert next_month(date(2026, 12, 1)) == date(2027, 1, 1)
    assert previous_month(date(2027, 1, 1)) == date(2026, 12, 1)
    assert parse_month("2026-13", date(2026, 5, 9)) == date(2026, 5, 1)
