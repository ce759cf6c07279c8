"""The life of a pair on a phone, with and without JavaScript: from the proposal to the end."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser

from app.accounts.models import User
from app.core.db import session, transaction
from app.pairings.closing import CODES
from app.pairings.models import Pairing
from app.policy import Role
from app.regions.models import Station
from app.volunteers.models import Volunteer
from tests.browser.walk import Walker, scan, walker
from tests.pairings.pairs import ready
from tests.people import PINGJIANG, make_child, make_course
from tests.support.browser import LiveServer, serve

pytestmark = pytest.mark.browser


@pytest.fixture
def station(fresh_app: Flask) -> Iterator[LiveServer]:
    with fresh_app.app_context(), transaction() as current:
        current.add(Station(region_code=PINGJIANG, name="平江县爱心妈妈工作站", slug="pj"))
    with serve(fresh_app) as server:
        yield server


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_life_of_a_pair(
    fresh_app: Flask, chromium: Browser, station: LiveServer, script: bool
) -> None:
    with fresh_app.app_context():
        make_course()
        child_id = make_child().id
        volunteer_id = ready("王芳").id
    with walker(chromium, station, script=script) as staff:
        staff.log_in("staff", Role.STAFF)
        pairing_id = _propose(staff, child_id, volunteer_id)
        with walker(chromium, station, script=script) as herself:
            herself.log_in("wangfang", Role.VOLUNTEER)
            _is_the_volunteer(fresh_app, "wangfang", volunteer_id)
            herself.open(f"/pairings/{pairing_id}")
            herself.press(f'form[action$="/{pairing_id}/answer/volunteer/yes"] button')
        staff.open(f"/pairings/{pairing_id}")
        staff.press(f'form[action$="/{pairing_id}/answer/family/yes"] button')
        _meet_and_agree(staff, pairing_id)
        _review_and_end(staff, pairing_id)
    with fresh_app.app_context():
        assert session().get_one(Pairing, pairing_id).state == "ended"


def _is_the_volunteer(app: Flask, username: str, volunteer_id: int) -> None:
    with app.app_context(), transaction() as current:
        user = current.query(User).filter_by(username=username).one()
        current.get_one(Volunteer, volunteer_id).user_id = user.id


def _propose(staff: Walker, child_id: int, volunteer_id: int) -> int:
    staff.open(f"/pairings/child/{child_id}/candidates")
    staff.open(f"/pairings/child/{child_id}/with/{volunteer_id}")
    staff.press('button[name="how"][value="ask"]')
    return int(staff.page.url.rsplit("/", 1)[1])


def _meet_and_agree(staff: Walker, pairing_id: int) -> None:
    staff.open(f"/pairings/{pairing_id}/meet")
    for who in ("volunteer", "child"):
        staff.page.check(f'input[name="present"][value="{who}"]')
    staff.page.fill('[name="place"]', "村部")
    staff.send()
    staff.open(f"/pairings/{pairing_id}/agree")
    staff.send()
    staff.page.set_input_files(
        'input[type="file"]', {"name": "a.png", "mimeType": "image/png", "buffer": scan()}
    )
    staff.send()


def _review_and_end(staff: Walker, pairing_id: int) -> None:
    staff.open(f"/pairings/{pairing_id}/review")
    staff.page.check('input[name="heard"][value="child"]')
    staff.page.check('input[name="outcome"][value="close"]')
    staff.page.fill('[name="note"]', "孩子随父母进城")
    staff.send()
    staff.page.check('input[name="way"][value="planned"]')
    staff.page.fill('[name="reason"]', "孩子随父母进城")
    staff.send()
    for code in CODES:
        staff.open(f"/pairings/{pairing_id}/end/step/{code}")
        if code == "hand_over":
            staff.page.check('input[name="hand_over"][value="summary"]')
            staff.page.fill('[name="summary"]', "喜欢画画")
        elif code != "statement":
            declines = code == "talk_guardian"
            outcome = "declined" if declines else "done"
            staff.page.check(f'input[name="outcome"][value="{outcome}"]')
            if not declines:
                staff.page.fill('[name="note"]', "谈过了")
        staff.send()
    staff.open(f"/pairings/{pairing_id}/end")
    staff.press(".note.red ~ .actions button, button.danger")
