"""Courses of the invented station beyond the first one: a series in parts, a session held with the
neighbour, self-study, guardians; who came, who was absent, what became of papers and hours."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from app.accounts.models import User
from app.accounts.queries import load_actor
from app.certificates.models import Certificate
from app.certificates.services import (
    ask_correction,
    issue_award,
    issue_for_session,
    reissue_certificate,
    withdraw_certificate,
)
from app.core.access.actors import Actor
from app.core.calendar.recurrence import weekly
from app.core.calendar.series import Repeat
from app.core.clock import ZONE, today
from app.core.db import session
from app.core.enrolment.queries import roster
from app.demo.cast import Cast
from app.demo.children import ChildStories
from app.demo.logins import COUNTY, NEIGHBOUR, TOWNSHIP
from app.demo.timeline import Timeline
from app.demo.volunteers import Person, VolunteerStories
from app.hours.models import ServiceHours
from app.hours.services import dispute_hours
from app.training.hosts import key_of_station
from app.training.models import Completion, Course, TrainingSession
from app.training.services import catalogue, joining, sessions, signing_up
from app.training.services.completion import answer_quiz, confirm_completions
from app.training.services.sessions import SessionValues
from app.volunteers.services import change_captain

ALONE = "孩子上网安全（自学）"
PAGE = """# 先聊，再管
问孩子最近玩什么、看什么、和谁聊，不急着评判。
# 三条约定
- 每天用手机的时间，和监护人一起定
- 不把姓名、学校、住址、照片告诉网友
- 有人要见面、要钱、要照片，马上告诉大人
> 遇到网络欺凌、诱骗：保留截图，告诉工作站，必要时打 110。"""
QUESTIONS = (
    (
        "网友约孩子单独见面，怎么办？",
        ("让孩子自己决定", "不去，并告诉监护人和工作站"),
        (1,),
    ),
    ("下面哪些不能告诉网友？", ("学校和住址", "喜欢的动画片", "自己的照片"), (0, 2)),
)


class TrainingStories:
    def __init__(
        self, volunteers: VolunteerStories, children: ChildStories, timeline: Timeline, people: Cast
    ) -> None:
        self._volunteers, self._children = volunteers, children
        self._timeline, self._people = timeline, people

    def tell(self) -> None:
        self._timeline.at(60, self._name_captain)
        self._tell_held()
        self._tell_guardians()
        self._timeline.at(20, self._offer_self_study)
        self._timeline.at(4, self._plan_series)
        self._timeline.at(3, self._plan_with_neighbour)
        self._timeline.at(2, self._plan_online)
        self._timeline.at(2, self._ask)

    # -- what has been

    def _name_captain(self) -> None:
        team_id = self._volunteers.with_login.row.team_id
        assert team_id is not None  # noqa: S101
        change_captain(
            actor=self._people.staff,
            team_id=team_id,
            name=self._volunteers.with_login.name,
            office="",
            since=today(),
            member_id=self._volunteers.with_login.row.id,
        )

    def _tell_held(self) -> None:
        """One of the courses of each year: five came, two did not."""
        made: list[int] = []

        def plan() -> None:
            course = self._course("关爱引导：陪伴的边界", theme="care", minutes=90, duty="yearly")
            made.append(self._session(course, today() + timedelta(days=7), trainer="方静怡"))
            ids = [one.row.id for one in self._serving(7)]
            signing_up.sign_up_people(
                actor=self._people.chair, session_id=made[0], volunteer_ids=ids
            )

        def settle() -> None:
            held = made[0]
            occasion = sessions.to_manage(self._people.chair, held, "published").occasion_id
            ids = [one.ref for one in roster(occasion)]
            minutes = {ref: 90 if at < 5 else None for at, ref in enumerate(ids)}
            sessions.close_list(actor=self._people.chair, session_id=held, minutes=minutes)
            self._answer(held, ids[:4])
            earned = select(Completion.id).where(Completion.session_id == held)
            confirm_completions(actor=self._people.chair, ids=list(session().scalars(earned))[1:])
            issue_for_session(actor=self._people.chair, session_id=held)
            self._mend(held)
            again = session().get_one(TrainingSession, held).course
            self._session(again, today() + timedelta(days=49), trainer="方静怡")

        self._timeline.at(47, plan)
        self._timeline.at(39, settle)

    def _answer(self, held: int, ids: list[int]) -> None:
        said = ((5, 5, "案例很实在"), (4, 5, ""), (5, 4, "希望讲义字大一些"), (4, 4, ""))
        for volunteer_id, (content, teacher, remark) in zip(ids, said, strict=False):
            joining.give_feedback(
                actor=self._as(volunteer_id),
                session_id=held,
                content=content,
                teacher=teacher,
                remark=remark,
            )

    def _mend(self, held: int) -> None:
        """Of the certificates one was issued anew; a letter of thanks was withdrawn."""
        query = select(Certificate).join(Completion).where(Completion.session_id == held)
        first, second = session().scalars(query.order_by(Certificate.id).limit(2))
        reissue_certificate(
            actor=self._people.chair, certificate_id=first.id, reason="姓名写错一个字，已更正。"
        )
        thanks = issue_award(
            actor=self._people.chair,
            volunteer_id=second.volunteer_id,
            kind="thanks",
            award="暑期陪伴活动",
        )
        withdraw_certificate(
            actor=self._people.chair, certificate_id=thanks.id, reason="事由有误，另行发放。"
        )

    def _tell_guardians(self) -> None:
        made: list[int] = []

        def plan() -> None:
            course = self._course(
                "隔代教育：爷爷奶奶怎么带", theme="family", minutes=60, audience="guardians"
            )
            made.append(self._session(course, today() + timedelta(days=7), minutes=60))
            self._bring(made[0], slice(0, 8))

        def settle() -> None:
            held = sessions.to_manage(self._people.chair, made[0], "published")
            seats = roster(held.occasion_id)
            minutes = {one.ref: 60 if at < 6 else None for at, one in enumerate(seats)}
            course = held.course
            sessions.close_list(actor=self._people.chair, session_id=held.id, minutes=minutes)
            coming = self._session(course, today() + timedelta(days=40), minutes=60)
            self._bring(coming, slice(8, 11))

        self._timeline.at(35, plan)
        self._timeline.at(27, settle)

    def _bring(self, held: int, some: slice) -> None:
        known = [kid.row for kid in self._children.kids if "row" in kid.story]
        ids = [row.id for row in known if row.state == "enrolled"][some]
        signing_up.sign_up_guardians(actor=self._people.chair, session_id=held, child_ids=ids)

    def _offer_self_study(self) -> None:
        course = self._course(ALONE, theme="mind", minutes=30, rule="pass", valid_months=24)
        catalogue.add_material(
            actor=self._people.chair, course_id=course.id, title="先聊，再管", text=PAGE
        )
        made = [
            catalogue.add_question(
                actor=self._people.chair,
                course_id=course.id,
                text=text,
                choices=choices,
                right=right,
            )
            for text, choices, right in QUESTIONS
        ]
        answers = {one.id: list(one.right) for one in made}
        wrong = {one.id: [0] for one in made}
        for at, person in enumerate(self._serving(4)):
            actor = self._as(person.row.id)
            if at % 2:
                answer_quiz(actor=actor, course_id=course.id, answers=wrong)
            if at != 3:
                answer_quiz(actor=actor, course_id=course.id, answers=answers)

    # -- what is coming

    def _plan_series(self) -> None:
        course = self._course("正面管教（三讲）", theme="family", minutes=180, parts=3, rule="all")
        first = today() + timedelta(days=8)
        until = first + timedelta(weeks=2)
        repeat = Repeat(weekly([first.weekday()], until=until))
        made = self._session(course, first, minutes=60, hour=19, repeat=repeat)
        signing_up.sign_up_people(
            actor=self._people.chair,
            session_id=made,
            volunteer_ids=[one.row.id for one in self._serving(3)],
        )

    def _plan_with_neighbour(self) -> None:
        course = self._course("识别和报告伤害", theme="risk", minutes=120, valid_months=12)
        self._session(
            course,
            today() + timedelta(days=15),
            minutes=120,
            co_host=key_of_station(NEIGHBOUR),
            co_hosts="岳阳市妇联",
            capacity=60,
            quotas={TOWNSHIP[:9]: 20},
        )

    def _plan_online(self) -> None:
        course = self._course("青春期沟通（线上）", theme="mind", minutes=60)
        self._session(
            course,
            today() + timedelta(days=12),
            minutes=60,
            hour=20,
            mode="online",
            place="",
            link="https://meeting.example.org/pingjiang",
        )

    def _ask(self) -> None:
        herself = self._as(self._volunteers.with_login.row.id)
        volunteer_id = self._volunteers.with_login.row.id
        text = "9月的读书会我全程参加，记录少算了半小时。"
        query = select(ServiceHours).where(
            ServiceHours.volunteer_id == volunteer_id, ServiceHours.state == "recorded"
        )
        if entry := session().scalar(query.order_by(ServiceHours.id.desc()).limit(1)):
            dispute_hours(actor=herself, entry_id=entry.id, reason=text)
        ask_correction(actor=herself, volunteer_id=volunteer_id, text=text)

    # -- how

    def _serving(self, most: int) -> list[Person]:
        known = [self._volunteers.with_login, *self._volunteers.leads]
        rows = {id(one): one for one in known if "row" in one.story}
        return [one for one in rows.values() if one.row.state == "approved"][:most]

    def _as(self, volunteer_id: int) -> Actor:
        from app.volunteers.models import Volunteer

        user_id = session().get_one(Volunteer, volunteer_id).user_id
        return load_actor(session().get_one(User, user_id), second_factor=True)

    def _course(self, title: str, **values: object) -> Course:
        shown = {"is_open": True, "duty": "free", "ages": ["primary", "teens"]}
        return catalogue.add_course(
            actor=self._people.chair,
            region_code=COUNTY,
            values={"title": title, **shown, **values},
        )

    def _session(
        self,
        course: Course,
        on: date,
        *,
        minutes: int = 90,
        hour: int = 9,
        repeat: Repeat | None = None,
        **values: object,
    ) -> int:
        starts_at = datetime.combine(on, time(hour), ZONE)
        defaults = {"mode": "onsite", "place": "县妇联三楼会议室", "trainer": "县家庭教育讲师团"}
        planned = sessions.plan_session(
            actor=self._people.chair,
            course_id=course.id,
            region_code=COUNTY,
            values=SessionValues(
                starts_at=starts_at,
                ends_at=starts_at + timedelta(minutes=minutes),
                **{**defaults, **values},  # type: ignore[arg-type]
            ),
            repeat=repeat,
        )
        sessions.publish_session(
            actor=self._people.chair, session_id=planned.id, whole_series=repeat is not None
        )
        return planned.id
