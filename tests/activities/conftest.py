from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from app.core.access.actors import ANONYMOUS, Actor
from app.core.db import transaction
from app.policy import Role
from app.regions.models import Region, Station
from tests.people import JIAYI, PINGJIANG, XIEJIANG, make_actor

PLACES = (
    ("430000000000", "湖南省", 1, None),
    ("430600000000", "岳阳市", 2, "430000000000"),
    (PINGJIANG, "平江县", 3, "430600000000"),
    (JIAYI, "加义镇", 4, PINGJIANG),
    ("430626101000", "三阳乡", 4, PINGJIANG),
    (XIEJIANG, "谢江村村民委员会", 5, JIAYI),
)
Enter = Callable[[Actor], None]


def make_places() -> None:
    with transaction() as session:
        session.add_all(
            Region(code=code, name=name, level=level, parent_code=parent, pinyin="", initials="")
            for code, name, level, parent in PLACES
        )
        session.add(
            Station(
                slug="pj", name="平江县爱心妈妈工作站", region_code=PINGJIANG, phone="0730-6223344"
            )
        )


@pytest.fixture(autouse=True)
def places(app: Flask) -> None:
    make_places()


@pytest.fixture
def staff(app: Flask) -> Actor:
    return make_actor(Role.STAFF)


@pytest.fixture
def enter_as(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Enter:
    """Requests are made on behalf of this actor from now on; at first of nobody."""

    def enter(actor: Actor) -> None:
        monkeypatch.setitem(app.extensions, "actor_loader", lambda: actor)

    enter(ANONYMOUS)
    return enter
