from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from flask import Flask
from sqlalchemy import event, select

from app.activities.arriving import door_code
from app.activities.models import Activity
from app.activities.services import joining, rota
from app.core.access.actors import ANONYMOUS, Actor
from app.core.clock import local, now, today
from app.core.db import session, transaction
from app.core.enrolment.models import Occasion
from app.core.enrolment.queries import enrolments_of, roster
from app.core.errors import NotFound
from app.core.messages.models import InboxMessage
from app.hours.models import ServiceHours
from app.policy import Role
from tests.activities.conftest import Enter
from tests.activities.samples import make_activity, make_member, make_pair, pass_by
from tests.people import JIAYI, MILUO, PINGJIANG, XIEJIANG, make_actor
from tests.support.client import CheckedClient


def test_public_sees_public_activities_only(client: CheckedClient, enter_as: Enter) -> None:
    shown = make_activity(title="亲子阅读")
    draft = make_activity(title="草稿一个", published=False)
    inner = make_activity(title="内部会议", audience="station")
    for view in ("month", "week", "list"):
        text = client.get(f"/calendar?view={view}&month={shown.day:%Y-%m}&day={shown.day}").text
        assert "亲子阅读" in text
        assert "草稿一个" not in text
        assert "内部会议" not in text
    assert client.get(f"/activities/{shown.id}").status_code == 200
    for hidden in (draft, inner):
        assert client.get(f"/activities/{hidden.id}").status_code == 404


def test_who_sees_what(client: CheckedClient, enter_as: Enter, staff: Actor) -> None:
    draft = make_activity(actor=staff, published=False)
    inner = make_activity(actor=staff, audience="station")
    volunteers = make_activity(actor=staff, audience="volunteers")
    member, _ = make_member()
    other = make_actor(Role.STAFF, MILUO)
    table = {
        member: {draft: 404, inner: 404, volunteers: 200},
        staff: {draft: 200, inner: 200, volunteers: 200},
        other: {draft: 404, inner: 404, volunteers: 404},
    }
    for actor, answers in table.items():
        enter_as(actor)
        for activity, status in answers.items():
            assert client.get(f"/activities/{activity.id}").status_code == status
        status = client.get(f"/activities/{draft.id}/people").status_code
        assert status == {member: 403, staff: 200, other: 404}[actor]


def test_month_shows_lunar_day_holiday_and_unknown_year(
    client: CheckedClient, enter_as: Enter
) -> None:
    text = client.get("/calendar?month=2026-10").text
    assert "国庆节" in text
    assert "寒露" in text
    assert "2027" in client.get("/calendar?month=2027-03").text
    assert client.get("/calendar?month=nonsense&view=nothing").status_code == 200


def test_plan_publish_join_check_in_close(
    client: CheckedClient, enter_as: Enter, staff: Actor
) -> None:
    """The whole way, on the pages."""
    enter_as(staff)
    day = today() + timedelta(days=5)
    form = {
        "title": "秋游",
        "kind": "arts",
        "day": day.isoformat(),
        "begins": "09:00",
        "ends": "11:30",
        "place": "村活动室",
        "sign_up": "volunteers",
        "capacity": "1",
        "quotas": "加义镇 5",
    }
    made = client.submit(client.get("/activities/new"), form)
    assert made.status_code == 303
    page = client.get(made.location)
    assert client.submit(page, {}, action=f"{made.location}/publish").status_code == 303

    ann, _ = make_member("安安")
    bea, _ = make_member("贝贝")
    for member, words in ((ann, "Withdraw"), (bea, "1")):
        enter_as(member)
        page = client.get(made.location)
        assert client.submit(page, {}, action=f"{made.location}/join").status_code == 303
        assert words in client.get(made.location).text or "退出" in client.get(made.location).text
    activity = session().scalars(select(Activity)).one()
    states = [one.state for one in enrolments_of(activity.occasion_id)]
    assert states == ["enrolled", "waiting"]
    enter_as(ann)
    first = enrolments_of(activity.occasion_id)[0]
    leave = f"{made.location}/leave/{first.id}"
    assert client.submit(client.get(made.location), {}, action=leave).status_code == 303
    enter_as(bea)
    assert made.location in client.get("/messages").text
    client.submit(client.get("/messages"), {}, action="/messages/read")
    assert "/messages/read" not in client.get("/messages").text

    enter_as(staff)
    assert "贝贝" in client.get(f"{made.location}/people").text
    for paper in ("sign-in.pdf", "slips.pdf"):
        assert client.get(f"{made.location}/{paper}").data[:5] == b"%PDF-"
    pass_by(activity)
    here = roster(activity.occasion_id)[0].id
    action = f"{made.location}/check-in"
    page = client.get(f"{made.location}/day")
    for _ in range(2):
        sent = client.submit(page, {"people": str(here)}, action=action)
        assert sent.status_code == 303
    values = {"minutes": "来了一位志愿者", "children": "30", "adults": "4"}
    closed = client.submit(client.get(f"{made.location}/close"), values)
    assert closed.status_code == 303
    text = client.get(made.location).text
    assert "来了一位志愿者" in text
    assert "30" in text
    counts = client.get("/activities/counts").text
    assert ">30<" in counts
    enter_as(bea)
    page = client.get(made.location)
    answer = {"score": "4", "remark": "再来一次"}
    assert client.submit(page, answer, action=f"{made.location}/feedback").status_code == 303
    assert client.get("/my-service").status_code == 200
    entry = session().scalars(select(ServiceHours)).one()
    url = f"/hours/{entry.id}"
    assert client.submit(client.get(f"{url}/dispute"), {"reason": "少了"}).status_code == 303
    assert client.get(f"{url}/settle").status_code == 403
    enter_as(staff)
    values = {"minutes": "150", "reason": "签到表"}
    assert client.submit(client.get(f"{url}/settle"), values).status_code == 303
    assert client.get("/hours").status_code == 200
    assert client.get("/").status_code == 200


def test_hours_are_confirmed_from_the_list(
    client: CheckedClient, enter_as: Enter, staff: Actor
) -> None:
    _member, volunteer = make_member()
    from app.hours.services import record_hours

    entry = record_hours(
        actor=staff,
        volunteer_id=volunteer.id,
        source="activity",
        source_id=1,
        title="读书会",
        day=today(),
        minutes=60,
        region_code=PINGJIANG,
    )
    enter_as(staff)
    page = client.get("/hours?view=recorded")
    assert client.submit(page, {}, action="/hours/confirm").status_code == 303
    session().refresh(entry)
    assert entry.state == "confirmed"


def test_child_is_named_only_to_those_who_may(
    client: CheckedClient, enter_as: Enter, staff: Actor
) -> None:
    member, volunteer = make_member()
    child = make_pair(volunteer, name="李小明")
    activity = make_activity(actor=staff, sign_up="pairs")
    enter_as(member)
    page = client.get(f"/activities/{activity.id}")
    assert "李小明" not in page.text
    joined = client.submit(page, {}, action=f"/activities/{activity.id}/join")
    assert joined.status_code == 303
    enter_as(staff)
    assert "李小明" not in client.get(f"/activities/{activity.id}/people").text
    assert "李小明" in client.get(f"/activities/{activity.id}/day").text
    enter_as(Actor(staff.user_id, staff.name, staff.grants, second_factor=False))
    for path in ("people", "day"):
        text = client.get(f"/activities/{activity.id}/{path}").text
        assert "李小明" not in text
        assert child.alias in text
    from app.core.access.actors import ANONYMOUS

    enter_as(ANONYMOUS)
    for path in (f"/activities/{activity.id}", "/calendar", "/calendar/station.ics"):
        text = client.get(path).text
        assert "李小明" not in text
        assert child.alias not in text


def test_staff_add_people_and_take_in_slips(
    client: CheckedClient, enter_as: Enter, staff: Actor
) -> None:
    _, volunteer = make_member("王芳")
    child = make_pair(volunteer)
    activity = make_activity(actor=staff)
    enter_as(staff)
    path = f"/activities/{activity.id}/people"
    assert client.submit(client.get(f"{path}?q=王芳"), {}, action=f"{path}/add").status_code == 303
    found = client.get(f"{path}?q={child.alias}")
    assert client.submit(found, {}, action=f"{path}/add").status_code == 303
    slip = f"/activities/{activity.id}/slip/{child.id}"
    answer = {"answer": "yes", "collectors": "奶奶", "health": "怕水"}
    assert client.submit(client.get(slip), answer).status_code == 303
    assert "怕水" not in client.get(path).text
    assert "怕水" in client.get(slip).text
    enrolment = enrolments_of(activity.occasion_id)[0]
    page = client.get(f"{path}/{enrolment.id}/remove")
    assert client.submit(page, {"reason": "重复"}).status_code == 303
    page = client.get(f"/activities/{activity.id}/day")
    person = roster(activity.occasion_id)[0]
    check_in = f"/activities/{activity.id}/check-in"
    client.submit(page, {"people": str(person.id)}, action=check_in)
    page = client.get(f"/activities/{activity.id}/day")
    out = f"/activities/{activity.id}/check-out/{person.id}"
    assert client.submit(page, {"collected_by": ""}, action=out).status_code == 422
    assert client.submit(page, {"collected_by": "奶奶"}, action=out).status_code == 303


def test_edit_cancel_copy_and_sessions(
    client: CheckedClient, enter_as: Enter, staff: Actor
) -> None:
    activity = make_activity(actor=staff)
    enter_as(staff)
    path = f"/activities/{activity.id}"
    changed = client.submit(
        client.get(f"{path}/edit"), {"place": "镇文化站", "change_note": "换地方"}
    )
    assert changed.status_code == 303
    assert "换地方" in client.get(path).text
    page = client.get(f"/activities/new?parent={activity.id}")
    assert client.submit(page, {"title": "上午场"}).status_code == 303
    assert "上午场" in client.get(path).text
    copied = client.submit(client.get(path), {}, action=f"{path}/copy")
    assert client.get(copied.location).status_code == 200
    page = client.get(f"{path}/cancel")
    assert client.submit(page, {"reason": ""}).status_code == 422
    assert client.submit(page, {"reason": "台风"}).status_code == 303
    assert "台风" in client.get(path).text


def test_month_on_paper(client: CheckedClient, enter_as: Enter) -> None:
    make_activity()
    for paper in ("", "&paper=a3"):
        response = client.get(f"/calendar/month.pdf?month={today():%Y-%m}{paper}")
        assert (response.mimetype, response.data[:5]) == ("application/pdf", b"%PDF-")


def test_rota_planned_taken_swapped_noted_printed(
    client: CheckedClient, enter_as: Enter, staff: Actor
) -> None:
    enter_as(staff)
    first = today() + timedelta(days=1)
    values = {
        "days": [str(first.weekday())],
        "first": first.isoformat(),
        "until": (first + timedelta(days=8)).isoformat(),
    }
    page = client.get("/rota/new")
    assert client.submit(page, values).status_code == 303
    assert client.submit(client.get("/rota/new"), values).status_code == 303
    shifts = rota.unfilled(staff, days=30)
    assert len(shifts) == 2
    shift = shifts[0]
    path = f"/rota?month={local(shift.starts_at):%Y-%m}"
    step = f"/rota/{shift.id}"
    assert client.submit(client.get(path), {}, action=f"{step}/take").status_code == 303
    assert client.submit(client.get(path), {}, action=f"{step}/relief").status_code == 303
    assert len(rota.unfilled(staff, days=30)) == 2
    bea = make_actor(Role.STAFF)
    enter_as(bea)
    assert client.submit(client.get(path), {}, action=f"{step}/take").status_code == 303
    assert len(rota.unfilled(staff, days=30)) == 1
    page = client.get(f"{step}/note")
    assert client.submit(page, {"note": "钥匙在窗台"}).status_code == 303
    assert "钥匙在窗台" in client.get(path).text
    values = {"user_id": str(staff.user_id)}
    assert client.submit(client.get(path), values, action=f"{step}/assign").status_code == 303
    enter_as(staff)
    assert client.get("/messages").text.count("/rota?month=") >= 2
    assert client.get(f"/rota/month.pdf?month={local(shift.starts_at):%Y-%m}").data[:5] == b"%PDF-"
    enter_as(make_actor(Role.STAFF, MILUO))
    assert client.get(f"{step}/note").status_code == 404


def test_who_works_below_a_station_takes_its_shifts_and_does_not_plan_them(
    client: CheckedClient, enter_as: Enter, staff: Actor
) -> None:
    begin = (now() + timedelta(days=1)).replace(hour=1, minute=0, second=0, microsecond=0)
    rule = "FREQ=DAILY;COUNT=2"
    rota.plan_shifts(actor=staff, region_code=PINGJIANG, rule=rule, starts_at=begin, ends=time(17))
    shift = rota.unfilled(staff)[0]
    village = make_actor(Role.STAFF, XIEJIANG)
    enter_as(village)
    path = f"/rota?month={local(shift.starts_at):%Y-%m}"
    page = client.get(path)
    assert f"/rota/{shift.id}/assign" not in page.text
    assert client.submit(page, {}, action=f"/rota/{shift.id}/take").status_code == 303
    assert len(rota.unfilled(staff)) == 1
    with pytest.raises(NotFound):
        rota.assign_shift(actor=village, shift_id=shift.id, user_id=None)


def test_staff_enter_holidays_and_terms(
    client: CheckedClient, enter_as: Enter, staff: Actor
) -> None:
    enter_as(staff)
    page = client.get("/calendar/days?year=2027")
    assert "2027" in page.text
    values = {"day": "2027-02-06", "day_kind": "off", "day_name": "春节"}
    assert client.submit(page, values, action="/calendar/days").status_code == 303
    page = client.get("/calendar/days?year=2027")
    assert "春节" in page.text
    term = {
        "kind": "holiday",
        "name": "寒假",
        "starts_on": "2027-01-25",
        "ends_on": "2027-02-25",
    }
    assert client.submit(page, term, action="/calendar/terms").status_code == 303
    assert "寒假" in client.get("/calendar?month=2027-02").text
    page = client.get("/calendar/days?year=2027")
    client.submit(page, {}, action="/calendar/days/2027-02-06/forget")
    assert "春节" not in client.get("/calendar/days?year=2027").text


def fill_county(number: int, month: date) -> None:
    """So many public activities in one month, by bulk insert."""
    start = datetime(month.year, month.month, 1, 1, tzinfo=UTC)
    with transaction() as current:
        for n in range(number):
            begins = start + timedelta(days=n % 28, minutes=15 * (n % 40))
            ends = begins + timedelta(hours=2)
            occasion = Occasion(title=f"活动{n}", starts_at=begins, ends_at=ends)
            current.add(
                Activity(
                    region_code=(PINGJIANG, JIAYI, XIEJIANG)[n % 3],
                    state="published",
                    title=f"第{n}次“爱心妈妈”亲子阅读活动",
                    kind="reading",
                    starts_at=begins,
                    ends_at=ends,
                    occasion=occasion,
                )
            )


@pytest.mark.parametrize("who", ["public", "staff"])
def test_month_of_a_county_with_2000_activities(
    app: Flask, client: CheckedClient, enter_as: Enter, staff: Actor, who: str
) -> None:
    fill_county(2000, date(2026, 10, 1))
    if who == "staff":
        enter_as(staff)
    asked: list[str] = []
    engine = app.extensions["database"].engine

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "WITH")):
            asked.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    response = client.get("/calendar?month=2026-10")
    event.remove(engine, "before_cursor_execute", note)
    print(who, len(asked), len(response.data))
    assert "+" in response.text
    assert len(asked) <= 12
    assert len(response.data) <= 14 * 1024


def test_list_of_a_full_month_is_paged(client: CheckedClient, enter_as: Enter) -> None:
    fill_county(60, today().replace(day=1))
    page = client.get(f"/calendar?view=list&day={today().replace(day=1)}")
    assert "after=" in page.text
    assert page.text.count("<tr>") <= 26


def test_volunteer_sees_why_she_cannot_join(client: CheckedClient, enter_as: Enter) -> None:
    member, _ = make_member(vetted=False)
    activity = make_activity()
    enter_as(member)
    page = client.get(f"/activities/{activity.id}")
    assert 'class="blocked"' in page.text
    assert f"/activities/{activity.id}/join" not in page.text
    assert now() < activity.starts_at


def test_reason_of_a_removed_child_stands_on_the_page_and_not_in_the_inbox(
    client: CheckedClient, enter_as: Enter, staff: Actor
) -> None:
    member, volunteer = make_member()
    child = make_pair(volunteer)
    activity = make_activity(actor=staff, sign_up="pairs")
    enrolment = joining.join(actor=member, activity_id=activity.id, child_id=child.id)
    why = "孩子正在住院"
    joining.remove_people(
        actor=staff, activity_id=activity.id, enrolment_id=enrolment.id, reason=why
    )
    message = session().scalars(select(InboxMessage)).one()
    assert message.kind == "enrolment.taken_off"
    assert why not in str(message.values)
    enter_as(member)
    assert why in client.get(message.link).text
    other, _ = make_member("李红")
    enter_as(other)
    assert why not in client.get(message.link).text
    enter_as(ANONYMOUS)
    assert why not in client.get(message.link).text


@pytest.mark.parametrize("path", ["", "/people"])
def test_offer_that_is_over_moves_on_when_somebody_looks(
    client: CheckedClient, enter_as: Enter, staff: Actor, path: str
) -> None:
    ann, bea, eve = (make_member(name)[0] for name in ("王芳", "李红", "何志兰"))
    activity = make_activity(actor=staff, capacity=1, offer_hours=12)
    first = joining.join(actor=ann, activity_id=activity.id)
    offered = joining.join(actor=bea, activity_id=activity.id)
    waiting = joining.join(actor=eve, activity_id=activity.id)
    joining.leave(actor=ann, enrolment_id=first.id)
    with transaction():
        offered.offered_until = now() - timedelta(minutes=1)
    enter_as(eve if not path else staff)
    client.get(f"/activities/{activity.id}{path}")
    session().expire_all()
    assert (offered.state, waiting.state) == ("expired", "offered")


def test_volunteer_checks_in_at_the_door_with_her_child_once(
    client: CheckedClient, enter_as: Enter, staff: Actor
) -> None:
    member, volunteer = make_member()
    child = make_pair(volunteer)
    other, _ = make_member("李红")
    activity = make_activity(actor=staff, sign_up="pairs")
    joining.join(actor=member, activity_id=activity.id, child_id=child.id)
    enter_as(staff)
    assert client.get(f"/activities/{activity.id}/door.pdf").data[:5] == b"%PDF-"
    path = f"/activities/{activity.id}/here/{door_code(activity.id)}"
    enter_as(member)
    assert client.submit(client.get(path), {}).status_code == 422  # a week too early
    pass_by(activity, days=0.01)
    page = client.get(path)
    assert client.submit(page, {}).status_code == 303
    assert client.submit(client.get(path), {}).status_code == 303
    assert [one.attended for one in roster(activity.occasion_id)] == [True, True]
    assert client.get(path[:-1] + ("0" if path[-1] != "0" else "1")).status_code == 404
    enter_as(other)
    assert client.submit(client.get(path), {}).status_code == 422
