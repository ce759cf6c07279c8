from __future__ import annotations

from datetime import datetime

from app.children.access.rules import Reach, Unusual, suppress, unusual
from app.children.access.sections import SECTIONS, revealable, seen


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
    assert unusual(files_in_hour=3, local=day, in_region=True) == []
    assert unusual(files_in_hour=20, local=night, in_region=False) == list(Unusual)


def test_matrix_keeps_the_number_from_volunteers():
    assert "identity_number" not in seen(Reach.PAIRED)
    assert "note" not in revealable(Reach.PAIRED)
    assert {one.code for one in SECTIONS} == seen(Reach.STATION)
