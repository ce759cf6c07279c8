"""Reminders before the end of a pledge, each of the programme's days once; and the three years."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.core.access.actors import Actor
from app.core.clock import today
from app.core.db import session, transaction
from app.core.errors import Conflict
from app.core.messages.models import InboxMessage
from app.pledges import services
from app.pledges.reminders import remind_all
from app.pledges.rules import reminder_due
from tests.pairings.pairs import pledge, with_account
from tests.people import make_volunteer
from tests.support.client import CheckedClient

DAYS = (60, 30, 7)
LINES = [[(x, 10) for x in range(20)]]


@pytest.mark.parametrize(
    ("left", "sent", "due"),
    [
        (61, (), None),
        (60, (), 60),
        (59, (), 60),  # the night of the 60th was missed
        (59, (60,), None),
        (30, (60,), 30),
        (8, (60, 30), None),
        (7, (60, 30), 7),
        (3, (), 7),  # only the latest, not three at once
        (3, (7,), None),
        (0, (60, 30, 7), None),
        (-1, (), None),  # over: the station's list has it
    ],
)
def test_each_reminder_once_R112(left: int, sent: tuple[int, ...], due: int | None) -> None:
    assert reminder_due(left, sent, DAYS) == due


def test_other_days_come_from_the_programme() -> None:
    assert reminder_due(80, (), (90, 14)) == 90
    assert reminder_due(60, (90,), (90, 14)) is None


def test_volunteer_finds_the_reminders_in_her_inbox(
    staff: Actor, on_day: Callable[[date], None]
) -> None:
    volunteer = make_volunteer()
    actor = with_account(volunteer)
    row = pledge(volunteer)
    ends = row.ends_on
    told = []
    for left in (61, 60, 60, 45, 30, 7, 6, 1):
        on_day(ends - timedelta(days=left))
        remind_all()
        count = len(session().scalars(inbox(actor)).all())
        told.append(count)
    assert told == [0, 1, 1, 1, 2, 3, 3, 3]
    last = session().scalars(inbox(actor)).all()[-1]
    assert (last.kind, last.values["days"]) == ("pledge.ends", 7)


def inbox(actor: Actor):  # type: ignore[no-untyped-def]
    query = select(InboxMessage).where(InboxMessage.user_id == actor.user_id)
    return query.order_by(InboxMessage.id)


@pytest.mark.parametrize("case", ["last year", "renewed", "suspended", "withdrawn"])
def test_nobody_is_reminded_in_vain(
    staff: Actor, on_day: Callable[[date], None], case: str
) -> None:
    volunteer = make_volunteer()
    actor = with_account(volunteer)
    row = pledge(volunteer, year_number=3 if case == "last year" else 1)
    on_day(row.ends_on - timedelta(days=20))
    with transaction():
        if case == "suspended":
            volunteer.state = "suspended"
        elif case == "withdrawn":
            row.state = "withdrawn"
    if case == "renewed":
        services.issue_pledge(actor=staff, volunteer_id=volunteer.id)
    remind_all()
    assert session().scalars(inbox(actor)).all() == []


def test_signature_declares_anew_R94(staff: Actor) -> None:
    volunteer = make_volunteer()
    row = services.issue_pledge(actor=staff, volunteer_id=volunteer.id)
    services.sign_on_screen(
        actor=staff,
        pledge_id=row.id,
        lines=LINES,
        redeclared=True,
        signed_on=today(),
        place="村部",
    )
    assert row.declared == ["disciplinary_action", "administrative_penalty", "criminal_penalty"]
    assert (row.place, row.witness_id) == ("村部", staff.user_id)
    assert volunteer.declared_at is not None


def test_age_is_looked_at_again_when_it_is_signed_R95(
    staff: Actor, on_day: Callable[[date], None]
) -> None:
    volunteer = make_volunteer(born_on=today() - timedelta(days=70 * 366))
    row = services.issue_pledge(actor=staff, volunteer_id=volunteer.id)
    on_day(today() + timedelta(days=360))
    with pytest.raises(Conflict) as refused:
        services.sign_on_screen(
            actor=staff, pledge_id=row.id, lines=LINES, redeclared=True, signed_on=today()
        )
    assert {one.code for one in refused.value.problems} == {"age"}


def test_service_record_shows_the_years(
    staff: Actor,
    client: CheckedClient,
    enter_as: Callable[[Actor], None],
    on_day: Callable[[date], None],
) -> None:
    volunteer = make_volunteer()
    herself = with_account(volunteer)
    first = services.issue_pledge(actor=staff, volunteer_id=volunteer.id)
    services.sign_on_screen(
        actor=staff, pledge_id=first.id, lines=LINES, redeclared=True, signed_on=today()
    )
    on_day(first.ends_on - timedelta(days=5))
    second = services.issue_pledge(actor=staff, volunteer_id=volunteer.id)
    for reader in (staff, herself):
        enter_as(reader)
        text = client.get(f"/pledges/service/{volunteer.id}").get_data(as_text=True)
        assert first.serial in text
        assert second.serial in text
        paper = client.get(f"/pledges/service/{volunteer.id}/record.pdf")
        assert paper.data.startswith(b"%PDF-")
    other = make_volunteer("李娜")
    assert client.get(f"/pledges/service/{other.id}").status_code == 404
