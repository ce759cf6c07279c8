"""From the plan to confirmed hours: at 360 px, with JavaScript and without."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Iterator
from datetime import timedelta

import pytest
import zxingcpp
from flask import Flask
from PIL import Image
from playwright.sync_api import Browser
from sqlalchemy import select

from app.accounts.models import User
from app.activities.models import Activity
from app.core.clock import now, today
from app.core.db import session, transaction
from app.policy import Role
from app.site.setup import door
from tests.activities.conftest import make_places
from tests.browser.walk import Walker, walker
from tests.people import make_actor, make_volunteer
from tests.support.browser import LiveServer, serve

pytestmark = pytest.mark.browser

HERSELF = {"wangfang": "王芳", "lixia": "李霞", "zhaomin": "赵敏"}
BY_STAFF = ("胡慧敏", "汤巧云")


@pytest.fixture
def station(fresh_app: Flask) -> Iterator[LiveServer]:
    with fresh_app.app_context():
        make_places()
        make_actor(Role.CHAIR)
        for name in BY_STAFF:
            make_volunteer(name)
    fresh_app.extensions[door.DONE] = True
    with serve(fresh_app) as server:
        yield server


def enter(person: Walker, username: str) -> None:
    person.log_in(username, Role.VOLUNTEER)
    with person.app.app_context():
        user = session().scalar(select(User).where(User.username == username))
        assert user is not None
        make_volunteer(HERSELF[username], user_id=user.id)


def plan(staff: Walker) -> str:
    """Four seats, for volunteers; the path of its page."""
    page = staff.page
    staff.open("/activities/new")
    page.fill("input[name=title]", "一起读绘本")
    page.select_option("select[name=kind]", "reading")
    page.fill("input[name=day]", (today() + timedelta(days=2)).isoformat())
    page.fill("input[name=place]", "村活动室")
    page.locator("details:has(input[name=sign_up]) summary").click()
    page.check("input[name=sign_up][value=volunteers]")
    page.fill("input[name=capacity]", "4")
    staff.send()
    staff.press("form[action$='/publish'] button")
    for name in BY_STAFF:
        staff.open(f"{path_of(staff)}/people?q={name}")
        staff.press("form[action$='/people/add'] button")
    return path_of(staff)


def path_of(person: Walker) -> str:
    whole = person.page.url.split("//")[1].partition("/")[2]
    return "/" + "/".join(whole.split("/")[:2]).partition("?")[0]


def move(app: Flask, path: str, *, begun: float) -> None:
    """As if it had begun so many hours ago; it lasts two."""
    with app.app_context(), transaction() as current:
        activity = current.get_one(Activity, int(path.rpartition("/")[2]))
        activity.starts_at = now() - timedelta(hours=begun)
        activity.ends_at = activity.starts_at + timedelta(hours=2)
        activity.occasion.starts_at = activity.starts_at
        activity.occasion.ends_at = activity.ends_at


def read_code(staff: Walker, path: str) -> str:
    """What a phone reads off the sheet at the door: the path of its address."""
    pdf = staff.page.request.get(path).body()
    drawn = subprocess.run(
        ["pdftoppm", "-r", "100", "-png", "-singlefile", "-"],
        input=pdf, capture_output=True, check=True,
    ).stdout  # fmt: skip
    (code,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(drawn)))
    return "/" + code.text.partition("//")[2].partition("/")[2]


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_an_activity_from_plan_to_confirmed_hours(
    chromium: Browser, station: LiveServer, script: bool
) -> None:
    with (
        walker(chromium, station, script=script) as staff,
        walker(chromium, station, script=script) as first,
        walker(chromium, station, script=script) as second,
        walker(chromium, station, script=script) as third,
    ):
        staff.log_in("lingxiaofang", Role.STAFF)
        path = plan(staff)
        for person, username in zip((first, second, third), HERSELF, strict=True):
            enter(person, username)
            person.open("/calendar?view=list")
            person.press(f"main a[href='{path}']")
            person.press("form[action$='/join'] button")
        for view in ("", "?view=week", "?kind=learning&audience=public"):
            first.open(f"/calendar{view}")
        first.open(path)
        assert "候补" in third.page.inner_text("main")
        first.press("form[action*='/leave/'] button")
        third.open(path)
        assert "已报名" in third.page.inner_text("main")
        third.open("/messages")
        assert "一起读绘本" in third.page.inner_text("main")

        move(station.app, path, begun=0.5)
        second.open(read_code(staff, f"{path}/door.pdf"))
        second.send()
        assert "done=1" in second.page.url
        staff.open(f"{path}/day")
        staff.page.check("label:has-text('赵敏')")
        staff.press("form[action$='/check-in'] button[type=submit]")
        for name in BY_STAFF:
            staff.page.check(f"label:has-text('{name}')")
        staff.press("form[action$='/check-in'] button[type=submit]")
        assert "4人中已到4人" in staff.page.inner_text("main")

        move(station.app, path, begun=3)
        staff.open(f"{path}/close")
        staff.page.fill("textarea[name=minutes]", "读了三本绘本，孩子们很投入。")
        staff.send()
        second.open(path)
        second.page.check("input[name=score][value='5']")
        second.page.fill("textarea[name=remark]", "时间可以长一些")
        second.press("form[action$='/feedback'] button")
        staff.open(path)
        assert "时间可以长一些" in staff.page.inner_text("main")
        staff.open("/hours?view=recorded")
        assert staff.page.locator("input[name=ids]:checked").count() == 4
        staff.press("form[action$='/confirm'] button[type=submit]")
        second.open("/hours")
        assert "已确认" in second.page.inner_text("main")
        second.press("main table a")
        assert "120" in second.page.inner_text("main")
