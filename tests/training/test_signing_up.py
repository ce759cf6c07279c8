"""What the station does for others: guardians, and a list out of a spreadsheet."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from app.core.access.actors import Actor
from app.core.clock import today
from app.core.db import session
from app.core.enrolment import queries as lists
from app.core.errors import Conflict, InvalidInput, NotFound
from app.core.personal import blind_index
from app.policy import Role
from app.training import queries
from app.training.models import Attendance, Completion, Course, TrainingSession
from app.training.services import joining, sessions, signing_up
from app.volunteers.models import Volunteer
from tests.people import MILUO_VILLAGE, make_actor, make_child, make_course, make_volunteer
from tests.support.client import CheckedClient
from tests.training.samples import hold_now, plan

Enter = Callable[[Actor], None]


def seats(found: TrainingSession) -> list[int]:
    return [one.ref for one in lists.roster(found.occasion_id)]


@pytest.fixture
def guardians_course(app: Flask) -> Course:
    return make_course("隔代教育", audience="guardians", duty="free")


def test_a_guardian_is_signed_up_by_the_alias_of_her_child(
    staff: Actor, guardians_course: Course
) -> None:
    child, found = make_child(), plan(staff, guardians_course)
    for _ in range(2):
        signing_up.sign_up_guardians(actor=staff, session_id=found.id, child_ids=[child.id])
    assert seats(found) == [child.id]
    assert child.alias in queries.people_of(found)[child.id].name
    assert child.name not in queries.people_of(found)[child.id].name


def test_guardians_who_came_are_counted_and_get_no_completion(
    staff: Actor, guardians_course: Course
) -> None:
    came, absent = make_child(), make_child("小红")
    found = plan(staff, guardians_course)
    ids = [came.id, absent.id]
    assert signing_up.sign_up_guardians(actor=staff, session_id=found.id, child_ids=ids).new == 2
    hold_now(found)
    sessions.close_list(actor=staff, session_id=found.id, minutes={came.id: 120, absent.id: None})
    reach = queries.guardians_reached(staff, today() - timedelta(days=30))
    assert reach is not None
    assert (reach.people, reach.reached, reach.by_theme) == (2, 1, {"care": 1})
    assert session().query(Attendance).count() == session().query(Completion).count() == 0
    assert queries.guardians_reached(staff, today() + timedelta(days=1)).reached == 0


def test_volunteers_and_guardians_are_kept_apart(
    staff: Actor, herself: Actor, wang: Volunteer, guardians_course: Course
) -> None:
    for_guardians, for_her = plan(staff, guardians_course), plan(staff, make_course(), in_days=9)
    with pytest.raises(Conflict):
        signing_up.sign_up_people(actor=staff, session_id=for_guardians.id, volunteer_ids=[wang.id])
    with pytest.raises(NotFound):
        joining.join(actor=herself, session_id=for_guardians.id)
    child = make_child()
    with pytest.raises(Conflict):
        signing_up.sign_up_guardians(actor=staff, session_id=for_her.id, child_ids=[child.id])


def test_a_child_of_another_county_is_not_found(staff: Actor, guardians_course: Course) -> None:
    elsewhere, found = make_child(region=MILUO_VILLAGE), plan(staff, guardians_course)
    with pytest.raises(NotFound):
        signing_up.sign_up_guardians(actor=staff, session_id=found.id, child_ids=[elsewhere.id])
    assert seats(found) == []


def test_a_pasted_list_signs_up_who_is_clear(staff: Actor) -> None:
    found = plan(staff, make_course())
    known = make_volunteer("李静")
    for number in ("13800002222", "13800003333"):
        make_volunteer("张敏", phone_index=blind_index("phone", number))
    text = "1\t李静\n张敏\n张敏\t13800003333\n王五\n"
    done, unclear = signing_up.sign_up_pasted(actor=staff, session_id=found.id, text=text)
    assert (done.new, unclear) == (2, ["张敏", "王五"])
    assert known.id in seats(found)
    again, unclear = signing_up.sign_up_pasted(actor=staff, session_id=found.id, text="李静")
    assert (again.new, again.refused, unclear) == (0, {}, [])


def test_a_pasted_list_is_neither_empty_nor_endless(staff: Actor) -> None:
    found = plan(staff, make_course())
    for text in ("", "\n ", "王\n" * (signing_up.MOST_LINES + 1)):
        with pytest.raises(InvalidInput):
            signing_up.sign_up_pasted(actor=staff, session_id=found.id, text=text)


def test_the_pages_sign_up_and_keep_unclear_lines(
    client: CheckedClient, enter_as: Enter, staff: Actor, guardians_course: Course
) -> None:
    enter_as(staff)
    known, found = make_volunteer("李静"), plan(staff, make_course())
    url = f"/training/sessions/{found.id}/people"
    page = client.submit(
        client.get(url), {"lines": "李静\n不知道"}, action=f"/training/sessions/{found.id}/pasted"
    )
    assert page.status_code == 200
    assert "不知道</textarea>" in page.text
    assert seats(found) == [known.id]
    child, course = make_child(), plan(staff, guardians_course, in_days=9)
    url = f"/training/sessions/{course.id}/people"
    page = client.get(f"{url}?q={child.alias}")
    assert child.alias in page.text
    client.submit(
        page, {"children": str(child.id)}, action=f"/training/sessions/{course.id}/people"
    )
    assert seats(course) == [child.id]
    for by in ("county", "place", "village", "team", "nonsense"):
        assert client.get(f"/training/coverage?by={by}").status_code == 200


def test_trainers_are_marked_once_three_have_answered(
    client: CheckedClient, enter_as: Enter, staff: Actor
) -> None:
    from app.core.db import transaction
    from app.training.models import SessionFeedback

    found = plan(staff, make_course())

    def answer(name: str, stars: int) -> None:
        with transaction() as current:
            who = make_volunteer(name)
            current.add(
                SessionFeedback(
                    session_id=found.id, volunteer_id=who.id, content=stars, teacher=stars
                )
            )

    answer("甲", 5)
    answer("乙", 3)
    assert queries.trainers_marked(staff) == []
    answer("丙", 4)
    (row,) = queries.trainers_marked(staff)
    assert (row.trainer, row.sessions, row.answers, row.teacher) == ("刘老师", 1, 3, 4.0)
    enter_as(staff)
    assert "刘老师" in client.get("/training/trainers").text
    assert queries.trainers_marked(make_actor(Role.STAFF, "430681000000")) == []
