"""Sessions that together are a course, planned by one rule, and held together with others."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from app.core.access.actors import Actor
from app.core.calendar.recurrence import weekly
from app.core.calendar.series import Repeat
from app.core.clock import local, now
from app.core.db import session, transaction
from app.core.enrolment import queries as lists
from app.core.errors import InvalidInput, NotFound
from app.partners.models import Organisation
from app.policy import Role
from app.regions.models import Region, Station
from app.training import hosts, queries
from app.training.models import Completion, Course, TrainingSession
from app.training.services import joining, sessions, signing_up
from app.training.services.sessions import SessionValues
from app.volunteers.models import Volunteer
from tests.people import (
    MILUO,
    MILUO_VILLAGE,
    PINGJIANG,
    actor_of,
    make_actor,
    make_course,
    make_user,
    make_volunteer,
)
from tests.support.client import CheckedClient
from tests.training.samples import hold_now, plan

Enter = Callable[[Actor], None]


@pytest.fixture
def course(app: Flask) -> Course:
    """Three evenings of an hour, all of which belong to it."""
    return make_course("正面管教", minutes=180, parts=3, rule="all")


def plan_series(staff: Actor, course: Course, *, weeks: int = 3, **values: object) -> list[int]:
    """Published; the ids in order."""
    starts_at = now() + timedelta(days=7)
    first = local(starts_at).date()
    made = sessions.plan_session(
        actor=staff,
        course_id=course.id,
        region_code=PINGJIANG,
        values=SessionValues(
            mode="onsite",
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=1),
            place="县妇联三楼",
            **values,  # type: ignore[arg-type]
        ),
        repeat=Repeat(weekly([first.weekday()], until=first + timedelta(weeks=weeks - 1))),
    )
    sessions.publish_session(actor=staff, session_id=made.id, whole_series=True)
    return [one.id for one in queries.series_of(staff, made)]


def load(*ids: int) -> list[TrainingSession]:
    return [session().get_one(TrainingSession, key) for key in ids]


def test_a_series_gives_part_after_part_and_begins_anew(staff: Actor, course: Course) -> None:
    made = load(*plan_series(staff, course, weeks=5, part=2))
    assert [one.part for one in made] == [2, 3, 1, 2, 3]
    assert {one.state for one in made} == {"published"}
    assert made[1].starts_at - made[0].starts_at == timedelta(weeks=1)
    assert made[0].occasion.title == "正面管教 2/3"
    assert all(one.occasion.link.endswith(f"/{one.id}") for one in made)


def test_a_part_beyond_the_course_is_refused(staff: Actor, course: Course) -> None:
    with pytest.raises(InvalidInput):
        plan(staff, course, part=4)


def test_she_signs_up_for_all_that_she_can_come_to(
    staff: Actor, herself: Actor, wang: Volunteer, course: Course
) -> None:
    first, second, third = load(*plan_series(staff, course))
    by = second.starts_at - now()
    other = plan(staff, make_course(), in_days=by / timedelta(days=1))
    joining.join(actor=herself, session_id=other.id)
    refused = joining.join_series(actor=herself, session_id=first.id)
    assert {key: [one.code for one in why] for key, why in refused.items()} == {
        second.id: ["overlap"]
    }
    assert [bool(queries.own_enrolment(one, wang.id)) for one in (first, second, third)] == [
        True,
        False,
        True,
    ]


def test_all_parts_together_complete_it_and_a_missed_one_is_caught_up(
    staff: Actor, herself: Actor, wang: Volunteer, course: Course
) -> None:
    first, second, third = load(*plan_series(staff, course))
    joining.join_series(actor=herself, session_id=first.id)
    for one, minutes in ((first, 60), (second, None), (third, 60)):
        hold_now(one)
        sessions.close_list(actor=staff, session_id=one.id, minutes={wang.id: minutes})
    assert session().query(Completion).count() == 0
    again = plan(staff, course, part=2)
    joining.join(actor=herself, session_id=again.id)
    hold_now(again)
    sessions.close_list(actor=staff, session_id=again.id, minutes={wang.id: 60})
    (completion,) = session().query(Completion).all()
    assert (completion.state, completion.minutes, completion.session_id) == (
        "earned",
        180,
        again.id,
    )


def test_the_rest_of_a_series_is_called_off_together(staff: Actor, course: Course) -> None:
    ids = plan_series(staff, course)
    sessions.call_off_session(actor=staff, session_id=ids[1], reason="停电", whole_series=True)
    assert [one.state for one in load(*ids)] == ["published", "cancelled", "cancelled"]


@pytest.fixture
def miluo(app: Flask) -> Actor:
    """A volunteer of another county, whose station is there."""
    with transaction() as current:
        current.add(
            Region(
                code=MILUO,
                name="汨罗市",
                level=3,
                parent_code="430600000000",
                pinyin="",
                initials="",
            )
        )
        current.add(Station(slug="ml", name="汨罗市工作站", region_code=MILUO, phone="1"))
    user = make_user("miluo", (Role.VOLUNTEER, MILUO_VILLAGE))
    make_volunteer("李湘", region=MILUO_VILLAGE, trained=False, user_id=user.id)
    return actor_of(user)


def test_people_of_a_co_host_see_the_session_and_its_course_and_join(
    staff: Actor, miluo: Actor
) -> None:
    course = make_course()
    alone = plan(staff, course)
    with pytest.raises(NotFound):
        joining.join(actor=miluo, session_id=alone.id)
    shared = plan(staff, course, in_days=9, co_host=hosts.key_of_station(MILUO))
    assert joining.join(actor=miluo, session_id=shared.id).state == "enrolled"
    assert course in queries.list_courses(miluo)
    there = make_actor(Role.STAFF, MILUO)
    assert course in queries.list_courses(there)
    with pytest.raises(NotFound):
        sessions.publish_session(actor=there, session_id=alone.id)


def test_who_of_the_co_host_completed_it_is_confirmed_there(staff: Actor, miluo: Actor) -> None:
    shared = plan(staff, make_course(), co_host=hosts.key_of_station(MILUO))
    joining.join(actor=miluo, session_id=shared.id)
    own = make_volunteer("王芳", trained=False)
    signing_up.sign_up_people(actor=staff, session_id=shared.id, volunteer_ids=[own.id])
    hold_now(shared)
    seats = {one.ref: 120 for one in lists.roster(shared.occasion_id)}
    sessions.close_list(actor=staff, session_id=shared.id, minutes=seats)
    assert session().query(Completion).count() == 2
    (here,) = queries.completions_of_session(staff, shared.id)
    (there,) = queries.completions_of_session(make_actor(Role.STAFF, MILUO), shared.id)
    assert (here.volunteer_id, there.volunteer.name) == (own.id, "李湘")


def test_a_partner_organisation_holds_a_session_with_the_station(
    client: CheckedClient, enter_as: Enter, staff: Actor, miluo: Actor
) -> None:
    with transaction() as current:
        made = Organisation(
            region_code=PINGJIANG,
            state="approved",
            name="平江县心理协会",
            kind="social",
            contact_name="赵老师",
        )
        made.sealing()
        current.add(made)
    enter_as(staff)
    course = make_course("正面管教", parts=2)
    form = client.get(f"/training/courses/{course.id}/sessions/new")
    assert "平江县心理协会" in form.text
    assert "汨罗市工作站" in form.text
    begins = local(now() + timedelta(days=3)).replace(tzinfo=None, second=0, microsecond=0)
    typed = {
        "starts_at": begins.isoformat(timespec="minutes"),
        "ends_at": (begins + timedelta(hours=2)).isoformat(timespec="minutes"),
        "place": "县妇联",
        "co_host": f"organisation:{made.id}",
        "repeat": "weekly",
        "until": "",
    }
    assert client.submit(form, typed).status_code == 422
    typed["until"] = (begins + timedelta(days=8)).date().isoformat()
    answer = client.submit(form, typed)
    assert answer.status_code == 303
    page = client.get(answer.location)
    assert "平江县心理协会" in page.text
    first, second = session().query(TrainingSession).order_by(TrainingSession.id).all()
    assert (first.part, second.part) == (1, 2)
    client.submit(page, {"whole_series": "1"}, action=f"/training/sessions/{first.id}/publish")
    assert {first.state, second.state} == {"published"}
    edit = client.get(f"/training/sessions/{second.id}/edit")
    assert client.submit(edit, {"place": "县图书馆"}).status_code == 303
    assert (second.place, second.co_host) == ("县图书馆", f"organisation:{made.id}")
