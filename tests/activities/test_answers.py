"""How it was, on the screen and on paper; and what was held, counted."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import select

from app.activities.models import Activity, Feedback, RoundStop, Series
from app.activities.queries import feedback_summary
from app.activities.services import day, days, feedback, joining
from app.core.access.actors import Actor
from app.core.clock import local, today
from app.core.db import session, transaction
from app.core.enrolment.queries import roster
from app.core.errors import Conflict, InvalidInput, NotFound
from app.policy import Role
from tests.activities.conftest import Enter
from tests.activities.samples import make_activity, make_member, pass_by
from tests.people import JIAYI, PINGJIANG, make_actor, make_child, make_volunteer
from tests.support.client import CheckedClient


def hold(staff: Actor, *, people: int = 0, **values: object) -> Activity:
    """An activity that took place yesterday, closed, with so many volunteers who came."""
    activity = make_activity(actor=staff, **values)
    for _ in range(people):
        joining.add_volunteer(
            actor=staff, activity_id=activity.id, volunteer_id=make_volunteer().id
        )
    pass_by(activity)
    ids = [one.id for one in roster(activity.occasion_id)]
    day.check_in(actor=staff, activity_id=activity.id, participant_ids=ids)
    heads = {activity.region_code: (10, 2)}
    day.finish_activity(actor=staff, activity_id=activity.id, minutes="顺利", goods="", heads=heads)
    return activity


def test_sheets_of_paper_are_typed_in_one_after_the_other(
    client: CheckedClient, enter_as: Enter, staff: Actor
) -> None:
    activity = hold(staff)
    enter_as(staff)
    path = f"/activities/{activity.id}/sheets"
    assert path in client.get(f"/activities/{activity.id}").text
    for who, score in (("child", "5"), ("child", "4"), ("guardian", "3")):
        values = {"who": who, "score": score, "remark": "还想再来"}
        answer = client.submit(client.get(path), values)
        assert answer.status_code == 303
        assert answer.location.endswith(f"{path}?who={who}")
    assert client.submit(client.get(path), {"who": "child"}).status_code == 422
    found = {one.who: (one.count, one.average) for one in feedback_summary(activity.id)}
    assert found == {"child": (2, 4.5), "guardian": (1, 3.0)}
    assert "还想再来" in client.get(f"/activities/{activity.id}").text
    paper = client.get(f"/activities/{activity.id}/feedback.pdf")
    assert (paper.mimetype, paper.data[:5]) == ("application/pdf", b"%PDF-")


def test_sheets_stand_beside_the_volunteers_own_answers(app: Flask, staff: Actor) -> None:
    member, volunteer = make_member()
    activity = make_activity(actor=staff)
    with pytest.raises(Conflict, match="begun"):
        feedback.record_sheet(actor=staff, activity_id=activity.id, who="child", score=5, remark="")
    joining.join(actor=member, activity_id=activity.id)
    pass_by(activity)
    ids = [one.id for one in roster(activity.occasion_id)]
    day.check_in(actor=staff, activity_id=activity.id, participant_ids=ids)
    for _ in range(2):
        feedback.record_sheet(
            actor=staff, activity_id=activity.id, who="volunteer", score=2, remark=""
        )
    with pytest.raises(InvalidInput):
        feedback.record_sheet(actor=staff, activity_id=activity.id, who="x", score=2, remark="")
    day.finish_activity(actor=staff, activity_id=activity.id, minutes="好", goods="", heads={})
    feedback.give_feedback(actor=member, activity_id=activity.id, score=5, remark="")
    assert [(one.who, one.count, one.average) for one in feedback_summary(activity.id)] == [
        ("volunteer", 3, 3.0)
    ]
    typed = session().scalars(select(Feedback).where(Feedback.volunteer_id.is_(None))).all()
    assert {one.recorded_by for one in typed} == {staff.user_id}
    assert feedback.may_answer(activity, volunteer.id) is False


def test_what_was_held_is_counted_and_taken_along_as_a_workbook(
    client: CheckedClient, enter_as: Enter
) -> None:
    staff = make_actor(Role.STAFF)
    hold(staff, region=JIAYI, people=3, kind="law_talk")
    hold(staff, region=JIAYI, people=1, kind="law_talk")
    hold(staff, region=PINGJIANG, kind="festival", campaign="中秋团圆")
    visits = make_activity(actor=staff, region=JIAYI, kind="patrol", sign_up="none")
    with transaction() as current:
        for result in ("well", "absent", ""):
            family = make_child().family_id
            current.add(RoundStop(activity_id=visits.id, family_id=family, result=result))
    pass_by(visits)
    day.finish_activity(actor=staff, activity_id=visits.id, minutes="走完", goods="", heads={})
    enter_as(staff)
    whole = {
        ("法治讲座", "加义镇"): (2, 4, 20, 4, 0),
        ("节日活动", "平江县"): (1, 0, 10, 2, 0),
        ("巡查走访", "加义镇"): (1, 0, 0, 0, 2),
    }
    assert sheet_of(client, "") == whole
    town = {key: value for key, value in whole.items() if key[1] == "加义镇"}
    assert sheet_of(client, f"?region={JIAYI}") == town
    assert list(sheet_of(client, "?campaign=中秋团圆")) == [("节日活动", "平江县")]
    assert sheet_of(client, f"?first={today() + timedelta(days=1)}") == {}
    text = client.get(f"/activities/counts?region={JIAYI}").text
    assert f"counts.xlsx?first={today().year}-01-01" in text
    assert "法治讲座" in text


def sheet_of(client: CheckedClient, asked: str) -> dict[tuple[str, str], tuple[int, ...]]:
    """The lines of the workbook: kind and township → its numbers."""
    answer = client.get(f"/activities/counts.xlsx{asked}")
    assert answer.status_code == 200
    rows = load_workbook(io.BytesIO(answer.data)).worksheets[0].values
    return {(str(row[0]), str(row[1])): tuple(row[2:7]) for row in rows if isinstance(row[2], int)}


def test_series_falls_on_several_weekdays_and_leaves_days_out(
    client: CheckedClient, enter_as: Enter, staff: Actor
) -> None:
    enter_as(staff)
    monday = today() + timedelta(days=7 - today().weekday())
    free = monday + timedelta(days=9)
    answer = client.submit(
        client.get("/activities/new"),
        {
            "title": "四点半课堂",
            "kind": "after_school",
            "day": monday.isoformat(),
            "repeat": "weekly",
            "weekdays": ["0", "2"],
            "until": (monday + timedelta(days=20)).isoformat(),
            "except_days": free.isoformat(),
        },
    )
    assert answer.status_code == 303
    held = sorted(one.day for one in session().scalars(select(Activity)))
    assert held == [monday + timedelta(days=n) for n in (0, 2, 7, 14, 16)]
    (series,) = session().scalars(select(Series))
    assert "BYDAY=MO,WE" in series.rule
    assert local(series.starts_at).date() == monday


def test_strange_words_in_an_address_break_nothing(
    client: CheckedClient, enter_as: Enter, staff: Actor
) -> None:
    enter_as(staff)
    for path in (
        "/supplies?endpoint=x&_method=y",
        "/activities/counts?endpoint=x&first=x&region=x",
        "/calendar?endpoint=x&view=list&day=x",
    ):
        assert client.get(path).status_code == 200
    year = date(2027, 2, 6)
    days.set_holiday(actor=staff, day=year, kind="off", name="春节")
    page = client.get("/calendar/days?year=2027")
    answer = client.submit(page, {}, action="/calendar/days/2027-02-06/forget")
    assert answer.status_code == 303
    assert client.post("/calendar/days/x/forget").status_code in (400, 404)


def test_terms_of_the_county_are_shown_to_the_township_and_not_taken_out_there(
    client: CheckedClient, enter_as: Enter, staff: Actor
) -> None:
    county = days.add_period(
        actor=staff,
        region_code=PINGJIANG,
        kind="term",
        name="全县秋季学期",
        starts_on=today(),
        ends_on=today() + timedelta(days=90),
    )
    village = make_actor(Role.STAFF, JIAYI)
    enter_as(village)
    text = client.get("/calendar/days").text
    assert "全县秋季学期" in text
    assert f"/calendar/terms/{county.id}/remove" not in text
    with pytest.raises(NotFound):
        days.remove_period(actor=village, period_id=county.id)
    enter_as(staff)
    assert f"/calendar/terms/{county.id}/remove" in client.get("/calendar/days").text
