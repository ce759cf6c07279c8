from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.core.enrolment.rules import Room, Waiting, moving_up, must_wait


def test_pair_at_the_head_is_not_overtaken_by_single_people() -> None:
    queue = [Waiting(1, 2, ""), Waiting(2, 1, "")]
    assert moving_up(queue, Room(capacity=10, taken=9)) == []
    assert moving_up(queue, Room(capacity=10, taken=8)) == [1]
    assert moving_up(queue, Room(capacity=10, taken=7)) == [1, 2]


def test_one_whose_township_is_full_is_passed_over() -> None:
    room = Room(10, 5, quotas={"a": 2}, taken_by_group={"a": 2})
    assert moving_up([Waiting(1, 1, "a"), Waiting(2, 1, "b")], room) == [2]
    # And does not hold up newcomers from elsewhere.
    assert not must_wait([Waiting(1, 1, "a")], room, "b", 1)
    assert must_wait([Waiting(2, 1, "b")], room, "b", 1)


waiting = st.lists(
    st.builds(
        Waiting, id=st.integers(1, 999), seats=st.integers(1, 3), group=st.sampled_from("abc")
    ),
    unique_by=lambda one: one.id,
    max_size=12,
)


@given(queue=waiting, capacity=st.integers(0, 12), quota=st.integers(0, 6))
def test_no_seat_is_given_twice_and_nobody_overtakes_in_her_group(
    queue: list[Waiting], capacity: int, quota: int
) -> None:
    room = Room(capacity, quotas={"a": quota})
    chosen = moving_up(queue, room)
    seats = {one.id: one for one in queue}
    assert sum(seats[key].seats for key in chosen) <= capacity
    assert sum(seats[key].seats for key in chosen if seats[key].group == "a") <= quota
    order = [one.id for one in queue]
    assert chosen == [key for key in order if key in chosen]
    # Of equals in one group, the earlier is served first.
    for n, one in enumerate(queue):
        if one.id not in chosen:
            later = (other for other in queue[n + 1 :] if other.group == one.group)
            assert not any(other.id in chosen and other.seats >= one.seats for other in later)
