"""A year of the station's calendar: what was held, what is to come, and who is on duty."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from app.activities.kinds import SAFETY
from app.activities.models import Activity
from app.activities.services import day, joining, planning, rota
from app.core.calendar.recurrence import weekly
from app.core.calendar.series import Repeat
from app.core.clock import ZONE, today
from app.core.db import session
from app.core.enrolment.queries import roster
from app.demo.cast import Cast
from app.demo.logins import COUNTY, TOWNSHIP
from app.demo.timeline import Timeline
from app.demo.volunteers import VolunteerStories
from app.hours.models import ServiceHours
from app.hours.services import confirm_hours
from app.policy import Role
from app.volunteers.queries import problems_to_serve

HELD = (
    (196, "drowning", "防溺水安全教育课", "镇中心小学", (160, 24)),
    (150, "parent_child", "亲子阅读会", "村活动室", (0, 0)),
    (118, "law_talk", "法治故事会", "便民服务中心二楼", (86, 12)),
    (84, "arts", "手工：做一只灯笼", "村活动室", (0, 0)),
    (58, "festival", "中秋团圆会", "便民服务中心二楼", (42, 30)),
    (23, "psychology", "心理团体辅导", "便民服务中心二楼", (0, 0)),
)
COMING = (
    (10, "reading", "一起读绘本", "村活动室", "volunteers", 12),
    (15, "bullying", "防欺凌情景剧", "镇中心小学", "none", None),
    (19, "parent_child", "亲子包饺子", "便民服务中心二楼", "pairs", 20),
    (33, "health_check", "健康检查日", "镇卫生院", "volunteers", 3),
)


class CalendarStories:
    def __init__(self, volunteers: VolunteerStories, timeline: Timeline, people: Cast) -> None:
        self._volunteers, self._timeline, self._people = volunteers, timeline, people

    def tell(self) -> None:
        for days_ago, kind, title, place, heads in HELD:
            self._held(days_ago, kind, title, place, heads)
        self._timeline.at(6, self._announce)
        self._timeline.at(5, self._plan_duty)

    def _held(
        self, days_ago: int, kind: str, title: str, place: str, heads: tuple[int, int]
    ) -> None:
        made: list[int] = []

        def plan() -> None:
            on = today() + timedelta(days=7)
            made.append(self._publish(on, kind, title, place, "volunteers", None))
            self._sign_up(made[0], days_ago, 6)

        def close() -> None:
            activity_id = made[0]
            activity = session().get_one(Activity, activity_id)
            there = [one.id for one in roster(activity.occasion_id)][:5]
            day.check_in(actor=self._people.staff, activity_id=activity_id, participant_ids=there)
            day.finish_activity(
                actor=self._people.staff,
                activity_id=activity_id,
                minutes=f"{title}按计划开展，现场秩序良好。孩子们希望下次时间长一些。",
                goods="绘本10册" if kind == "parent_child" else "",
                heads={TOWNSHIP: heads},
            )

        self._timeline.at(days_ago + 7, plan)
        self._timeline.at(days_ago - 1, close)
        if days_ago > 60:
            self._timeline.at(days_ago - 3, self._confirm)

    def _publish(
        self, on: date, kind: str, title: str, place: str, sign_up: str, seats: int | None
    ) -> int:
        staff = self._people.staff
        plan = planning.Plan(
            title=title,
            kind=kind,
            starts_at=datetime.combine(on, time(9), ZONE),
            ends_at=datetime.combine(on, time(11, 30), ZONE),
            place=place,
            sign_up=sign_up,
            capacity=seats,
            summary="由工作站组织，“爱心妈妈”和孩子们一起参加。",
            bring="水杯、外套",
            safety=tuple(SAFETY),
            min_helpers=3,
        )
        activity = planning.create_activity(actor=staff, region_code=TOWNSHIP, plan=plan)
        planning.publish_activity(actor=staff, activity_id=activity.id)
        return activity.id

    def _sign_up(self, activity_id: int, days_ago: int, most: int) -> None:
        known = [one for one in self._volunteers.leads if one.since > days_ago + 40]
        able = [one for one in known if not problems_to_serve(one.row)]
        for person in able[:most]:
            joining.add_volunteer(
                actor=self._people.staff, activity_id=activity_id, volunteer_id=person.row.id
            )

    def _confirm(self) -> None:
        recorded = select(ServiceHours.id).where(ServiceHours.state == "recorded")
        confirm_hours(actor=self._people.staff, ids=list(session().scalars(recorded)))

    def _announce(self) -> None:
        for days, kind, title, place, sign_up, seats in COMING:
            on = today() + timedelta(days=days)
            activity_id = self._publish(on, kind, title, place, sign_up, seats)
            if sign_up == "volunteers":
                self._sign_up(activity_id, 0, 5)
        first = today() + timedelta(days=1)
        plan = planning.Plan(
            title="四点半课堂",
            kind="after_school",
            starts_at=datetime.combine(first, time(16, 30), ZONE),
            ends_at=datetime.combine(first, time(18), ZONE),
            place="村活动室",
            safety=tuple(SAFETY),
        )
        # One day is left out from the beginning, another is called off later.
        free = next(day for day in _from(first + timedelta(days=9)) if day.weekday() == 3)
        repeat = Repeat(weekly([1, 3], until=first + timedelta(days=45)), (free,))
        series = planning.create_activity(
            actor=self._people.staff, region_code=TOWNSHIP, plan=plan, repeat=repeat
        )
        planning.publish_activity(
            actor=self._people.staff, activity_id=series.id, whole_series=True
        )
        query = select(Activity).where(
            Activity.series_id == series.series_id, Activity.day > free + timedelta(days=10)
        )
        if off := session().scalars(query.order_by(Activity.starts_at)).first():
            planning.cancel_activity(
                actor=self._people.staff, activity_id=off.id, reason="村活动室当天检修电路。"
            )

    def _plan_duty(self) -> None:
        chair = self._people.chair
        begin = datetime.combine(today(), time(8, 30), ZONE)
        rule = weekly([0, 1, 2, 3, 4], until=today() + timedelta(days=40))
        rota.plan_shifts(actor=chair, region_code=COUNTY, rule=rule, starts_at=begin, ends=time(17))
        people = [self._people.actor(role).user_id for role in (Role.CHAIR, Role.STAFF)]
        for at, shift in enumerate(rota.unfilled(chair, days=25)):
            if at % 7 != 6:
                rota.assign_shift(actor=chair, shift_id=shift.id, user_id=people[at % 2])


def _from(day: date) -> Iterator[date]:
    while True:
        yield day
        day += timedelta(days=1)
