"""A captain signs up her team: by the same engine, and no further than her team goes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core.access.actors import Actor
from app.core.clock import today
from app.core.db import session, transaction
from app.core.enrolment import queries as lists
from app.core.errors import NotFound
from app.core.messages.models import InboxMessage
from app.policy import Role
from app.training.models import TrainingSession
from app.training.services import joining, signing_up
from app.volunteers.models import Team, Volunteer
from tests.people import PINGJIANG, XIEJIANG, actor_of, make_course, make_user, make_volunteer
from tests.support.client import CheckedClient
from tests.training.samples import plan

Enter = Callable[[Actor], None]


@pytest.fixture
def team(wang: Volunteer) -> Team:
    """Led by 王芳."""
    with transaction() as current:
        team = Team(name="谢江村服务队", region_code=XIEJIANG, captain_id=wang.id)
        current.add(team)
        current.flush()
    return team


def member(team: Team, name: str, *, username: str = "", **values: object) -> Volunteer:
    if username:
        values["user_id"] = make_user(username, (Role.VOLUNTEER, XIEJIANG), name=name).id
    return make_volunteer(name, trained=False, team_id=team.id, **values)


def states(found: TrainingSession) -> list[str]:
    return [one.state for one in lists.enrolments_of(found.occasion_id)]


def told(volunteer: Volunteer) -> list[str]:
    query = select(InboxMessage.kind).where(InboxMessage.user_id == volunteer.user_id)
    return list(session().scalars(query))


def sign_up(actor: Actor, found: TrainingSession, *who: Volunteer) -> signing_up.Outcome:
    return signing_up.sign_up_members(
        actor=actor, session_id=found.id, volunteer_ids=[one.id for one in who]
    )


def test_a_captain_signs_up_members_who_are_told_and_may_withdraw(
    staff: Actor, herself: Actor, team: Team
) -> None:
    found = plan(staff, make_course(), capacity=1)
    first, second = member(team, "李一", username="liyi"), member(team, "张二", username="zhanger")
    assert sign_up(herself, found, first).enrolled == [first.id]
    assert sign_up(herself, found, second).waiting == [second.id]
    assert told(first) == ["training.by_captain"]
    assert told(second) == ["training.by_captain_waiting"]
    assert first.user_id is not None
    from app.accounts.models import User

    own = actor_of(session().get_one(User, first.user_id))
    joining.leave(actor=own, session_id=found.id)
    assert states(found) == ["enrolled"]
    assert "enrolment.moved_up" in told(second)


def test_each_member_is_held_to_what_holds_for_all(
    staff: Actor, herself: Actor, team: Team
) -> None:
    """Who is busy does not keep the others out; a closed sign-up does, for a captain too."""
    course = make_course()
    busy, free = member(team, "李一"), member(team, "张二")
    other, found = plan(staff, course), plan(staff, course)
    signing_up.sign_up_people(actor=staff, session_id=other.id, volunteer_ids=[busy.id])
    made = sign_up(herself, found, busy, free)
    assert (made.enrolled, [one.code for one in made.refused[busy.id]]) == ([free.id], ["overlap"])
    with transaction():
        found.occasion.is_open = False
    late = member(team, "王三")
    assert [one.code for one in sign_up(herself, found, late).refused[late.id]] == ["not_open"]
    assert states(found) == ["enrolled"]


def test_nobody_signs_up_members_of_another_team(staff: Actor, herself: Actor, team: Team) -> None:
    with transaction() as current:
        other_team = Team(name="加义镇服务队", region_code=PINGJIANG)
        current.add(other_team)
        current.flush()
    found, stranger = plan(staff, make_course()), member(other_team, "李一")
    with pytest.raises(NotFound):
        sign_up(herself, found, stranger)
    assert states(found) == []


def test_the_right_ends_with_the_captaincy(staff: Actor, herself: Actor, team: Team) -> None:
    found, one = plan(staff, make_course()), member(team, "李一")
    with transaction():
        team.captain_until = today() - timedelta(days=1)
    with pytest.raises(NotFound):
        sign_up(herself, found, one)
    with transaction():
        team.captain_until = today()
    assert sign_up(herself, found, one).enrolled == [one.id]


def test_the_page_shows_each_member_with_her_state_or_the_reason(
    client: CheckedClient, enter_as: Enter, staff: Actor, herself: Actor, team: Team
) -> None:
    course = make_course()
    other, found = plan(staff, course), plan(staff, course)
    busy, free = member(team, "李一"), member(team, "张二")
    signing_up.sign_up_people(actor=staff, session_id=other.id, volunteer_ids=[busy.id])
    enter_as(herself)
    url = f"/training/sessions/{found.id}/team"
    assert url in client.get(f"/training/sessions/{found.id}").text
    page = client.get(url)
    assert f'value="{free.id}"' in page.text
    assert f'value="{busy.id}"' not in page.text
    assert "同一时间" in page.text
    assert client.submit(page, {"members": str(free.id)}, action=url).status_code == 303
    assert f'value="{free.id}"' not in client.get(url).text
    assert states(found) == ["enrolled"]


def test_who_leads_no_team_has_no_such_page(
    client: CheckedClient, enter_as: Enter, staff: Actor, herself: Actor
) -> None:
    found = plan(staff, make_course())
    enter_as(herself)
    assert client.get(f"/training/sessions/{found.id}/team").status_code == 404
    assert "/team" not in client.get(f"/training/sessions/{found.id}").text


def test_the_station_is_told_who_of_a_team_could_not_be_signed_up(
    client: CheckedClient, enter_as: Enter, staff: Actor, team: Team
) -> None:
    course = make_course()
    other, found = plan(staff, course), plan(staff, course)
    busy, free = member(team, "李一"), member(team, "张二", username="zhanger")
    signing_up.sign_up_people(actor=staff, session_id=other.id, volunteer_ids=[busy.id])
    enter_as(staff)
    url = f"/training/sessions/{found.id}/people"
    page = client.submit(client.get(url), {"team": str(team.id)}, action=url)
    assert page.status_code == 200
    assert "李一" in page.text
    assert "同一时间" in page.text
    assert states(found) == ["enrolled"]
    assert told(free) == ["training.by_station"]
