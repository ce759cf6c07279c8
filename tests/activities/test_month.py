"""What the month's page costs when everything that knows of days has something on it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta

from flask import Flask
from sqlalchemy import event, select

from app.activities.models import DutyShift
from app.activities.services import days, rota
from app.core.access.actors import Actor, Grant
from app.core.calendar import holidays
from app.core.calendar.recurrence import weekly
from app.core.calendar.sources import sources
from app.core.clock import ZONE, today
from app.core.db import session
from app.policy import Role
from tests.activities.conftest import Enter
from tests.activities.samples import make_activity, make_pair
from tests.people import PINGJIANG, XIEJIANG, make_course, make_user, make_volunteer
from tests.support.client import CheckedClient
from tests.training.samples import plan as plan_training

MOST_QUERIES = 12


@contextmanager
def counted(app: Flask) -> Iterator[list[str]]:
    """The questions that are put to the database meanwhile."""
    asked: list[str] = []
    engine = app.extensions["database"].engine

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "WITH", "(SELECT")):
            asked.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", note)


def on_duty(actor: Actor, day: datetime) -> DutyShift:
    rule = weekly([day.weekday()], until=day.date())
    rota.plan_shifts(
        actor=actor, region_code=PINGJIANG, rule=rule, starts_at=day, ends=time(23, 30)
    )
    shift = session().scalars(select(DutyShift)).one()
    return rota.take_shift(actor=actor, shift_id=shift.id)


def test_month_of_somebody_in_everything_takes_few_queries(
    app: Flask, client: CheckedClient, enter_as: Enter, staff: Actor
) -> None:
    # Not the first of a month: the day before it must stand on the same page.
    ahead = 3 if (today() + timedelta(days=3)).day > 1 else 4
    soon = datetime.combine(today() + timedelta(days=ahead), time(8), ZONE)
    user = make_user(
        "everything", (Role.STAFF, PINGJIANG), (Role.VOLUNTEER, XIEJIANG), name="凌小芳"
    )
    grants = (Grant(Role.STAFF, PINGJIANG), Grant(Role.VOLUNTEER, XIEJIANG))
    herself = Actor(user.id, user.name, grants, True)
    volunteer = make_volunteer("凌小芳", user_id=user.id)
    make_pair(volunteer, born_on=soon.date().replace(year=2015, day=min(soon.day, 28)))
    make_activity(actor=staff, in_days=ahead)
    # A day shows its first two: duty has one of its own.
    shift = on_duty(herself, soon - timedelta(days=1))
    held = plan_training(staff, make_course("守住底线"))
    month = soon.date().replace(day=1)
    days.add_period(
        actor=staff,
        region_code=PINGJIANG,
        kind="term",
        name="秋季学期",
        starts_on=month,
        ends_on=month + timedelta(days=27),
    )
    days.set_holiday(actor=staff, day=month, kind="off", name="镇里庙会")
    enter_as(herself)
    client.get("/calendar")
    with counted(app) as asked:
        page = client.get(f"/calendar?month={month:%Y-%m}")
    assert page.status_code == 200
    assert len(asked) <= MOST_QUERIES, asked
    for word in ("读书会", f"/rota/{shift.id}", "小石榴", "秋季学期", "镇里庙会"):
        assert word in page.text, word
    later = client.get(f"/calendar?month={held.day:%Y-%m}")
    assert f"/training/sessions/{held.id}" in later.text
    assert set(sources()) >= {"activity", "rota", "training", "pair"}
    assert holidays.days_between(month, month)[month].name == "镇里庙会"
