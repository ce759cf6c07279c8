from __future__ import annotations

from datetime import timedelta
from typing import Any

from app.core.access.actors import Actor
from app.core.clock import now
from app.core.db import transaction
from app.training.models import Course, TrainingSession
from app.training.services import sessions
from app.training.services.catalogue import add_question
from app.training.services.sessions import SessionValues
from tests.people import PINGJIANG


def plan(staff: Actor, course: Course, *, in_days: float = 7, **values: Any) -> TrainingSession:
    """A published session of two hours."""
    starts_at = now() + timedelta(days=in_days)
    made = sessions.plan_session(
        actor=staff,
        course_id=course.id,
        region_code=PINGJIANG,
        values=SessionValues(
            **(
                {
                    "mode": "onsite",
                    "starts_at": starts_at,
                    "ends_at": starts_at + timedelta(hours=2),
                    "place": "县妇联三楼",
                    "trainer": "刘老师",
                }
                | values
            )
        ),
    )
    return sessions.publish_session(actor=staff, session_id=made.id)


def hold_now(found: TrainingSession) -> None:
    """As if it had been held yesterday."""
    with transaction():
        start = now() - timedelta(days=1)
        found.starts_at, found.ends_at = start, start + timedelta(hours=2)
        found.occasion.starts_at, found.occasion.ends_at = found.starts_at, found.ends_at


def add_quiz(staff: Actor, course: Course) -> list[int]:
    """Two questions; the ids. The right answers are the second, and the first and third."""
    made = [
        add_question(
            actor=staff,
            course_id=course.id,
            text="孩子说被人打了，怎么办？",
            choices=["保密，谁也不说", "立即报告"],
            right=[1],
            because="强制报告：立即打 110，并告知工作站。",
        ),
        add_question(
            actor=staff,
            course_id=course.id,
            text="下面哪些不能做？",
            choices=["留孩子过夜", "先与监护人联系", "私下收钱"],
            right=[0, 2],
        ),
    ]
    return [one.id for one in made]
