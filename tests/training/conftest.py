from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from app.core.access.actors import Actor
from app.core.db import transaction
from app.policy import Role
from app.regions.models import Region, Station
from app.volunteers.models import Volunteer
from tests.people import JIAYI, PINGJIANG, XIEJIANG, actor_of, make_actor, make_user, make_volunteer

PLACES = (
    ("430000000000", "湖南省", 1, None),
    ("430600000000", "岳阳市", 2, "430000000000"),
    (PINGJIANG, "平江县", 3, "430600000000"),
    (JIAYI, "加义镇", 4, PINGJIANG),
    (XIEJIANG, "谢江村委会", 5, JIAYI),
)
STATION = "平江县爱心妈妈工作站"


def make_places() -> None:
    with transaction() as session:
        session.add_all(
            Region(code=code, name=name, level=level, parent_code=parent, pinyin="", initials="")
            for code, name, level, parent in PLACES
        )
        session.add(Station(slug="pj", name=STATION, region_code=PINGJIANG, phone="0730-6223344"))


@pytest.fixture(autouse=True)
def station(request: pytest.FixtureRequest) -> None:
    if "app" in request.fixturenames:
        request.getfixturevalue("app")
        make_places()


@pytest.fixture
def staff(app: Flask) -> Actor:
    return make_actor(Role.STAFF)


@pytest.fixture
def chair(app: Flask) -> Actor:
    return make_actor(Role.CHAIR)


@pytest.fixture
def wang(app: Flask) -> Volunteer:
    """An untrained volunteer with an account."""
    user = make_user("wangfang", (Role.VOLUNTEER, XIEJIANG), name="王芳")
    return make_volunteer("王芳", trained=False, user_id=user.id)


@pytest.fixture
def herself(wang: Volunteer) -> Actor:
    from app.accounts.models import User
    from app.core.db import session

    return actor_of(session().get_one(User, wang.user_id))


@pytest.fixture
def enter_as(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[[Actor], None]:
    def enter(actor: Actor) -> None:
        monkeypatch.setitem(app.extensions, "actor_loader", lambda: actor)

    return enter
