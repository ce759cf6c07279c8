"""The engine's promises, over everything that people sign up for (see owners.py)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core.access.actors import Actor
from app.core.audit import AuditEvent
from app.core.clock import now
from app.core.db import session, transaction
from app.core.enrolment import attendance, queries, services
from app.core.enrolment.models import Enrolment, Occasion
from app.core.enrolment.rules import Person
from app.core.errors import Conflict
from app.core.messages.models import InboxMessage
from tests.enrolment.owners import MakeOccasion

ANN = Actor(user_id=1, name="李主任")


def enrol(
    occasion: Occasion, *refs: int, contact: int | None = None, **values: object
) -> Enrolment:
    people = [Person("volunteer", ref) for ref in refs]
    return services.enrol(
        actor=ANN,
        occasion_id=occasion.id,
        people=people,
        contact_id=contact,
        **values,  # type: ignore[arg-type]
    )


def states(occasion: Occasion) -> list[str]:
    query = select(Enrolment.state).where(Enrolment.occasion_id == occasion.id)
    return list(session().scalars(query.order_by(Enrolment.place)))


def codes(error: pytest.ExceptionInfo[Conflict]) -> list[str]:
    return [problem.code for problem in error.value.problems]


def told(user_id: int) -> list[str]:
    query = select(InboxMessage.kind).where(InboxMessage.user_id == user_id)
    return list(session().scalars(query.order_by(InboxMessage.id)))


def test_seats_are_given_until_full_then_people_wait(make_occasion: MakeOccasion) -> None:
    occasion = make_occasion(capacity=2)
    for ref in (1, 2, 3, 4):
        enrol(occasion, ref)
    assert states(occasion) == ["enrolled", "enrolled", "waiting", "waiting"]
    last = queries.enrolments_of(occasion.id)[-1]
    assert queries.place_in_queue(last) == 2


def test_withdrawal_lets_the_next_in_and_tells_her(make_occasion: MakeOccasion) -> None:
    occasion = make_occasion(capacity=1)
    first = enrol(occasion, 1)
    enrol(occasion, 2, contact=72)
    services.withdraw(actor=ANN, enrolment_id=first.id)
    assert states(occasion) == ["withdrawn", "enrolled"]
    assert told(72) == ["enrolment.moved_up"]
    with pytest.raises(Conflict):
        services.withdraw(actor=ANN, enrolment_id=first.id)


def test_offer_holds_the_seat_until_its_deadline(make_occasion: MakeOccasion) -> None:
    occasion = make_occasion(capacity=1, offer_hours=24)
    first = enrol(occasion, 1)
    second = enrol(occasion, 2, contact=72)
    enrol(occasion, 3, contact=73)
    services.withdraw(actor=ANN, enrolment_id=first.id)
    assert states(occasion) == ["withdrawn", "offered", "waiting"]
    # Nobody takes the seat that is held for her.
    enrol(occasion, 4)
    assert states(occasion)[-1] == "waiting"
    with transaction():
        second.offered_until = now() - timedelta(minutes=1)
    with pytest.raises(Conflict) as error:
        services.accept(actor=ANN, enrolment_id=second.id)
    assert codes(error) == ["offer_over"]
    services.settle_all()
    assert states(occasion) == ["withdrawn", "expired", "offered", "waiting"]
    assert told(72) == ["enrolment.offered", "enrolment.offer_over"]
    third = queries.enrolments_of(occasion.id)[0]
    services.accept(actor=ANN, enrolment_id=third.id)
    assert states(occasion) == ["withdrawn", "expired", "enrolled", "waiting"]


def test_declined_offer_goes_on(make_occasion: MakeOccasion) -> None:
    occasion = make_occasion(capacity=1, offer_hours=24)
    first = enrol(occasion, 1)
    second, _third = enrol(occasion, 2, contact=72), enrol(occasion, 3, contact=73)
    services.withdraw(actor=ANN, enrolment_id=first.id)
    services.decline(actor=ANN, enrolment_id=second.id)
    assert states(occasion) == ["withdrawn", "declined", "offered"]


def test_free_place_goes_straight_to_whom_nobody_can_ask(make_occasion: MakeOccasion) -> None:
    """A child whom the guardian signed up on paper has no inbox for an offer."""
    occasion = make_occasion(capacity=1, offer_hours=24)
    first = enrol(occasion, 1)
    enrol(occasion, 2)
    services.withdraw(actor=ANN, enrolment_id=first.id)
    assert states(occasion) == ["withdrawn", "enrolled"]


def test_people_who_come_together_are_in_or_out_together(make_occasion: MakeOccasion) -> None:
    occasion = make_occasion(capacity=3)
    enrol(occasion, 1, 2)
    pair = enrol(occasion, 3, 4)
    enrol(occasion, 5)
    assert states(occasion) == ["enrolled", "waiting", "waiting"]
    services.withdraw(actor=ANN, enrolment_id=pair.id)
    assert states(occasion) == ["enrolled", "withdrawn", "enrolled"]


def test_nobody_signs_up_twice_or_for_two_things_at_once(make_occasion: MakeOccasion) -> None:
    occasion = make_occasion(title="读书会", capacity=5)
    other = make_occasion(title="手工课", capacity=5)
    later = make_occasion(in_days=9)
    enrol(occasion, 1)
    with pytest.raises(Conflict) as error:
        enrol(occasion, 1)
    assert "already_in" in codes(error)
    with pytest.raises(Conflict) as error:
        enrol(other, 1)
    assert codes(error) == ["overlap"]
    assert "读书会" in str(error.value.problems[0].message)
    assert enrol(later, 1).state == "enrolled"


def test_who_waits_here_and_sits_there_is_asked(make_occasion: MakeOccasion) -> None:
    full, other = make_occasion(capacity=1), make_occasion(title="手工课")
    first = enrol(full, 1)
    enrol(full, 2, contact=72)
    enrol(other, 2)
    services.withdraw(actor=ANN, enrolment_id=first.id)
    assert states(full) == ["withdrawn", "offered"]
    assert told(72) == ["enrolment.offered"]


def test_sign_up_again_after_withdrawing_goes_to_the_end(make_occasion: MakeOccasion) -> None:
    occasion = make_occasion(capacity=1)
    enrol(occasion, 1)
    second, _third = enrol(occasion, 2), enrol(occasion, 3)
    services.withdraw(actor=ANN, enrolment_id=second.id)
    again = enrol(occasion, 2)
    assert queries.place_in_queue(again) == 2


def test_limit_keeps_places_for_others(make_occasion: MakeOccasion) -> None:
    shared = {"limit_name": "暑期", "limit_per_person": 2, "capacity": 9}
    occasions = [make_occasion(in_days=day, **shared) for day in (3, 4, 5)]
    enrol(occasions[0], 1)
    enrol(occasions[1], 1)
    with pytest.raises(Conflict) as error:
        enrol(occasions[2], 1)
    assert codes(error) == ["limit"]


def test_quota_of_a_township(make_occasion: MakeOccasion) -> None:
    occasion = make_occasion(capacity=10, quotas={"430626102": 1, "430626101": 5})
    for ref, group in ((1, "430626102"), (2, "430626102"), (3, "430626101")):
        enrol(occasion, ref, group=group)
    assert states(occasion) == ["enrolled", "waiting", "enrolled"]
    with pytest.raises(Conflict) as error:
        enrol(occasion, 4, 5, group="430626102")
    assert codes(error) == ["no_quota"]


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"is_open": False}, "not_open"),
        ({"closes_at": now() - timedelta(hours=1)}, "closed"),
        ({"in_days": -0.01}, "begun"),
    ],
)
def test_time_for_signing_up_and_staff_add_late_comers(
    make_occasion: MakeOccasion, values: dict[str, object], code: str
) -> None:
    occasion = make_occasion(**values)
    with pytest.raises(Conflict) as error:
        enrol(occasion, 1)
    assert codes(error) == [code]
    assert error.value.problems[0].mend
    assert enrol(occasion, 1, by_staff=True).state == "enrolled"


def test_more_seats_go_to_those_who_wait(make_occasion: MakeOccasion) -> None:
    occasion = make_occasion(capacity=1)
    for ref in (1, 2, 3):
        enrol(occasion, ref)
    services.set_capacity(actor=ANN, occasion_id=occasion.id, capacity=2, quotas={})
    assert states(occasion) == ["enrolled", "enrolled", "waiting"]
    services.set_capacity(actor=ANN, occasion_id=occasion.id, capacity=1, quotas={})
    assert states(occasion) == ["enrolled", "enrolled", "waiting"]


def test_calling_off_tells_everybody_why(make_occasion: MakeOccasion) -> None:
    occasion = make_occasion(capacity=1)
    enrol(occasion, 1, contact=71)
    enrol(occasion, 2, contact=72)
    assert services.call_off(actor=ANN, occasion_id=occasion.id, reason="台风") == 2
    assert states(occasion) == ["cancelled", "cancelled"]
    message = session().scalar(select(InboxMessage).where(InboxMessage.user_id == 72))
    assert message is not None
    assert "台风" in message.text


def test_check_in_sent_twice_counts_once(make_occasion: MakeOccasion) -> None:
    occasion = make_occasion(capacity=3, in_days=-0.01)
    for ref in (1, 2, 3, 4):
        enrol(occasion, ref, by_staff=True)
    ids = [one.id for one in queries.roster(occasion.id)]
    assert len(ids) == 3
    sent = {"actor": ANN, "occasion_id": occasion.id, "participant_ids": ids[:2]}
    assert attendance.check_in(**sent) == 2
    arrived = queries.roster(occasion.id)[0].arrived_at
    assert attendance.check_in(**sent) == 0
    session().expire_all()
    assert queries.roster(occasion.id)[0].arrived_at == arrived
    acts = session().scalars(
        select(AuditEvent.act).where(AuditEvent.act == "attendance.checked_in")
    )
    assert len(acts.all()) == 1
    assert attendance.close(actor=ANN, occasion_id=occasion.id) == 1
    session().expire_all()
    assert [one.attended for one in queries.roster(occasion.id)] == [True, True, False]
    numbers = queries.numbers_of([occasion.id])[occasion.id]
    assert (numbers.seats, numbers.waiting, numbers.came, numbers.absent) == (3, 1, 2, 1)


def test_only_those_with_a_seat_are_checked_in(make_occasion: MakeOccasion) -> None:
    occasion, other = make_occasion(capacity=1), make_occasion(in_days=9)
    enrol(occasion, 1)
    waits = enrol(occasion, 2).people[0]
    elsewhere = enrol(other, 3).people[0]
    ids = [waits.id, elsewhere.id]
    assert attendance.check_in(actor=ANN, occasion_id=occasion.id, participant_ids=ids) == 0


def test_child_goes_home_with_a_named_person_once(make_occasion: MakeOccasion) -> None:
    occasion = make_occasion(in_days=-0.01)
    person = enrol(occasion, 1, by_staff=True).people[0]
    args = {"actor": ANN, "occasion_id": occasion.id, "participant_id": person.id}
    attendance.check_out(**args, collected_by="奶奶")  # not there yet
    assert person.left_at is None
    attendance.check_in(actor=ANN, occasion_id=occasion.id, participant_ids=[person.id])
    attendance.check_out(**args, collected_by="奶奶")
    attendance.check_out(**args, collected_by="别人")
    session().refresh(person)
    assert person.collected_by == "奶奶"
    with pytest.raises(Conflict):
        services.withdraw(actor=ANN, enrolment_id=person.enrolment_id)


def test_of_a_list_whoever_can_comes_in_and_the_others_have_their_reasons(
    make_occasion: MakeOccasion,
) -> None:
    other, occasion = make_occasion(), make_occasion(capacity=2, quotas={"north": 0})
    enrol(other, 1)
    enrol(occasion, 2)
    newcomers = [
        services.Newcomer(Person("volunteer", 1)),
        services.Newcomer(Person("volunteer", 2)),
        services.Newcomer(Person("volunteer", 3), group="north"),
        services.Newcomer(Person("volunteer", 4), contact_id=74),
        services.Newcomer(Person("volunteer", 5)),
    ]
    made = services.enrol_each(actor=ANN, occasion_id=occasion.id, newcomers=newcomers)
    found = {
        who.ref: one.state if isinstance(one, Enrolment) else [each.code for each in one]
        for who, one in made.items()
    }
    assert found == {
        1: ["overlap"],
        2: ["already_in"],
        3: ["no_quota"],
        4: "enrolled",
        5: "waiting",
    }
