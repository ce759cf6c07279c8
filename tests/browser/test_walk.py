"""The first walk through the whole house on a phone of 360 px, with JavaScript and without."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser

from app.children.models import Child
from app.core.db import session, transaction
from app.policy import Role
from app.regions.services import load_register
from app.site.setup import door
from tests.browser.walk import Walker, walker
from tests.people import PINGJIANG, put_on_roster
from tests.support.browser import LiveServer, serve

pytestmark = pytest.mark.browser

CHILDREN = "children-roster-pingjiang.xlsx"
VOLUNTEERS = "volunteer-roster-pingjiang.xlsx"


@pytest.fixture
def empty_station(fresh_app: Flask) -> Iterator[LiveServer]:
    """As it is after the installation, with one county of the register."""
    with fresh_app.app_context(), transaction() as current:
        load_register(current.connection(), within=(PINGJIANG,))
    fresh_app.extensions[door.DONE] = False
    with serve(fresh_app) as server:
        yield server


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_station_runs(
    chromium: Browser, fresh_app: Flask, empty_station: LiveServer, script: bool
) -> None:
    name = "李慧敏"
    with walker(chromium, empty_station, script=script) as chair:
        chair.set_up()
        assert chair.take_in("children", CHILDREN) > 0
        assert chair.take_in("volunteers", VOLUNTEERS) > 0
    with walker(chromium, empty_station, script=script) as visitor:
        visitor.apply(name)
    with walker(chromium, empty_station, script=script) as staff:
        staff.log_in("lingxiaofang", Role.STAFF)
        volunteer = staff.find_volunteer(name)
        staff.check(volunteer)
        with walker(chromium, empty_station, script=script) as reviewer:
            reviewer.log_in("yulihua", Role.REVIEWER)
            reviewer.approve(volunteer)
        child = staff.record_consent()
        with fresh_app.app_context():
            # The ways of a village's roster have tests of their own.
            put_on_roster(session().get_one(Child, int(child.rpartition("/")[2])))
        _bind(staff, volunteer, child, name)


def _bind(staff: Walker, volunteer: int, child: str, name: str) -> None:
    staff.train(volunteer)
    staff.pledge(volunteer)
    staff.pair(child, name)
    staff.open(child)
    assert name in staff.page.inner_text("main")
