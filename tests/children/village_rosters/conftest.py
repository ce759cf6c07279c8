from __future__ import annotations

import pytest
from flask import Flask

from app.core.access.actors import Actor
from app.policy import Role
from tests.children.village_rosters.village import make_places
from tests.people import JIAYI, XIEJIANG, make_actor


@pytest.fixture
def village(app: Flask) -> Actor:
    """The chair of the village's federation."""
    make_places()
    return make_actor(Role.CHAIR, XIEJIANG)


@pytest.fixture
def township(app: Flask) -> Actor:
    return make_actor(Role.STAFF, JIAYI)
