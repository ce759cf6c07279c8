"""What is under way about a child when it moves, and what its time line tells afterwards."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.activities.models import Activity
from app.children.access import queries as access_queries
from app.children.access import services as access
from app.children.access.rules import Reach
from app.children.desk import services as desk
from app.children.life import facts, handing_over, moving
from app.children.queries import Filters
from app.core import audit
from app.core.audit.models import AuditEvent
from app.core.clock import now, today
from app.core.db import session, transaction
from app.core.enrolment.models import Enrolment, Occasion, Participant
from app.core.errors import Forbidden, NotFound
from app.core.registry import timeline
from app.core.workflow import history
from app.policy import Role
from app.training.models import TrainingSession
from tests.people import (
    JIAYI,
    MILUO,
    MILUO_VILLAGE,
    PINGJIANG,
    SANYANG,
    XIEJIANG,
    make_actor,
    make_child,
    make_course,
)

REASON = "随母亲搬家"


@pytest.fixture
def chair(app):
    return make_actor(Role.CHAIR, JIAYI)


@pytest.fixture
def child(app):
    return make_child("罗小川")


@pytest.fixture
def new_chair(app):
    return make_actor(Role.CHAIR, MILUO)


@pytest.fixture(autouse=True)
def registered(monkeypatch):
    known = {XIEJIANG, SANYANG, MILUO_VILLAGE}
    monkeypatch.setattr(moving, "get_region", lambda code: code in known)


def move(actor, child, village=MILUO_VILLAGE):
    moving.move_child(
        actor=actor,
        child_id=child.id,
        village=village,
        with_family=True,
        address="",
        moved_on=today(),
        reason=REASON,
    )


def ask(actor, child):
    return access.ask_for_file(actor=actor, child_id=child.id, purpose="督查入户情况")


def approved(chair, child, hours=24):
    asker = make_actor(Role.SUPERVISOR, JIAYI)
    asked = ask(asker, child)
    access.decide(actor=chair, request_id=asked.id, approve=True, hours=hours)
    return asker, asked


def acts_of(row):
    events = session().scalars(
        select(AuditEvent).where(
            AuditEvent.object_type == row.__tablename__, AuditEvent.object_id == row.id
        )
    )
    return [one.act for one in events]


def test_approval_ends_when_whoever_gave_it_no_longer_answers_for_the_child(chair, child):
    asker, asked = approved(chair, child)
    assert access_queries.reach_of(asker, child) is Reach.PASSED
    move(chair, child)
    assert asked.state == "ended"
    assert asked.valid_until <= now()
    assert access_queries.reach_of(asker, child) is None
    assert "access_request.end" in acts_of(asked)
    assert history(asked)[0].actor_name == chair.name
    assert "迁走" in history(asked)[0].reason


def test_new_station_sees_that_there_was_an_approval(visit, chair, child, new_chair):
    asker, _asked = approved(chair, child)
    move(chair, child)
    page = visit(new_chair).get(f"/children/{child.id}/readers")
    for said in (asker.name, chair.name, "督查入户情况", "已终止：孩子已迁走"):
        assert said in page.text
    assert "已终止" in visit(asker).get("/children/access").text


def test_approval_holds_while_the_same_chair_answers_for_the_child(child):
    county = make_actor(Role.CHAIR, PINGJIANG)
    asker, asked = approved(county, child)
    move(county, child, SANYANG)
    assert asked.state == "approved"
    # The file is open to her for its purpose, though it lies in another township now.
    assert access_queries.reach_of(asker, child) is Reach.PASSED


def test_purpose_of_a_townships_reviewer_ends_with_the_move(chair, child):
    reviewer = make_actor(Role.REVIEWER, JIAYI)
    asked = ask(reviewer, child)
    assert asked.state == "approved"
    move(make_actor(Role.CHAIR, PINGJIANG), child, SANYANG)
    assert asked.state == "ended"


def test_approval_that_is_over_stays_as_it_was(chair, child):
    _asker, asked = approved(chair, child)
    with transaction():
        asked.valid_until = now() - timedelta(seconds=1)
    move(chair, child)
    assert asked.state == "approved"


def test_open_requests_are_decided_by_the_new_station(chair, child, new_chair):
    asked = ask(make_actor(Role.SUPERVISOR, JIAYI), child)
    move(chair, child)
    assert "access_request.passed_on" in acts_of(asked)
    with pytest.raises((Forbidden, NotFound)):
        access.decide(actor=chair, request_id=asked.id, approve=True)
    access.decide(actor=new_chair, request_id=asked.id, approve=True)
    assert asked.state == "approved"


def test_familys_request_goes_along_with_its_day(chair, child, new_chair):
    asked = desk.receive(
        actor=chair, child_id=child.id, kind="see", asked_by="罗奶奶", text="", asked_on=today()
    )
    done = desk.receive(
        actor=chair, child_id=child.id, kind="copy", asked_by="罗奶奶", text="", asked_on=today()
    )
    desk.answer(actor=chair, request_id=done.id, done=True, text="已给")
    due = asked.due_on
    move(chair, child)
    assert (asked.region_code, asked.due_on) == (MILUO_VILLAGE, due)
    assert done.region_code == XIEJIANG
    assert "family_request.passed_on" in acts_of(asked)
    with pytest.raises(NotFound):
        desk.answer(actor=chair, request_id=asked.id, done=True, text="已出示")
    desk.answer(actor=new_chair, request_id=asked.id, done=True, text="已出示")


def test_approved_list_holds_nobody_who_has_moved_away(chair, child):
    stays = make_child("小红")
    asked = access.ask_for_export(actor=chair, purpose="季度统计", filters=Filters())
    access.decide(actor=make_actor(Role.CHAIR), request_id=asked.id, approve=True)
    move(chair, child)
    _, children = access.take_export(actor=chair, request_id=asked.id)
    assert children == [stays]


def test_chain_is_whole_after_a_move(chair, child):
    approved(chair, child)
    move(chair, child)
    assert audit.verify().broken_at is None


def texts(actor, child):
    return [str(one.text) for one in timeline(actor, child)]


def test_time_line_tells_what_every_area_knows(chair, child):
    given = {"actor": chair, "child_id": child.id}
    facts.record_fact(**given, kind="school", text="成绩好", source="school", as_of=today())
    handing_over.decide(**given, place="school", contact="周老师", note="")
    desk.receive(**given, kind="see", asked_by="罗奶奶", text="", asked_on=today())
    came_to(child, "亲子阅读", "家庭教育第一课")
    move(make_actor(Role.CHAIR, PINGJIANG), child, SANYANG)
    told = texts(make_actor(Role.CHAIR, PINGJIANG), child)
    for expected in (
        "发现这个孩子",
        "首次列入本村已盖章名册",
        "监护人同意",
        "在校情况",
        "后续由谁关心：",
        "年满十八周岁",
        "家庭提出请求：",
        "参加活动“亲子阅读”",
        "监护人参加课程“家庭教育第一课”",
        "由",
    ):
        assert [one for one in told if one.startswith(expected)], expected
    assert "成绩好" not in "".join(told)
    assert "周老师" not in "".join(told)
    assert REASON not in "".join(told)


def came_to(child, title, course_title):
    course = make_course(course_title, audience="guardians")
    with transaction() as current:
        for kind, made in (
            (
                "child",
                Activity(
                    title=title,
                    kind="patrol",
                    state="held",
                    starts_at=now(),
                    ends_at=now(),
                    day=today(),
                    last_day=today(),
                    region_code=child.region_code,
                ),
            ),
            (
                "guardian",
                TrainingSession(
                    course_id=course.id,
                    starts_at=now(),
                    ends_at=now(),
                    day=today(),
                    region_code=child.region_code,
                ),
            ),
        ):
            made.occasion_id = occasion(current, child, kind)
            current.add(made)
        current.flush()


def occasion(current, child, kind):
    held = Occasion(title="x", starts_at=now(), ends_at=now())
    current.add(held)
    current.flush()
    enrolment = Enrolment(occasion_id=held.id, state="confirmed", seats=1, place=1)
    current.add(enrolment)
    current.flush()
    current.add(
        Participant(
            enrolment_id=enrolment.id,
            occasion_id=held.id,
            kind=kind,
            ref=child.id,
            attended=True,
        )
    )
    return held.id
