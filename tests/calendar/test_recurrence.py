"""The tables of RFC 5545 §3.8.5.3: rule, beginning, and the days that the standard lists."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from dateutil.rrule import rrulestr
from icalendar import vRecur

from app.core.calendar.recurrence import MAX, BadRule, monthly, occurrences, weekly, yearly

SEPT_2 = datetime(1997, 9, 2, 9)
# Every rule of the section that ends, with the dates printed below it (month, day; year 1997
# unless given). Those "forever" are refused by this application and tested as such.
TABLE = [
    ("FREQ=DAILY;COUNT=10", SEPT_2, [(9, d) for d in range(2, 12)]),
    ("FREQ=DAILY;INTERVAL=10;COUNT=5", SEPT_2, [(9, 2), (9, 12), (9, 22), (10, 2), (10, 12)]),
    (
        "FREQ=WEEKLY;COUNT=10",
        SEPT_2,
        [(9, 2), (9, 9), (9, 16), (9, 23), (9, 30), (10, 7), (10, 14), (10, 21), (10, 28), (11, 4)],
    ),
    (
        "FREQ=WEEKLY;COUNT=10;WKST=SU;BYDAY=TU,TH",
        SEPT_2,
        [(9, 2), (9, 4), (9, 9), (9, 11), (9, 16), (9, 18), (9, 23), (9, 25), (9, 30), (10, 2)],
    ),
    (
        "FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH",
        SEPT_2,
        [(9, 2), (9, 4), (9, 16), (9, 18), (9, 30), (10, 2), (10, 14), (10, 16)],
    ),
    (
        "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=2,15",
        SEPT_2,
        [
            (9, 2),
            (9, 15),
            (10, 2),
            (10, 15),
            (11, 2),
            (11, 15),
            (12, 2),
            (12, 15),
            (1998, 1, 2),
            (1998, 1, 15),
        ],
    ),
    (
        "FREQ=MONTHLY;COUNT=6;BYDAY=-2MO",
        datetime(1997, 9, 22, 9),
        [(9, 22), (10, 20), (11, 17), (12, 22), (1998, 1, 19), (1998, 2, 16)],
    ),
    (
        "FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU",
        datetime(1997, 9, 7, 9),
        [
            (9, 7),
            (9, 28),
            (11, 2),
            (11, 30),
            (1998, 1, 4),
            (1998, 1, 25),
            (1998, 3, 1),
            (1998, 3, 29),
            (1998, 5, 3),
            (1998, 5, 31),
        ],
    ),
    (
        "FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3",
        datetime(1997, 9, 4, 9),
        [(9, 4), (10, 7), (11, 6)],
    ),
    (
        "FREQ=YEARLY;COUNT=10;BYMONTH=6,7",
        datetime(1997, 6, 10, 9),
        [(year, month, 10) for year in range(1997, 2002) for month in (6, 7)],
    ),
    (
        "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO",
        datetime(1997, 8, 5, 9),
        [(8, 5), (8, 10), (8, 19), (8, 24)],
    ),
    (
        "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU",
        datetime(1997, 8, 5, 9),
        [(8, 5), (8, 17), (8, 19), (8, 31)],
    ),
    (
        "FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5",
        datetime(2007, 1, 15, 9),
        [(2007, 1, 15), (2007, 1, 30), (2007, 2, 15), (2007, 3, 15), (2007, 3, 30)],
    ),
]


@pytest.mark.parametrize(("rule", "start", "printed"), TABLE, ids=[row[0] for row in TABLE])
def test_rule_gives_the_days_of_the_standard(
    rule: str, start: datetime, printed: list[tuple[int, ...]]
) -> None:
    wanted = [datetime(*(day if len(day) == 3 else (1997, *day)), 9) for day in printed]  # type: ignore[arg-type]
    found = occurrences(rule, start)
    assert found == wanted
    assert found == list(rrulestr(rule, dtstart=start))
    # The other library reads the rule alike.
    assert list(rrulestr(vRecur.from_ical(rule).to_ical().decode(), dtstart=start)) == wanted


def test_except_days_are_left_out() -> None:
    days = occurrences("FREQ=DAILY;COUNT=4", SEPT_2, except_days=[date(1997, 9, 3)])
    assert [day.day for day in days] == [2, 4, 5]


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=DAILY",
        "FREQ=HOURLY;COUNT=3",
        "FREQ=DAILY;COUNT=401",
        "nonsense",
        "",
        "FREQ=WEEKLY;COUNT=x",
    ],
)
def test_rule_without_end_or_sense_is_refused(rule: str) -> None:
    with pytest.raises(BadRule):
        occurrences(rule, SEPT_2)


def test_rules_of_the_form() -> None:
    start = datetime(2026, 9, 5, 9)
    saturdays = occurrences(weekly([5], until=date(2026, 9, 26)), start)
    assert [day.day for day in saturdays] == [5, 12, 19, 26]
    firsts = occurrences(monthly(start.date(), until=date(2026, 12, 31)), start)
    assert [(d.month, d.day) for d in firsts] == [(9, 5), (10, 3), (11, 7), (12, 5)]
    fifth = datetime(2026, 8, 31, 9)
    lasts = occurrences(monthly(fifth.date(), until=date(2026, 10, 31)), fifth)
    assert [(d.month, d.day) for d in lasts] == [(8, 31), (9, 28), (10, 26)]
    assert len(occurrences(yearly(until=date(2028, 12, 31)), start)) == 3
    assert len(occurrences(f"FREQ=DAILY;COUNT={MAX}", start)) == MAX
