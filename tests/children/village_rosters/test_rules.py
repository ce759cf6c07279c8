"""Rows compared, digests, due days and clocks, on values alone."""

from __future__ import annotations

from datetime import date

import pytest

from app.children.hooks import Milestones
from app.children.rosters import clocks, rules
from app.children.rosters.clocks import Row, Walk
from app.children.rosters.terms import RosterTerms, terms_of
from app.programmes import presets

DAY = date(2026, 9, 1)


def row(number, name="罗小川", **values):
    return {"number": number, "name": name, "school": "谢江村小学", **values}


@pytest.fixture
def terms() -> RosterTerms:
    return terms_of(presets.load("yueyang"))


def test_compare_tells_new_changed_same_and_left_R81():
    before = {1: row(1), 2: row(2), 3: row(3), 4: None}
    now = {1: row(1), 2: row(2, school="加义中学"), 5: row(5)}
    found = {one.child_id: one for one in rules.compare(before, now, {3: "moved", 4: "deleted"})}
    changes = {child_id: one.change for child_id, one in found.items()}
    assert changes == {1: "same", 2: "changed", 3: "left", 4: "left", 5: "new"}
    assert found[2].differs == ("school",)
    assert (found[3].reason, found[4].reason) == ("moved", "deleted")


def test_compare_leaves_nobody_out():
    before = {number: row(number) for number in range(1, 30)}
    assert len(rules.compare(before, {}, {})) == 29


def test_salt_and_sources_are_no_change_of_facts():
    assert rules.difference(row(1, salt="a", sources=["village"]), row(1, salt="b")) == ()


def test_seal_fits_one_content_and_order_only():
    one, two = rules.digest(row(1)), rules.digest(row(2))
    sealed = rules.seal_of("430626102204", 1, DAY, [one, two])
    assert sealed != rules.seal_of("430626102204", 1, DAY, [two, one])
    assert sealed != rules.seal_of("430626102204", 2, DAY, [one, two])
    assert sealed != rules.seal_of("430626102204", 1, DAY, [one])


@pytest.mark.parametrize(
    ("month", "last", "every", "asked"),
    [
        (date(2026, 9, 1), date(2026, 8, 31), 1, True),
        (date(2026, 9, 1), date(2026, 9, 1), 1, False),
        (date(2026, 9, 1), date(2026, 8, 3), 2, False),
        (date(2027, 1, 1), date(2026, 11, 3), 2, True),
    ],
)
def test_recheck_comes_with_its_month(month, last, every, asked):
    assert rules.is_recheck_month(month, last, every) is asked


def test_due_day_exists_in_every_month():
    assert rules.due_day(date(2027, 2, 1), 31) == date(2027, 2, 28)


@pytest.mark.parametrize(("numbers", "middle"), [([], None), ([3], 3), ([1, 9], 5), ([9, 1, 2], 2)])
def test_median(numbers, middle):
    assert rules.median(numbers) == middle


def walk(child_id, found=0, enrolled=0, paired=None, met=None):
    def on(number):
        return None if number is None else date.fromordinal(DAY.toordinal() - 100 + number)

    return Walk(child_id, "430626102204", (on(found), on(enrolled), on(paired), on(met)))


def test_clocks_take_the_median_and_count_who_is_late_R66(terms):
    walks = [walk(1, 0, 2, 12, 15), walk(2, 0, 4, 24), walk(3, 0, 0), walk(4, 0, 95)]
    enrolled, paired, met = clocks.clocks(walks, terms, DAY)
    assert (enrolled.done, enrolled.median, enrolled.late) == (4, 3, 0)
    # Child 3 has waited for 100 days, child 4 for five.
    assert (paired.done, paired.median, paired.waiting, paired.late) == (2, 15, 2, 1)
    assert (met.done, met.median, met.waiting, met.late) == (1, 3, 1, 1)


def test_pairing_before_the_file_was_opened_counts_as_no_day():
    assert walk(1, 0, 10, 5).took(1) == 0


def test_milestones_are_unknown_by_default():
    assert Milestones() == Milestones(None, None)


def test_small_numbers_are_hidden_with_a_companion(terms):
    rows = [
        Row(code, len(walks), clocks.clocks(walks, terms, DAY))
        for code, walks in (
            ("a", [walk(n, 0, 0, 5) for n in range(3)]),
            ("b", [walk(n, 0, 0, 5) for n in range(6)]),
            ("c", [walk(n, 0, 0, 5) for n in range(9)]),
        )
    ]
    every = [walk(n, 0, 0, 5) for n in range(18)]
    told = clocks.masked([*rows, Row("all", 18, clocks.clocks(every, terms, DAY))])
    assert [one.children for one in told] == [None, None, 9, 18]
    assert told[0].clocks == told[1].clocks == ()
    assert told[3].clocks[1].done == 18


def test_number_is_hidden_where_the_rest_would_tell_it(terms):
    """20 children, 18 of them paired: to tell that 18 are would tell that two are not."""
    walks = [walk(n, 0, 0, 5) for n in range(18)] + [walk(n, 0, 0) for n in range(18, 20)]
    rows = [Row(code, 20, clocks.clocks(walks, terms, DAY)) for code in "ab"]
    both = [*walks, *walks]
    told = clocks.masked([*rows, Row("all", 40, clocks.clocks(both, terms, DAY))])
    one = told[0].clocks[1]
    assert one.waiting is None
    assert one.done is None or one.late is None


def test_presets_ask_for_sealed_rosters_where_their_documents_do_R113():
    asks = {name for name in presets.names() if presets.load(name).sealed_roster_required}
    assert asks == {"yueyang"}
