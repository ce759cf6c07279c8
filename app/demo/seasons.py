"""What a station does round the year beside its usual activities: a day out with slips, photos and
what went wrong; rounds of visits; an event in sessions; requests and offers; the school year."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from PIL import Image, ImageDraw
from sqlalchemy import select

from app.activities.kinds import SAFETY
from app.activities.models import Activity, DutyShift, RoundStop
from app.activities.services import (
    day,
    days,
    feedback,
    incidents,
    joining,
    permission,
    photos,
    planning,
    rota,
    rounds,
    supplies,
    templates,
)
from app.children.models import Child
from app.children.queries import in_force
from app.core.access.scope import visible
from app.core.clock import ZONE, now, today
from app.core.db import session
from app.core.enrolment.queries import roster
from app.demo.cast import Cast
from app.demo.logins import COUNTY, TOWNSHIP
from app.demo.timeline import Timeline
from app.demo.volunteers import VILLAGES, VolunteerStories
from app.policy import Role
from app.regions.queries import list_below
from app.volunteers.queries import problems_to_serve

OUTING = 30
"""Days ago that the day out took place."""
SHEETS = (
    ("child", 5, "喜欢搭帐篷，想再去一次"),
    ("child", 5, ""),
    ("guardian", 5, "孩子回家讲了一晚上"),
    ("guardian", 4, "回来的时间可以早一点"),
    ("volunteer", 4, "人手够，水带少了"),
)
FOUND = ("well", "well", "attention", "well", "absent")


class SeasonStories:
    def __init__(self, volunteers: VolunteerStories, timeline: Timeline, people: Cast) -> None:
        self._volunteers, self._people = volunteers, people
        self._made: dict[str, int] = {}
        timeline.at(200, self._school_year)
        timeline.at(112, self._start_round, "summer", "暑期入户走访", "暑期关爱", 6)
        timeline.at(110, self._visit, "summer", 1.0)
        timeline.at(104, self._finish, "summer", "走访全部家庭，三户需要继续关注，已转村儿童主任。")
        timeline.at(OUTING + 12, self._plan_outing)
        timeline.at(OUTING - 1, self._hold_outing)
        timeline.at(OUTING - 3, self._look_back)
        timeline.at(9, self._ask_and_offer)
        timeline.at(8, self._answer)
        timeline.at(4, self._prepare_dumplings)
        timeline.at(3, self._plan_event)
        timeline.at(3, self._start_round, "winter", "冬季入户走访", "寒假关爱", 12)
        timeline.at(3, self._hand_over)
        timeline.at(1, self._visit, "winter", 0.4)

    # -- a day out, from the slips to the paper feedback

    def _plan_outing(self) -> None:
        on = today() + timedelta(days=12)
        plan = self._plan(
            on,
            "亲子一日营：搭帐篷、认植物",
            "outing",
            "福寿山林场",
            sign_up="pairs",
            capacity=40,
            campaign="中秋团圆",
            directions="镇政府门口集合，统一坐车，车程40分钟。",
            schedule="08:30 集合点名\n09:30 到林场，搭帐篷\n12:00 午餐\n15:30 返回，家长接孩子",
            bring="水杯、帽子、长裤、常用药",
            cost="车费和午餐由工作站承担",
            co_hosts="县林业局、团县委",
            helper_skills={"medicine": 1},
        )
        self._made["outing"] = self._publish(plan)
        self._invite("outing", self._consenting()[:9])
        for person in self._able()[:5]:
            joining.add_volunteer(
                actor=self._people.staff,
                activity_id=self._made["outing"],
                volunteer_id=person,
            )

    def _invite(self, key: str, children: Sequence[Child]) -> None:
        """Answers as they come in: with notes, by the code, none yet, and one that says no."""
        for number, child in enumerate(children):
            if number % 4 == 0:
                permission.record_slip(
                    actor=self._people.staff,
                    activity_id=self._made[key],
                    child_id=child.id,
                    returned_on=today(),
                    collectors="奶奶",
                    health="对花生过敏，随身带药" if number == 0 else "",
                )
            elif number % 4 == 1:
                permission.answer_by_code(
                    activity_id=self._made[key], child_id=child.id, permits=True, collectors="外婆"
                )
            elif number % 4 == 2:
                joining.add_child(
                    actor=self._people.staff, activity_id=self._made[key], child_id=child.id
                )
            else:
                permission.record_slip(
                    actor=self._people.staff,
                    activity_id=self._made[key],
                    child_id=child.id,
                    returned_on=today(),
                    permits=False,
                )

    def _hold_outing(self) -> None:
        staff, activity_id = self._people.staff, self._made["outing"]
        activity = session().get_one(Activity, activity_id)
        here = roster(activity.occasion_id)
        day.check_in(
            actor=staff, activity_id=activity_id, participant_ids=[one.id for one in here[:-1]]
        )
        for one in here[:-1]:
            if one.kind == "child":
                day.check_out(
                    actor=staff,
                    activity_id=activity_id,
                    participant_id=one.id,
                    collected_by="奶奶",
                    agreed_by_phone=True,
                )
        incidents.record_incident(
            actor=staff,
            activity_id=activity_id,
            kind="injury",
            what="下坡时一个孩子擦破膝盖，当场消毒包扎，家长已知道。",
            done="下次走台阶，坡道不走。",
            follow_up_on=today() + timedelta(days=7),
        )
        day.finish_activity(
            actor=staff,
            activity_id=activity_id,
            minutes="全程点名四次，无人掉队。孩子们分组搭了六顶帐篷，认了十二种植物。",
            goods="遮阳帽12顶、植物图册12本（县林业局）",
            heads={TOWNSHIP: (3, 6), VILLAGES[0]: (4, 2), VILLAGES[2]: (2, 1)},
        )

    def _look_back(self) -> None:
        staff, activity_id = self._people.staff, self._made["outing"]
        activity = session().get_one(Activity, activity_id)
        photos.add_photo(
            actor=staff,
            activity_id=activity_id,
            content=_picture("#8fb996"),
            name="camp.png",
            caption="搭好的帐篷，孩子们的背影",
            nobody=True,
        )
        shown = [child for child, allowed in photos.candidates(staff, activity) if allowed][:2]
        if shown:
            photos.add_photo(
                actor=staff,
                activity_id=activity_id,
                content=_picture("#d8a48f"),
                name="group.png",
                caption="认识植物小组",
                child_ids=[child.id for child in shown],
            )
        for who, score, remark in SHEETS:
            feedback.record_sheet(
                actor=staff, activity_id=activity_id, who=who, score=score, remark=remark
            )
        incidents.record_incident(
            actor=staff,
            activity_id=activity_id,
            kind="quarrel",
            what="返程车上两个孩子为座位争吵，已分开坐，和家长说明。",
            follow_up_on=today() + timedelta(days=25),
        )
        templates.save_template(actor=staff, activity_id=activity_id, name="亲子一日营（40人）")

    # -- rounds of visits

    def _start_round(self, key: str, title: str, campaign: str, length: int) -> None:
        begin = datetime.combine(today(), time(8), ZONE)
        plan = planning.Plan(
            title=title,
            kind="patrol",
            audience="station",
            starts_at=begin,
            ends_at=begin + timedelta(days=length, hours=10),
            place="加义镇各村",
            campaign=campaign,
            summary="逐户看望，问安全、问学习、问身体，重点看红色、黄色家庭。",
        )
        self._made[key] = self._publish(plan)
        for village in VILLAGES:
            rounds.add_families(
                actor=self._people.staff, activity_id=self._made[key], region_code=village
            )

    def _visit(self, key: str, share: float) -> None:
        query = select(RoundStop.id).where(RoundStop.activity_id == self._made[key])
        stops = session().scalars(query.order_by(RoundStop.id)).all()
        for number, stop_id in enumerate(stops[: round(len(stops) * share)]):
            rounds.tick_family(
                actor=self._people.staff,
                activity_id=self._made[key],
                stop_id=stop_id,
                result=FOUND[number % len(FOUND)],
            )

    def _finish(self, key: str, minutes: str) -> None:
        day.finish_activity(
            actor=self._people.staff,
            activity_id=self._made[key],
            minutes=minutes,
            goods="",
            heads={},
        )

    # -- what is to come

    def _plan_event(self) -> None:
        """Three sessions on one day, with seats for each township."""
        towns = [one.name for one in list_below(COUNTY, limit=4)]
        quotas = "\n".join(f"{name} {20 - 4 * at}" for at, name in enumerate(towns))
        on = today() + timedelta(days=16)
        chair = self._people.chair
        begin = datetime.combine(on, time(9), ZONE)
        whole = planning.Plan(
            title="“爱心妈妈”关爱日",
            kind="theme_day",
            starts_at=begin,
            ends_at=begin + timedelta(hours=7),
            place="县妇女儿童活动中心",
            summary="讲座、团体辅导、亲子游戏，各乡镇组队参加。",
            co_hosts="县法院、县教育局、县总工会",
            cost="交通由各乡镇安排，午餐由县妇联承担",
        )
        event = planning.create_activity(actor=chair, region_code=COUNTY, plan=whole)
        planning.publish_activity(actor=chair, activity_id=event.id)
        for hour, title, kind, sign_up in (
            (9, "法治讲座：远离网络陷阱", "law_talk", "volunteers"),
            (11, "团体心理辅导", "psychology", "pairs"),
            (14, "亲子趣味运动", "sports", "pairs"),
        ):
            starts_at = datetime.combine(on, time(hour), ZONE)
            part = planning.Plan(
                title=title,
                kind=kind,
                starts_at=starts_at,
                ends_at=starts_at + timedelta(minutes=90),
                place="县妇女儿童活动中心",
                sign_up=sign_up,
                capacity=60,
                quotas=quotas,
                offer_hours=24,
            )
            made = planning.create_activity(
                actor=chair, region_code=COUNTY, plan=part, parent_id=event.id
            )
            planning.publish_activity(actor=chair, activity_id=made.id)

    def _prepare_dumplings(self) -> None:
        query = select(Activity.id).where(Activity.title == "亲子包饺子")
        self._made["dumplings"] = session().scalars(query).one()
        self._invite("dumplings", self._consenting()[9:15])

    # -- requests and offers, duty, the school year

    def _ask_and_offer(self) -> None:
        staff, chair = self._people.staff, self._people.chair
        soon, later = today() + timedelta(days=20), today() + timedelta(days=80)
        for key, actor, region, terms in (
            ("expert", staff, TOWNSHIP, ("request", "expert", "请一名心理老师，每周半天", 1, "")),
            ("goods", staff, TOWNSHIP, ("request", "goods", "入冬前需要棉被", 20, "")),
            (
                "venue",
                chair,
                COUNTY,
                ("offer", "venue", "活动中心礼堂周末免费借用", None, "县妇女儿童活动中心"),
            ),
            ("books", chair, COUNTY, ("offer", "goods", "课外书300册", 300, "县新华书店")),
        ):
            side, kind, title, amount, unit = terms
            made = supplies.post_supply(
                actor=actor,
                region_code=region,
                terms=supplies.Terms(
                    side=side,
                    kind=kind,
                    title=title,
                    amount=amount,
                    unit=unit,
                    first_day=soon,
                    last_day=later,
                ),
            )
            self._made[key] = made.id

    def _answer(self) -> None:
        answer = supplies.answer_supply(
            actor=self._people.chair,
            supply_id=self._made["expert"],
            region_code=COUNTY,
            text="县心理与法律志愿服务队可以安排周三下午。",
        )
        supplies.take_answer(
            actor=self._people.staff, supply_id=self._made["expert"], answer_id=answer.id
        )
        supplies.answer_supply(
            actor=self._people.staff,
            supply_id=self._made["books"],
            region_code=TOWNSHIP,
            text="加义镇四个村活动室缺课外书，需要80册。",
        )

    def _hand_over(self) -> None:
        """A note of the shift before, and somebody who cannot come."""
        for role, note in (
            (Role.CHAIR, "防溺水标语已送到三个村，谢江村的还缺一块。"),
            (Role.STAFF, "小玉米的奶奶来电，问寒假照护班报名，已回复下周一开始。"),
        ):
            actor = self._people.actor(role)
            mine = select(DutyShift).where(DutyShift.user_id == actor.user_id)
            query = mine.order_by(DutyShift.starts_at)
            shift = session().scalars(query.where(DutyShift.starts_at <= now())).first()
            if shift is not None:
                rota.write_note(actor=actor, shift_id=shift.id, note=note)
        ahead = mine.where(DutyShift.starts_at > now() + timedelta(days=8))
        if shift := session().scalars(ahead.order_by(DutyShift.starts_at)).first():
            rota.ask_relief(actor=actor, shift_id=shift.id)

    def _school_year(self) -> None:
        year = today().year if today().month >= 8 else today().year - 1
        for kind, name, first, last in (
            ("term", "秋季学期", date(year, 9, 1), date(year + 1, 1, 22)),
            ("holiday", "寒假", date(year + 1, 1, 23), date(year + 1, 2, 21)),
            ("term", "春季学期", date(year + 1, 2, 22), date(year + 1, 7, 2)),
            ("holiday", "暑假", date(year + 1, 7, 3), date(year + 1, 8, 31)),
            ("term", "秋季学期", date(year + 1, 9, 1), date(year + 2, 1, 21)),
        ):
            days.add_period(
                actor=self._people.chair,
                region_code=COUNTY,
                kind=kind,
                name=name,
                starts_on=first,
                ends_on=last,
            )

    # -- what the others use

    def _plan(self, on: date, title: str, kind: str, place: str, **more: object) -> planning.Plan:
        return planning.Plan(
            title=title,
            kind=kind,
            place=place,
            starts_at=datetime.combine(on, time(8, 30), ZONE),
            ends_at=datetime.combine(on, time(16), ZONE),
            safety=tuple(SAFETY),
            min_helpers=4,
            **more,  # type: ignore[arg-type]
        )

    def _publish(self, plan: planning.Plan) -> int:
        staff = self._people.staff
        made = planning.create_activity(actor=staff, region_code=TOWNSHIP, plan=plan)
        planning.publish_activity(actor=staff, activity_id=made.id)
        return made.id

    def _consenting(self) -> Sequence[Child]:
        query = visible(Child, self._people.staff).where(
            Child.state == "enrolled", in_force("activity", today() + timedelta(days=20))
        )
        return session().scalars(query.order_by(Child.id)).all()

    def _able(self) -> list[int]:
        known = [one.row for one in self._volunteers.leads if "row" in one.story]
        return [row.id for row in known if not problems_to_serve(row)]


def _picture(colour: str) -> bytes:
    """Hills, a tent and the sun: nobody is in it."""
    image = Image.new("RGB", (1600, 1200), "#cfe3f2")
    pen = ImageDraw.Draw(image)
    pen.ellipse((1180, 140, 1380, 340), fill="#f6d365")
    pen.polygon(
        [(0, 1200), (0, 760), (420, 480), (900, 820), (1600, 560), (1600, 1200)], fill=colour
    )
    pen.polygon([(560, 980), (800, 620), (1040, 980)], fill="#a61e3c")
    pen.polygon([(740, 980), (800, 800), (860, 980)], fill="#5d1022")
    target = io.BytesIO()
    image.save(target, "PNG")
    return target.getvalue()
