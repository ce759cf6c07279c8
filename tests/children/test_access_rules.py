from __future__ import annotations

from datetime import datetime

import pytest

from app.children.access.rules import Reach, Unusual, is_night, suppress, unusual
from app.children.access.sections import SECTIONS, revealable, seen
from app.programmes.rules import ReadingRules


def test_small_counts_cannot_be_worked_out():
    found = suppress([[2, 9, 30], [8, 7, 20]])
    assert found[0][0] is None
    lines = [*found, *map(list, zip(*found, strict=True))]
    assert all(line.count(None) != 1 for line in lines)


def test_large_counts_and_zeros_stay():
    assert suppress([[0, 12], [6, 9]]) == [[0, 12, 12], [6, 9, 15], [6, 21, 27]]


def test_lonely_small_count_hides_its_totals():
    assert suppress([[3]]) == [[None, None], [None, None]]


def test_unusual_reading_is_named():
    day, night = datetime(2026, 5, 1, 10), datetime(2026, 5, 1, 23)
    rules = ReadingRules()
    assert unusual(files_in_hour=3, local=day, in_region=True, rules=rules) == []
    assert unusual(files_in_hour=20, local=night, in_region=False, rules=rules) == list(Unusual)


@pytest.mark.parametrize(
    ("rules", "hour", "expected"),
    [
        (ReadingRules(night_from=22, night_to=6), 5, True),
        (ReadingRules(night_from=22, night_to=6), 6, False),
        (ReadingRules(night_from=1, night_to=5), 23, False),
        (ReadingRules(night_from=1, night_to=5), 4, True),
        (ReadingRules(night_from=0, night_to=0), 0, False),
    ],
)
def test_night_is_what_the_programme_says(rules, hour, expected):
    assert is_night(datetime(2026, 5, 1, hour), rules) is expected


def test_matrix_keeps_the_number_from_volunteers():
    assert "identity_number" not in seen(Reach.PAIRED)
    assert "note" not in revealable(Reach.PAIRED)
    assert "colour" not in seen(Reach.PAIRED)
    assert "family" in seen(Reach.PAIRED)
    assert {one.code for one in SECTIONS} == seen(Reach.STATION)
