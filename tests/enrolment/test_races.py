from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from flask import Flask
from sqlalchemy import select

from app.core.access.actors import Actor
from app.core.db import session
from app.core.enrolment import services
from app.core.enrolment.models import Enrolment
from app.core.enrolment.rules import Person
from app.core.errors import Conflict
from tests.enrolment.owners import bare_occasion


def test_fifty_people_for_the_last_ten_places(fresh_app: Flask) -> None:
    with fresh_app.app_context():
        occasion_id = bare_occasion(capacity=10).id
    together = Barrier(50, timeout=60)

    def sign_up(ref: int) -> str:
        with fresh_app.app_context():
            together.wait()
            made = services.enrol(
                actor=Actor(ref, "x"), occasion_id=occasion_id, people=[Person("volunteer", ref)]
            )
            return made.state

    with ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(sign_up, range(1, 51)))
    assert answers.count("enrolled") == 10
    assert answers.count("waiting") == 40
    with fresh_app.app_context():
        rows = session().scalars(select(Enrolment).order_by(Enrolment.place)).all()
        assert [row.place for row in rows] == list(range(1, 51))
        assert [row.state for row in rows] == ["enrolled"] * 10 + ["waiting"] * 40


def test_one_person_at_two_screens_gets_one_of_two_things_at_once(fresh_app: Flask) -> None:
    with fresh_app.app_context():
        ids = [bare_occasion(title=title).id for title in ("甲", "乙")]
    together = Barrier(2, timeout=60)

    def sign_up(occasion_id: int) -> bool:
        with fresh_app.app_context():
            together.wait()
            try:
                services.enrol(
                    actor=Actor(1, "x"), occasion_id=occasion_id, people=[Person("volunteer", 1)]
                )
            except Conflict:
                return False
            return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(sign_up, ids)) == [False, True]
