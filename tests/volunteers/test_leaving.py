from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.certificates.services import issue_award
from app.children.models import Child
from app.core.access.actors import Actor
from app.core.access.scope import visible
from app.core.clock import today
from app.core.db import session, transaction
from app.core.errors import Conflict, DomainError, Forbidden, InvalidInput, NotFound
from app.pairings.models import Pairing
from app.policy import Role
from app.volunteers import due, home, hooks, leaving, queries, services
from app.volunteers.models import LeavingNotice, VettingCheck, Volunteer
from tests.people import (
    MILUO,
    XIEJIANG,
    actor_of,
    make_actor,
    make_child,
    make_user,
    make_volunteer,
)
from tests.support.client import CheckedClient
from tests.volunteers.test_doubles import pair_with
from tests.volunteers.test_services import record


def notice(
    actor: Actor, volunteer: Volunteer, days: int = 30, code: str = "moved"
) -> LeavingNotice:
    return services.give_notice(
        actor=actor,
        volunteer_id=volunteer.id,
        last_day=today() + timedelta(days=days),
        code=code,
        words="孩子要上大学了",
    )


@pytest.fixture
def herself(app: Flask) -> tuple[Volunteer, Actor]:
    user = make_user("am1", (Role.VOLUNTEER, XIEJIANG))
    return make_volunteer(user_id=user.id), actor_of(user)


def reason_code(volunteer: Volunteer) -> str:
    return queries.rules_of(volunteer).leaving[0].code


def test_she_gives_notice_herself_and_takes_it_back(herself: tuple[Volunteer, Actor]) -> None:
    volunteer, actor = herself
    made = notice(actor, volunteer, code=reason_code(volunteer))
    assert (made.given_by, made.words) == (actor.user_id, "孩子要上大学了")
    services.take_notice_back(actor=actor, volunteer_id=volunteer.id)
    assert leaving.notice_of(volunteer) is None
    assert volunteer.state == "approved"


def test_later_notice_takes_the_place_of_the_first(
    herself: tuple[Volunteer, Actor], staff: Actor
) -> None:
    volunteer, actor = herself
    notice(actor, volunteer, 10, reason_code(volunteer))
    later = notice(staff, volunteer, 20, reason_code(volunteer))
    assert leaving.notice_of(volunteer) is later


@pytest.mark.parametrize(
    ("days", "code", "state", "error"),
    [
        (-1, None, "approved", InvalidInput),
        (5, "because", "approved", InvalidInput),
        (5, None, "applied", Conflict),
        (5, None, "left", Conflict),
    ],
)
def test_notice_that_makes_no_sense_is_refused(
    staff: Actor, days: int, code: str | None, state: str, error: type[DomainError]
) -> None:
    volunteer = make_volunteer(state=state)
    with pytest.raises(error):
        notice(staff, volunteer, days, code or reason_code(volunteer))
    assert leaving.notice_of(volunteer) is None


@pytest.mark.parametrize("code", ["dismissed", "died"])
def test_what_only_the_station_can_say_is_no_reason_of_her_own(
    client: CheckedClient,
    herself: tuple[Volunteer, Actor],
    enter_as: Callable[[Actor], None],
    staff: Actor,
    code: str,
) -> None:
    volunteer, actor = herself
    enter_as(actor)
    assert f'value="{code}"' not in client.get("/my-service/leaving").text
    with pytest.raises(InvalidInput):
        notice(actor, volunteer, code=code)
    enter_as(staff)
    assert f'value="{code}"' in client.get(f"/volunteers/{volunteer.id}/leaving").text
    assert notice(staff, volunteer, code=code).code == code


def test_nobody_gives_notice_for_another(app: Flask, herself: tuple[Volunteer, Actor]) -> None:
    other = make_volunteer()
    for actor in (herself[1], make_actor(Role.CHAIR, MILUO)):
        with pytest.raises(NotFound):
            notice(actor, other, code=reason_code(other))
    with pytest.raises(Forbidden):
        notice(make_actor(Role.SUPERVISOR), other, code=reason_code(other))


def test_steps_of_leaving_name_each_pair_and_what_she_is_given(app: Flask, chair: Actor) -> None:
    volunteer = make_volunteer()
    pairing = pair_with(volunteer, make_child())
    with app.test_request_context():
        steps = hooks.exit_steps(chair, volunteer)
        assert [(one.is_done, one.is_required) for one in steps] == [
            (False, True),
            (False, False),
            (False, False),
        ]
        assert f"/pairings/{pairing.id}/end" in [one.url for one in steps]
        with transaction():
            pairing.state = "ended"
        issue_award(
            actor=chair, volunteer_id=volunteer.id, kind="thanks", award="三年来对孩子的陪伴"
        )
        assert [one.is_done for one in hooks.exit_steps(chair, volunteer)] == [True, True, False]


def test_guided_leaving_from_notice_to_the_end(
    client: CheckedClient, chair: Actor, enter_as: Callable[[Actor], None]
) -> None:
    volunteer = make_volunteer()
    pairing = pair_with(volunteer, make_child())
    enter_as(chair)
    url = f"/volunteers/{volunteer.id}/leaving"
    form = client.get(url)
    assert client.submit(form, {"last_day": ""}, action=url).status_code == 422
    given = {"last_day": f"{today() + timedelta(days=9)}", "code": reason_code(volunteer)}
    assert client.submit(form, given, action=url).status_code == 303
    page = client.get(url).get_data(as_text=True)
    assert f"/pairings/{pairing.id}/end" in page
    assert f'/volunteers/{volunteer.id}/leave"' not in page
    assert f"/volunteers/{volunteer.id}/leaving" in [one.url for one in _todos(client, chair)]
    with transaction():
        session().get_one(Pairing, pairing.id).state = "ended"
    page = client.get(url).get_data(as_text=True)
    assert f'/volunteers/{volunteer.id}/leave"' in page
    given = {"code": reason_code(volunteer), "reason": "搬家"}
    ended = client.submit(client.get(f"/volunteers/{volunteer.id}/leave"), given)
    assert ended.status_code == 303
    session().expire_all()
    assert session().get_one(Volunteer, volunteer.id).state == "left"
    # The thanks can still be given.
    assert f"/certificates/new/{volunteer.id}?kind=thanks" in client.get(url).get_data(as_text=True)


def _todos(client: CheckedClient, actor: Actor) -> list[home.Todo]:
    with client.application.test_request_context():
        return list(home.todos(actor))


def test_own_page_of_leaving(
    client: CheckedClient,
    herself: tuple[Volunteer, Actor],
    enter_as: Callable[[Actor], None],
) -> None:
    volunteer, actor = herself
    enter_as(actor)
    form = client.get("/my-service/leaving")
    refused = client.submit(form, {"last_day": "2020-01-01", "code": reason_code(volunteer)})
    assert refused.status_code == 422
    last = f"{today() + timedelta(days=9)}"
    sent = client.submit(form, {"last_day": last, "code": reason_code(volunteer)})
    assert sent.status_code == 303
    page = client.get("/my-service/leaving")
    assert client.submit(page, {}, action="/my-service/leaving/back").status_code == 303
    assert leaving.notice_of(volunteer) is None


# Suspension and re-vetting


def test_suspension_suspends_her_pairs_in_the_same_moment(app: Flask, chair: Actor) -> None:
    user = make_user("am2", (Role.VOLUNTEER, XIEJIANG))
    volunteer = make_volunteer(user_id=user.id, exclusions_declared=[])
    pairing = pair_with(volunteer, make_child())
    herself = actor_of(user)
    assert session().scalar(visible(Child, herself)) is not None
    services.suspend(actor=chair, volunteer_id=volunteer.id, reason="接到举报")
    assert (pairing.state, "vetting" in pairing.trouble) == ("suspended", True)
    assert session().scalar(visible(Child, herself)) is None
    services.reinstate(
        actor=make_actor(Role.REVIEWER), volunteer_id=volunteer.id, reason="查无此事"
    )
    assert "vetting" not in pairing.trouble
    assert session().scalar(visible(Child, herself)) is not None


def test_failed_check_suspends_her_pairs_in_the_same_moment(app: Flask, staff: Actor) -> None:
    volunteer = make_volunteer()
    pairing = pair_with(volunteer, make_child())
    services.record_check(
        actor=staff,
        volunteer_id=volunteer.id,
        kind="sanctions",
        passed=False,
        checked_on=today(),
        note="受过行政处罚",
    )
    assert pairing.state == "suspended"
    record(staff, volunteer, "sanctions")
    assert "vetting" not in pairing.trouble


@pytest.mark.parametrize(("days", "listed"), [(-1, True), (0, True), (60, True), (61, False)])
def test_record_enquiry_is_on_the_due_list_60_days_ahead(
    app: Flask, staff: Actor, days: int, listed: bool
) -> None:
    volunteer = make_volunteer()
    with transaction() as current:
        query = select(VettingCheck).where(VettingCheck.kind == "record_enquiry")
        current.scalars(query).one().valid_until = today() + timedelta(days=days)
    found = session().scalars(due.find(staff, kind="record_enquiry")).all()
    assert (volunteer in found) is listed
    assert session().scalars(due.find(staff, kind="sanctions")).all() == []
    assert [line.kind.code for line in due.lines(volunteer)] == (
        ["record_enquiry"] if listed else []
    )


def test_due_list_as_page_and_workbook(
    client: CheckedClient, staff: Actor, enter_as: Callable[[Actor], None]
) -> None:
    enter_as(staff)
    assert client.get("/volunteers/due").status_code == 200
    volunteer = make_volunteer("李娜")
    with transaction() as current:
        for check in current.scalars(select(VettingCheck)):
            check.valid_until = date(2020, 1, 1)
    page = client.get("/volunteers/due?kind=sanctions").get_data(as_text=True)
    assert f"/volunteers/{volunteer.id}/checks/sanctions" in page
    assert "checks/record_enquiry" not in page
    assert client.get("/volunteers/due.xlsx").data[:2] == b"PK"
