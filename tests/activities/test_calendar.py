"""What lies on whose calendar: activities, training, duty, and the days of one's own pairs."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import vobject
from icalendar import Calendar
from sqlalchemy import select

from app.activities.models import DutyShift
from app.activities.routes import calendar as routes
from app.activities.services import joining, planning, rota
from app.core.access.actors import ANONYMOUS, Actor
from app.core.calendar.recurrence import weekly
from app.core.clock import ZONE, today
from app.core.db import session, transaction
from app.pairings.models import Pairing
from tests.activities.conftest import Enter
from tests.activities.samples import make_activity, make_member, make_pair
from tests.people import PINGJIANG, make_child, make_course
from tests.support.client import CheckedClient
from tests.training.samples import plan as plan_training


def first_reader(data: bytes) -> dict[str, tuple[Any, ...]]:
    return {
        str(one["UID"]): (
            str(one["SUMMARY"]),
            one["DTSTART"].dt,
            one["DTEND"].dt,
            str(one["STATUS"]),
            str(one.get("LOCATION", "")),
            str(one.get("DESCRIPTION", "")),
        )
        for one in Calendar.from_ical(data).walk("VEVENT")
    }


def second_reader(data: bytes) -> dict[str, tuple[Any, ...]]:
    calendar = vobject.readOne(data.decode())
    return {
        one.uid.value: (
            one.summary.value,
            one.dtstart.value,
            one.dtend.value,
            one.status.value,
            one.location.value if hasattr(one, "location") else "",
            one.description.value if hasattr(one, "description") else "",
        )
        for one in calendar.contents.get("vevent", [])
    }


def test_feed_is_read_alike_by_two_readers(
    client: CheckedClient, enter_as: Enter, staff: Actor
) -> None:
    made = [
        make_activity(
            actor=staff, title="读书，会；一", place="村活动室, 二楼", summary="带书\n带水" * 30
        ),
        make_activity(actor=staff, title="called off", in_days=9),
    ]
    planning.cancel_activity(actor=staff, activity_id=made[1].id, reason="雨")
    response = client.get("/calendar/station.ics")
    assert response.mimetype == "text/calendar"
    assert all(len(line) <= 75 for line in response.data.split(b"\r\n"))
    first = first_reader(response.data)
    assert first == second_reader(response.data)
    ours = first[f"activity-{made[0].id}@aixin-station"]
    assert ours[0] == "读书，会；一"
    assert ours[1].astimezone(UTC) == made[0].starts_at
    assert ours[5] == "带书\n带水" * 30
    assert first[f"activity-{made[1].id}@aixin-station"][3] == "CANCELLED"


def test_feed_shows_a_change_and_is_sent_once(
    client: CheckedClient, enter_as: Enter, staff: Actor
) -> None:
    activity = make_activity(actor=staff)
    before = client.get("/calendar/station.ics")
    same = client.get("/calendar/station.ics", headers={"If-None-Match": before.headers["ETag"]})
    assert (same.status_code, same.data) == (304, b"")
    with transaction():
        activity.title = "换了名字"
    after = client.get("/calendar/station.ics", headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    assert "换了名字" in str(first_reader(after.data))


def own_feed_path(client: CheckedClient) -> str:
    assert client.submit(client.get("/calendar/link"), {}).status_code == 303
    text = client.get("/calendar/link").text
    url = next(part for part in text.split('"') if "/calendar/feed/" in part)
    return str(url[url.index("/calendar/feed/") :])


def test_own_feed_has_her_pairs_days_without_names(
    client: CheckedClient, enter_as: Enter, staff: Actor
) -> None:
    member, volunteer = make_member()
    child = make_pair(volunteer, born_on=today().replace(year=2015, day=min(today().day, 28)))
    with transaction() as current:
        for pairing in current.scalars(select(Pairing)):
            pairing.next_review_on = today() + timedelta(days=30)
    held = plan_training(staff, make_course("守住底线"))
    enter_as(member)
    data = client.get(own_feed_path(client)).data
    events = first_reader(data)
    assert events == second_reader(data)
    birthday, meeting, review = sorted(events.values(), key=lambda one: (one[1], one[0]))[:3]
    assert all(type(one[1]) is date for one in (birthday, meeting, review))
    assert review[1] == today() + timedelta(days=30)
    assert review[2] - review[1] == timedelta(days=1)
    assert child.alias not in str(events)
    assert child.name not in str(events)
    assert held.course.title not in str(events), "she has no seat in it"


def test_month_shows_training_to_volunteers_and_not_to_the_public(
    client: CheckedClient, enter_as: Enter, staff: Actor
) -> None:
    held = plan_training(staff, make_course("守住底线"))
    url = f"/calendar?view=week&day={held.day}"
    member, _ = make_member()
    enter_as(member)
    assert f"/training/sessions/{held.id}" in client.get(url).text
    assert f"/training/sessions/{held.id}" not in client.get(url + "&who=mine").text
    assert f"/training/sessions/{held.id}" in client.get(url + "&kind=training").text
    assert f"/training/sessions/{held.id}" not in client.get(url + "&kind=safety").text
    enter_as(staff)
    assert f"/training/sessions/{held.id}" in client.get(url).text
    enter_as(ANONYMOUS)
    assert f"/training/sessions/{held.id}" not in client.get(url).text


def test_month_shows_own_shifts_and_those_of_all_when_asked(
    client: CheckedClient, enter_as: Enter, staff: Actor
) -> None:
    begins = datetime.combine(today() + timedelta(days=1), datetime.min.time(), ZONE)
    begins = begins.replace(hour=8, minute=30)
    rule = weekly([begins.weekday()], until=begins.date() + timedelta(days=8))
    rota.plan_shifts(
        actor=staff,
        region_code=PINGJIANG,
        rule=rule,
        starts_at=begins,
        ends=begins.replace(hour=12).timetz().replace(tzinfo=None),
    )
    first, second = session().scalars(select(DutyShift).order_by(DutyShift.starts_at))
    rota.take_shift(actor=staff, shift_id=first.id)
    enter_as(staff)
    text = client.get("/calendar?view=list").text
    assert f"/rota/{first.id}" in text
    assert f"/rota/{second.id}" not in text
    asked = client.get("/calendar?view=list&kind=rota").text
    assert f"/rota/{second.id}" in asked
    assert client.get(f"/rota/{first.id}").status_code == 200
    member, _ = make_member()
    enter_as(member)
    assert "/rota/" not in client.get("/calendar?view=list&kind=rota").text


def test_list_pages_through_all_sources(
    client: CheckedClient, enter_as: Enter, staff: Actor
) -> None:
    course = make_course("守住底线")
    made = [make_activity(actor=staff, title=f"活动{n}", in_days=2 + n) for n in range(28)]
    held = [plan_training(staff, course, in_days=3 + 5 * n) for n in range(4)]
    enter_as(staff)
    wanted = {f"/activities/{one.id}" for one in made} | {
        f"/training/sessions/{one.id}" for one in held
    }
    url: str | None = "/calendar?view=list"
    found: list[str] = []
    while url:
        page = client.get(url)
        rows = page.text.split('<th scope="row">')[1:]
        found += [row.split('"')[1] for row in rows]
        url = next(
            (
                part.replace("&amp;", "&")
                for part in page.text.split('"')
                if part.startswith("/calendar?") and "after=" in part
            ),
            None,
        )
    assert len(found) == len(set(found)) == len(wanted)
    assert set(found) == wanted


@pytest.mark.parametrize("paper", ["", "&paper=a3"])
def test_printed_month_has_all_sources_and_names_nobody(
    client: CheckedClient,
    enter_as: Enter,
    staff: Actor,
    paper: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:

    seen: list[Any] = []
    monkeypatch.setattr(routes, "month_pdf", lambda sheet, a3: seen.append((sheet, a3)) or b"%PDF-")
    member, volunteer = make_member()
    child = make_pair(volunteer, born_on=today().replace(year=2015, day=min(today().day, 28)))
    held = plan_training(staff, make_course("守住底线"))
    enter_as(member)
    client.get(f"/calendar/month.pdf?month={held.day:%Y-%m}{paper}")
    client.get(f"/calendar/month.pdf?month={today():%Y-%m}{paper}")
    text = str([day.items for sheet, _ in seen for week in sheet.weeks for day in week])
    assert "守住底线" in text
    assert child.alias not in text
    assert [a3 for _, a3 in seen] == [bool(paper)] * 2


def test_own_feed_opens_with_its_secret_only(
    client: CheckedClient, enter_as: Enter, staff: Actor
) -> None:
    member, _ = make_member()
    mine, other = make_activity(actor=staff, title="我的"), make_activity(title="别的", in_days=9)
    joining.join(actor=member, activity_id=mine.id)
    enter_as(member)
    assert client.submit(client.get("/calendar/link"), {}).status_code == 303
    text = client.get("/calendar/link").text
    url = next(part for part in text.split('"') if "/calendar/feed/" in part)
    path = url[url.index("/calendar/feed/") :]
    feed = client.get(path).text
    assert "我的" in feed
    assert other.title not in feed
    wrong = path.replace(path[-8:-4], "0000" if path[-8:-4] != "0000" else "1111")
    assert client.get(wrong).status_code == 404
    client.submit(client.get("/calendar/link"), {})
    assert client.get(path).status_code == 404


def test_birthday_of_a_paired_child_is_on_her_calendar_only(
    client: CheckedClient, enter_as: Enter, staff: Actor
) -> None:
    member, volunteer = make_member()
    born = today().replace(year=2015, day=min(today().day, 28))
    child = make_pair(volunteer, born_on=born)
    other = make_child(born_on=born)
    enter_as(member)
    text = client.get("/calendar").text
    assert child.alias in text
    assert other.alias not in text
    enter_as(staff)
    assert child.alias not in client.get("/calendar").text
