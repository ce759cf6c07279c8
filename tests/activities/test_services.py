from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.activities.models import Activity
from app.activities.services import day, feedback, joining, planning
from app.core.access.actors import Actor
from app.core.audit import AuditEvent
from app.core.audit.chain import reason_of
from app.core.calendar.recurrence import weekly
from app.core.calendar.series import Repeat
from app.core.clock import local, now
from app.core.db import session
from app.core.enrolment.queries import roster
from app.core.errors import Conflict, Forbidden, InvalidInput, NotFound, StaleVersion
from app.core.messages.models import InboxMessage
from app.hours import services as hours
from app.hours.models import ServiceHours
from app.policy import Role
from tests.activities.samples import a_plan, make_activity, make_member, make_pair, pass_by
from tests.people import MILUO, PINGJIANG, grant_consent, make_actor, make_child, make_volunteer


def codes(error: pytest.ExceptionInfo[Conflict]) -> list[str]:
    return [problem.code for problem in error.value.problems]


def told(actor: Actor) -> list[str]:
    query = select(InboxMessage.kind).where(InboxMessage.user_id == actor.user_id)
    return list(session().scalars(query.order_by(InboxMessage.id)))


def test_series_by_rule_leaves_out_its_except_days(app: Flask, staff: Actor) -> None:
    plan = a_plan(kind="after_school", title="四点半课堂")
    first = local(plan.starts_at).date()
    rule = weekly([first.weekday()], until=first + timedelta(weeks=4))
    repeat = Repeat(rule, (first + timedelta(weeks=2),))
    made = planning.create_activity(actor=staff, region_code=PINGJIANG, plan=plan, repeat=repeat)
    query = select(Activity).where(Activity.series_id == made.series_id).order_by(Activity.day)
    rows = session().scalars(query).all()
    assert [(row.day - first).days // 7 for row in rows] == [0, 1, 3, 4]
    assert {local(row.starts_at).time() for row in rows} == {local(plan.starts_at).time()}
    assert len({row.occasion_id for row in rows}) == 4
    told_of = planning.cancel_activity(
        actor=staff, activity_id=rows[2].id, reason="停课", whole_series=True
    )
    assert told_of == 0
    assert [row.state for row in rows] == ["draft", "draft", "cancelled", "cancelled"]


def test_only_the_station_of_the_place_plans(app: Flask) -> None:
    for actor in (make_actor(Role.STAFF, MILUO), make_actor(Role.SUPERVISOR)):
        with pytest.raises(Forbidden):
            planning.create_activity(actor=actor, region_code=PINGJIANG, plan=a_plan())


def test_outing_is_not_published_without_the_safety_list(staff: Actor) -> None:
    activity = make_activity(actor=staff, kind="outing", published=False)
    with pytest.raises(Conflict) as error:
        planning.publish_activity(actor=staff, activity_id=activity.id)
    assert codes(error) == ["safety"]


def test_moved_activity_tells_those_in_it_and_old_copy_is_refused(staff: Actor) -> None:
    actor, _ = make_member()
    activity = make_activity(actor=staff)
    joining.join(actor=actor, activity_id=activity.id)
    plan = planning.plan_of(activity)
    version = activity.version
    moved = plan.moved(timedelta(days=1))
    planning.edit_activity(
        actor=staff, activity_id=activity.id, version=version, plan=moved, change_note="改期"
    )
    assert (activity.sequence, activity.occasion.starts_at) == (1, moved.starts_at)
    assert told(actor) == ["enrolment.changed"]
    with pytest.raises(StaleVersion):
        planning.edit_activity(actor=staff, activity_id=activity.id, version=version, plan=plan)
    worded = replace(moved, summary="带一本书")
    planning.edit_activity(
        actor=staff, activity_id=activity.id, version=activity.version, plan=worded
    )
    assert told(actor) == ["enrolment.changed"]


def test_called_off_activity_tells_the_reason(staff: Actor) -> None:
    actor, _ = make_member()
    activity = make_activity(actor=staff)
    joining.join(actor=actor, activity_id=activity.id)
    assert planning.cancel_activity(actor=staff, activity_id=activity.id, reason="台风") == 1
    assert (activity.state, activity.cancel_reason) == ("cancelled", "台风")
    assert told(actor) == ["enrolment.cancelled"]


def test_copy_falls_on_the_same_weekday_of_the_next_year(app: Flask, staff: Actor) -> None:
    activity = make_activity(actor=staff, capacity=30, bring="水杯")
    copied = planning.copy_to_next_year(actor=staff, activity_id=activity.id)
    assert (copied.state, copied.bring, copied.occasion.capacity) == ("draft", "水杯", 30)
    assert copied.day - activity.day in (timedelta(0), timedelta(weeks=52))
    assert copied.day.weekday() == activity.day.weekday()
    pass_by(activity, days=3)
    copied = planning.copy_to_next_year(actor=staff, activity_id=activity.id)
    assert copied.starts_at > now()


def test_quota_names_a_township_of_the_county(app: Flask, staff: Actor) -> None:
    assert planning.township_quotas("加义镇 2", PINGJIANG) == {"430626102": 2}
    with pytest.raises(InvalidInput):
        planning.township_quotas("没有乡 2", PINGJIANG)


def test_volunteer_who_may_not_serve_reads_why(staff: Actor) -> None:
    actor, _ = make_member(vetted=False)
    activity = make_activity(actor=staff)
    with pytest.raises(Conflict) as error:
        joining.join(actor=actor, activity_id=activity.id)
    assert codes(error)
    assert all(problem.message for problem in error.value.problems)


def test_pair_signs_up_as_one_and_only_with_consent(staff: Actor) -> None:
    actor, volunteer = make_member()
    activity = make_activity(actor=staff, sign_up="pairs", capacity=2)
    with pytest.raises(Conflict) as error:
        joining.join(actor=actor, activity_id=activity.id)
    assert "needs_child" in codes(error)
    other = make_child()
    with pytest.raises(NotFound):
        joining.join(actor=actor, activity_id=activity.id, child_id=other.id)
    child = make_pair(volunteer, consented=False)
    with pytest.raises(Conflict) as error:
        joining.join(actor=actor, activity_id=activity.id, child_id=child.id)
    assert codes(error) == ["consent"]
    grant_consent(child, child.guardians[0], "activity")
    session().expire_all()
    enrolment = joining.join(actor=actor, activity_id=activity.id, child_id=child.id)
    assert (enrolment.seats, enrolment.state) == (2, "enrolled")
    assert [one.kind for one in enrolment.people] == ["volunteer", "child"]


def test_staff_sign_up_children_with_consent_only(staff: Actor) -> None:
    activity = make_activity(actor=staff)
    child = make_child()
    with pytest.raises(Conflict) as error:
        joining.add_child(actor=staff, activity_id=activity.id, child_id=child.id)
    assert codes(error) == ["consent"]
    grant_consent(child, child.guardians[0], "activity")
    session().expire_all()
    enrolment = joining.add_child(actor=staff, activity_id=activity.id, child_id=child.id)
    with pytest.raises(NotFound):
        joining.remove_people(
            actor=staff,
            activity_id=make_activity(actor=staff).id,
            enrolment_id=enrolment.id,
            reason="弄错了",
        )
    joining.remove_people(
        actor=staff, activity_id=activity.id, enrolment_id=enrolment.id, reason="弄错了"
    )
    event = session().scalars(select(AuditEvent).order_by(AuditEvent.seq.desc())).first()
    assert (reason_of(event), event.data_key_id) == ("弄错了", child.data_key_id)


def test_nobody_withdraws_somebody_else(staff: Actor) -> None:
    ann, _ = make_member()
    bea, _ = make_member("李红")
    activity = make_activity(actor=staff)
    enrolment = joining.join(actor=ann, activity_id=activity.id)
    with pytest.raises(NotFound):
        joining.leave(actor=bea, enrolment_id=enrolment.id)
    assert joining.leave(actor=ann, enrolment_id=enrolment.id).state == "withdrawn"


def test_closing_credits_hours_once_to_those_who_came(staff: Actor) -> None:
    actor, volunteer = make_member()
    _absent_actor, absent = make_member("李红")
    activity = make_activity(actor=staff)
    joining.join(actor=actor, activity_id=activity.id)
    joining.add_volunteer(actor=staff, activity_id=activity.id, volunteer_id=absent.id)
    with pytest.raises(Conflict) as error:
        close(staff, activity)
    assert codes(error) == ["not_over"]
    pass_by(activity)
    here = [one.id for one in roster(activity.occasion_id) if one.ref == volunteer.id]
    day.check_in(actor=staff, activity_id=activity.id, participant_ids=here)
    close(staff, activity)
    rows = session().scalars(select(ServiceHours)).all()
    assert [(row.volunteer_id, row.minutes, row.state) for row in rows] == [
        (volunteer.id, 120, "recorded")
    ]
    entry = rows[0]
    again = hours.record_hours(
        actor=staff,
        volunteer_id=volunteer.id,
        source="activity",
        source_id=activity.id,
        title="x",
        day=date.today(),
        minutes=999,
        region_code=PINGJIANG,
    )
    assert again.id == entry.id
    hours.confirm_hours(actor=staff, ids=[entry.id])
    assert hours.confirm_hours(actor=staff, ids=[entry.id]) == 0
    hours.dispute_hours(actor=actor, entry_id=entry.id, reason="我待了三个小时")
    hours.settle_dispute(actor=staff, entry_id=entry.id, minutes=180, reason="签到表为证")
    assert (entry.state, entry.minutes) == ("confirmed", 180)
    assert (
        feedback.give_feedback(actor=actor, activity_id=activity.id, score=5, remark="").score == 5
    )
    with pytest.raises(Conflict):
        feedback.give_feedback(actor=actor, activity_id=activity.id, score=1, remark="")
    with pytest.raises(Conflict):
        feedback.give_feedback(actor=_absent_actor, activity_id=activity.id, score=1, remark="")


def close(actor: Actor, activity: Activity) -> None:
    heads = {PINGJIANG: (120, 30)}
    day.finish_activity(
        actor=actor, activity_id=activity.id, minutes="顺利", goods="绘本20册", heads=heads
    )


def test_nobody_confirms_her_own_hours(staff: Actor) -> None:
    own = make_volunteer("李主任", user_id=staff.user_id)
    entry = hours.record_hours(
        actor=staff,
        volunteer_id=own.id,
        source="activity",
        source_id=1,
        title="读书会",
        day=date.today(),
        minutes=60,
        region_code=PINGJIANG,
    )
    with pytest.raises(Conflict) as error:
        hours.confirm_hours(actor=staff, ids=[entry.id])
    assert codes(error) == ["own_hours"]


def test_child_is_not_sent_home_with_nobody(staff: Actor) -> None:
    activity = make_activity(actor=staff)
    child = make_child()
    grant_consent(child, child.guardians[0], "activity")
    session().expire_all()
    person = joining.add_child(actor=staff, activity_id=activity.id, child_id=child.id).people[0]
    day.check_in(actor=staff, activity_id=activity.id, participant_ids=[person.id])
    args = {"actor": staff, "activity_id": activity.id, "participant_id": person.id}
    with pytest.raises(InvalidInput):
        day.check_out(**args, collected_by="　")
    day.check_out(**args, collected_by="奶奶")
    session().refresh(person)
    assert person.collected_by == "奶奶"
