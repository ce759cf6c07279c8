from __future__ import annotations

from datetime import timedelta

import pytest

from app.core.access.actors import Actor
from app.core.clock import today
from app.core.db import session, transaction
from app.core.enrolment import queries as lists
from app.core.errors import Conflict, Forbidden, InvalidInput, NotFound
from app.pairings.queries import gate_of
from app.pairings.rules import Condition
from app.policy import Role
from app.programmes import presets
from app.training.coverage import standing, table
from app.training.models import Completion
from app.training.queries import completions_of, held_by_all, marks_of
from app.training.services import catalogue, completion, joining, sessions, signing_up
from app.volunteers.models import Team, Volunteer
from tests.people import (
    MILUO,
    PINGJIANG,
    XIEJIANG,
    actor_of,
    complete_course,
    make_child,
    make_course,
    make_user,
    make_volunteer,
)
from tests.training.samples import add_quiz, hold_now, plan

RULES = presets.load("yueyang")


def codes(error: pytest.ExceptionInfo[Conflict]) -> list[str]:
    return [problem.code for problem in error.value.problems]


def training_condition(volunteer: Volunteer) -> Condition:
    child = make_child()
    found = gate_of(child, volunteer, role="lead", rules=RULES, day=today())
    return next(one for one in found if one.code == "training")


def test_the_walk_from_sign_up_to_an_open_gate(
    staff: Actor, herself: Actor, wang: Volunteer
) -> None:
    course = make_course(valid_months=12)
    right, several = add_quiz(staff, course)
    held = plan(staff, course)
    assert joining.join(actor=herself, session_id=held.id).state == "enrolled"
    hold_now(held)
    sessions.close_list(actor=staff, session_id=held.id, minutes={wang.id: 120})
    assert completions_of(wang.id) == []
    answers = {right: [1], several: [0, 2]}
    attempt = completion.answer_quiz(actor=herself, course_id=course.id, answers=answers)
    assert attempt.score == 100
    (row,) = completions_of(wang.id)
    assert (row.state, row.minutes, row.how, row.session_id) == ("earned", 120, "onsite", held.id)
    assert not training_condition(wang).ok
    completion.confirm_completions(actor=staff, ids=[row.id])
    assert training_condition(wang).ok
    with transaction():
        row.completed_on, row.valid_until = today() - timedelta(days=400), today()
    assert training_condition(wang).ok
    with transaction():
        row.valid_until = today() - timedelta(days=1)
    assert not training_condition(wang).ok


def test_sessions_of_one_course_add_up(staff: Actor, herself: Actor, wang: Volunteer) -> None:
    course = make_course(minutes=120, share=75)
    for minutes, states in ((60, []), (30, ["earned"])):
        held = plan(staff, course)
        joining.join(actor=herself, session_id=held.id)
        hold_now(held)
        sessions.close_list(actor=staff, session_id=held.id, minutes={wang.id: minutes})
        assert [one.state for one in completions_of(wang.id)] == states
    assert completions_of(wang.id)[0].minutes == 90


def test_who_was_absent_completes_nothing(staff: Actor, herself: Actor, wang: Volunteer) -> None:
    course = make_course()
    held = plan(staff, course)
    joining.join(actor=herself, session_id=held.id)
    hold_now(held)
    sessions.close_list(actor=staff, session_id=held.id, minutes={wang.id: None})
    assert completions_of(wang.id) == []
    assert lists.roster(held.occasion_id)[0].attended is False
    with pytest.raises(Conflict) as error:
        joining.give_feedback(actor=herself, session_id=held.id, content=5, teacher=5, remark="")
    assert codes(error) == ["not_there"]


def test_minutes_never_exceed_the_session(staff: Actor, herself: Actor, wang: Volunteer) -> None:
    course = make_course(minutes=300, share=50)
    held = plan(staff, course)
    joining.join(actor=herself, session_id=held.id)
    hold_now(held)
    sessions.close_list(actor=staff, session_id=held.id, minutes={wang.id: 999})
    assert completions_of(wang.id) == []


def test_self_study_completes_by_the_quiz(staff: Actor, herself: Actor, wang: Volunteer) -> None:
    course = make_course(self_study=True, minutes=60)
    right, several = add_quiz(staff, course)
    wrong = {right: [0], several: [0, 2]}
    assert not completion.answer_quiz(actor=herself, course_id=course.id, answers=wrong).passed
    assert completions_of(wang.id) == []
    good = {right: [1], several: [2, 0]}
    completion.answer_quiz(actor=herself, course_id=course.id, answers=good)
    assert [one.how for one in completions_of(wang.id)] == ["self_study"]


def test_the_quiz_is_limited_a_day(staff: Actor, herself: Actor, wang: Volunteer) -> None:
    course = make_course()
    add_quiz(staff, course)
    for _ in range(completion.TRIES_A_DAY):
        completion.answer_quiz(actor=herself, course_id=course.id, answers={})
    with pytest.raises(Conflict) as error:
        completion.answer_quiz(actor=herself, course_id=course.id, answers={})
    assert codes(error) == ["tries"]


def test_nobody_confirms_her_own(wang: Volunteer) -> None:
    user = make_user("both", (Role.STAFF, PINGJIANG))
    with transaction():
        wang.user_id = user.id
    row = complete_course(wang, make_course(), state="earned")
    with pytest.raises(Conflict) as error:
        completion.confirm_completions(actor=actor_of(user), ids=[row.id])
    assert codes(error) == ["own"]


def test_refusing_needs_a_reason_and_closes_the_gate(staff: Actor, wang: Volunteer) -> None:
    row = complete_course(wang, make_course())
    assert training_condition(wang).ok
    with pytest.raises(InvalidInput):
        completion.refuse_completion(actor=staff, completion_id=row.id, reason=" ")
    completion.refuse_completion(actor=staff, completion_id=row.id, reason="签到有误")
    assert not training_condition(wang).ok


def test_a_full_session_lets_the_next_move_up(staff: Actor, herself: Actor) -> None:
    held = plan(staff, make_course(), capacity=1)
    other = make_volunteer("李梅", trained=False)
    signing_up.sign_up_people(actor=staff, session_id=held.id, volunteer_ids=[other.id])
    assert joining.join(actor=herself, session_id=held.id).state == "waiting"
    from app.core.enrolment import services as enrolment

    first = lists.enrolments_of(held.occasion_id)[0]
    enrolment.remove(actor=staff, enrolment_id=first.id, reason="改期")
    assert [one.state for one in lists.enrolments_of(held.occasion_id)] == ["enrolled"]


def test_places_of_a_township_are_kept(staff: Actor, herself: Actor) -> None:
    held = plan(staff, make_course(), capacity=10, quotas={"430626102": 0})
    with pytest.raises(Conflict) as error:
        joining.join(actor=herself, session_id=held.id)
    assert "no_quota" in codes(error)


def test_a_team_is_signed_up_at_once(staff: Actor) -> None:
    with transaction() as current:
        team = Team(name="县直队", region_code=PINGJIANG)
        current.add(team)
        current.flush()
    people = [make_volunteer(name, team_id=team.id) for name in ("甲一", "乙二")]
    make_volunteer("丙三", team_id=team.id, state="suspended")
    held = plan(staff, make_course())
    signing_up.sign_up_people(actor=staff, session_id=held.id, volunteer_ids=[people[0].id])
    assert signing_up.sign_up_team(actor=staff, session_id=held.id, team_id=team.id).new == 1
    assert len(lists.roster(held.occasion_id)) == 2


def test_a_published_session_must_be_publishable(staff: Actor) -> None:
    held = plan(staff, make_course())
    with pytest.raises(Conflict) as error:
        plan(staff, make_course(), place="")
    assert codes(error) == ["place"]
    with pytest.raises(Conflict):
        sessions.publish_session(actor=staff, session_id=held.id)


def test_calling_off_ends_every_sign_up(staff: Actor, herself: Actor) -> None:
    held = plan(staff, make_course())
    joining.join(actor=herself, session_id=held.id)
    sessions.call_off_session(actor=staff, session_id=held.id, reason="大雨")
    assert lists.enrolments_of(held.occasion_id) == []
    with pytest.raises(Conflict):
        joining.join(actor=herself, session_id=held.id)


def test_a_course_of_another_county_does_not_exist(staff: Actor, herself: Actor) -> None:
    away = make_course(region=MILUO)
    with pytest.raises(NotFound):
        catalogue.change_course(actor=staff, course_id=away.id, values={"title": "x"})
    with pytest.raises(NotFound):
        completion.answer_quiz(actor=herself, course_id=away.id, answers={})
    with pytest.raises(Forbidden):
        catalogue.add_course(actor=staff, region_code=MILUO, values={})


def test_the_city_offers_its_courses_to_all_its_counties(staff: Actor, herself: Actor) -> None:
    course = make_course(region="430600000000")
    assert plan(staff, course).course_id == course.id
    with pytest.raises(Forbidden):
        catalogue.change_course(actor=staff, course_id=course.id, values={"title": "x"})


def test_a_volunteer_manages_nothing(herself: Actor) -> None:
    course = make_course()
    with pytest.raises(Forbidden):
        catalogue.change_course(actor=herself, course_id=course.id, values={"title": "x"})
    with pytest.raises(NotFound):
        completion.confirm_completions(actor=herself, ids=[1])


def test_files_are_checked_by_content(staff: Actor) -> None:
    course = make_course()
    values = {"actor": staff, "course_id": course.id, "title": "讲义", "text": ""}
    with pytest.raises(InvalidInput):
        catalogue.add_material(**values, file=b"MZ not a pdf", file_name="a.pdf")
    with pytest.raises(InvalidInput):
        catalogue.add_material(**values)


def test_a_question_needs_a_right_answer(staff: Actor) -> None:
    course = make_course()
    values = {"actor": staff, "course_id": course.id, "text": "问"}
    for choices, right in ((["一"], [0]), (["一", "一"], [0]), (["一", "二"], []), (["一"], [3])):
        with pytest.raises(InvalidInput):
            catalogue.add_question(**values, choices=choices, right=right)


def test_feedback_is_given_once_and_shown_without_names(
    staff: Actor, herself: Actor, wang: Volunteer
) -> None:
    held = plan(staff, make_course())
    joining.join(actor=herself, session_id=held.id)
    hold_now(held)
    sessions.close_list(actor=staff, session_id=held.id, minutes={wang.id: 120})
    answer = {"actor": herself, "session_id": held.id, "content": 4, "teacher": 5, "remark": "好"}
    joining.give_feedback(**answer)
    with pytest.raises(Conflict):
        joining.give_feedback(**answer)
    marks = marks_of(held.id)
    assert marks is not None
    assert (marks.answers, marks.content, marks.teacher, marks.remarks) == (1, 4.0, 5.0, ["好"])


def test_coverage_counts_people_and_names_gaps(wang: Volunteer) -> None:
    course = make_course(theme="risk", topics=["safety", "report"])
    trained = make_volunteer("李梅", trained=False)
    complete_course(trained, course)
    people = [wang, trained]
    held = held_by_all([one.id for one in people])
    rows = [(XIEJIANG, standing(held[one.id], RULES.training, today())) for one in people]
    (row,) = table(rows, today()).values()
    assert (row.people, row.ready, row.percent("risk"), row.percent("care")) == (2, 1, 50, 0)
    assert rows[0][1].lacks_initial
    assert not rows[1][1].lacks_initial
    assert "safety" in rows[1][1].topics


def test_a_refresher_falls_due(wang: Volunteer) -> None:
    long_ago = today() - timedelta(days=366)
    complete_course(wang, make_course(), completed_on=long_ago)
    rows: list[Completion] = list(session().query(Completion))
    assert standing(rows, RULES.training, today()).is_due(today())
