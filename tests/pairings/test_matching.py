from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.pairings.matching import Candidate, Wanted, rank

CHILD = Wanted("430626102204", {"学业落后": frozenset({"tutoring"})})


def candidate(key: int, region: str, *, skills: str = "", free: int = 1) -> Candidate:
    return Candidate(key, region, frozenset(skills.split()), free, 0, f"name{key}")


def test_nearest_first_then_expertise_then_places_R72() -> None:
    county = candidate(1, "430626105201", skills="tutoring", free=3)
    township = candidate(2, "430626102299")
    village = candidate(3, "430626102204")
    village_teacher = candidate(4, "430626102204", skills="tutoring")
    order = [
        one.candidate.volunteer_id
        for one in rank(CHILD, [county, township, village, village_teacher])
    ]
    assert order == [4, 3, 2, 1]


def test_full_volunteers_come_last_however_near() -> None:
    full, far = candidate(1, "430626102204", free=0), candidate(2, "430626105201")
    assert [one.candidate.volunteer_id for one in rank(CHILD, [full, far])] == [2, 1]


def test_reasons_name_the_needs_that_are_met() -> None:
    (one,) = rank(CHILD, [candidate(1, "430626102204", skills="tutoring")])
    assert one.met_needs == ("学业落后",)
    assert len(one.reasons) == 3


@given(st.lists(st.tuples(st.integers(1, 50), st.sampled_from(["430626102204", "430626105201"]))))
def test_order_does_not_depend_on_the_order_given(pairs: list[tuple[int, str]]) -> None:
    unique = {key: candidate(key, region) for key, region in pairs}
    forwards = rank(CHILD, list(unique.values()))
    backwards = rank(CHILD, list(unique.values())[::-1])
    assert forwards == backwards
    assert {one.candidate.volunteer_id for one in forwards} == unique.keys()
