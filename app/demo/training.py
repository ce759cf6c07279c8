"""The invented station's courses, who was trained when, and what is coming."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from app.certificates.services import issue_for_completion
from app.core.access.actors import Actor
from app.core.clock import now, today
from app.core.db import session
from app.core.regioncode import Level, at_level
from app.core.workflow import begin
from app.programmes.queries import rules_for
from app.training.models import Completion, Course
from app.training.queries import initial_training
from app.training.rules import valid_until
from app.training.services import catalogue, sessions
from app.training.services.completion import confirm_completions
from app.training.services.sessions import SessionValues
from app.training.states import COMPLETION
from app.volunteers.models import Volunteer

FIRST = "岗前培训：守住底线，好好陪伴"
PAGE = """# 结对以后，您是谁
您是孩子身边多一个关心他的大人，不代替父母，也不代替学校。
# 守住底线
- 不留孩子过夜，不单独带孩子外出
- 不收孩子家的钱物，捐助经工作站
- 没有监护人和孩子同意，不拍照、不发朋友圈
> 发现孩子受到伤害或者面临危险：立即打 110，并告诉工作站。
# 好好告别
不能继续时，提前告诉工作站，和孩子当面说清楚，不突然消失。"""
QUESTIONS = (
    (
        "孩子说被人打了，让您保密，怎么办？",
        ("答应保密", "告诉孩子不能保密的原因，立即报告"),
        (1,),
        "强制报告：立即打 110，并告诉工作站。",
    ),
    (
        "下面哪些不能做？",
        ("留孩子在家过夜", "走访前先打电话", "把孩子的照片发到朋友圈"),
        (0, 2),
        "承诺书“守住底线”一条。",
    ),
)


def train(actor: Actor, volunteer: Volunteer) -> None:
    """See that she has had the first training, unless she has."""
    rules = rules_for(volunteer.region_code)
    if initial_training(volunteer.id, rules, today()) >= rules.training.initial_minutes:
        return
    course = _first_course(actor, at_level(volunteer.region_code, Level.COUNTY))
    row = Completion(
        region_code=volunteer.region_code,
        state=COMPLETION.initial,
        volunteer=volunteer,
        course=course,
        how="onsite",
        minutes=course.minutes,
        score=100,
        completed_on=today(),
        valid_until=valid_until(today(), course.valid_months),
    )
    session().add(row)
    session().flush()
    begin(COMPLETION, actor=actor, row=row)
    confirm_completions(actor=actor, ids=[row.id])
    if row.id % 3 == 0:
        issue_for_completion(actor=actor, completion_id=row.id)


def _first_course(actor: Actor, county: str) -> Course:
    query = select(Course).where(Course.region_code == county, Course.title == FIRST)
    found = session().scalar(query)
    if found is not None:
        return found
    values = {
        "title": FIRST,
        "theme": "risk",
        "minutes": 120,
        "duty": "initial",
        "ages": ["primary", "teens"],
        "topics": ["rules", "role", "bond", "safety", "report", "privacy", "help", "closure"],
        "summary": "结对前必修：角色和边界、相处底线、发现伤害怎么报告、怎样好好告别。",
        "teacher": "县家庭教育讲师团",
        "is_open": True,
    }
    course = catalogue.add_course(actor=actor, region_code=county, values=values)
    catalogue.add_material(actor=actor, course_id=course.id, title="学习资料", text=PAGE)
    for text, choices, right, because in QUESTIONS:
        catalogue.add_question(
            actor=actor,
            course_id=course.id,
            text=text,
            choices=choices,
            right=right,
            because=because,
        )
    return course


def announce(actor: Actor, county: str) -> None:
    """A course each year, and its next session."""
    values = {
        "title": "亲子沟通：听见孩子的话",
        "theme": "family",
        "minutes": 90,
        "duty": "yearly",
        "ages": ["primary", "teens"],
        "topics": ["talk", "visit"],
        "valid_months": 12,
        "is_open": True,
    }
    course = catalogue.add_course(actor=actor, region_code=county, values=values)
    starts_at = now().replace(hour=1, minute=0, second=0, microsecond=0) + timedelta(days=9)
    held = sessions.plan_session(
        actor=actor,
        course_id=course.id,
        region_code=county,
        values=SessionValues(
            mode="onsite",
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=90),
            place="县妇联三楼会议室",
            trainer="县家庭教育讲师团",
            capacity=40,
        ),
    )
    sessions.publish_session(actor=actor, session_id=held.id)
