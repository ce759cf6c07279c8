"""A reviewer works through 20 applications without a mouse, on a wide screen and a narrow one."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from sqlalchemy import func, select

from app.core.clock import now
from app.core.db import session, transaction
from app.policy import Role
from app.regions.models import Region, Station
from app.volunteers.models import VettingCheck, Volunteer
from tests.people import PINGJIANG, make_actor, make_volunteer
from tests.support.browser import DESKTOP, PHONE, LiveServer, assert_fits, open_phone
from tests.volunteers.conftest import PLACES

pytestmark = pytest.mark.browser

APPLICATIONS = 20
REFUSED = 4
"""Every so-manieth is refused."""
MOST_TABS = 120


class Keys:
    """Nothing but keys; the pointer is never touched, and no address is typed after the first."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def reach(self, selector: str) -> None:
        """Tab until the element has the focus, and can be seen to have it."""
        for _press in range(MOST_TABS):
            self.page.keyboard.press("Tab")
            if self.page.evaluate("one => document.activeElement.matches(one)", selector):
                break
        else:
            raise AssertionError(f"{MOST_TABS} tabs do not lead to {selector} on {self.page.url}")
        shown = self.page.evaluate(
            "() => { const style = getComputedStyle(document.activeElement);"
            " return style.outlineStyle !== 'none' || style.boxShadow !== 'none'; }"
        )
        assert shown, f"the focus on {selector} cannot be seen"

    def follow(self, selector: str) -> None:
        self.reach(selector)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        assert_fits(self.page)

    def skip(self) -> None:
        """Past the head of the page."""
        self.reach("a.skip")
        self.page.keyboard.press("Enter")

    def choose(self, selector: str) -> None:
        self.reach(selector)
        self.page.keyboard.press("Space")

    def write(self, selector: str, text: str) -> None:
        self.reach(selector)
        self.page.keyboard.insert_text(text)


def review(keys: Keys, refuse: bool) -> None:
    """From the home page to the decision about the first application of the list."""
    keys.follow("header a[href='/']")
    keys.skip()
    keys.follow("main a[href*='state=checking']")
    keys.skip()
    keys.follow("main #rows th a[href^='/volunteers/']")
    keys.skip()
    keys.follow("main a[href$='/checks/sanctions']")
    keys.choose("main input[name=passed]")
    keys.write("main textarea[name=note]", "已查，无处分、处罚记录")
    keys.follow("main form .actions button:not(.quiet)")
    keys.skip()
    if refuse:
        keys.follow("main a[href$='/refuse']")
        keys.choose("main input[name=code]")
    else:
        keys.follow("main a[href$='/approve']")
    keys.write("main textarea[name=reason]", "审核意见")
    keys.follow("main form .actions button")


@pytest.mark.parametrize("device", [DESKTOP, PHONE], ids=["desktop", "360px"])
def test_reviewer_decides_20_applications_by_keyboard(
    chromium: Browser, live_server: LiveServer, device: dict[str, Any]
) -> None:
    app = live_server.app
    with app.app_context():
        _populate()
        reviewer = make_actor(Role.REVIEWER)
    app.extensions["actor_loader"] = lambda: reviewer
    with open_phone(chromium, live_server.url, device=device) as page:
        page.goto("/")
        for number in range(APPLICATIONS):
            review(Keys(page), refuse=number % REFUSED == 0)
    assert _counts(app) == {"approved": 15, "refused": 5}


def _populate() -> None:
    with transaction() as current:
        current.add_all(
            Region(code=code, name=name, level=level, parent_code=above, pinyin="", initials="")
            for code, name, level, above in PLACES
        )
        current.add(Station(slug="pj", name="平江县爱心妈妈工作站", region_code=PINGJIANG))
    for number in range(APPLICATIONS):
        make_volunteer(f"李{number}", state="checking", declared_at=now(), exclusions_declared=[])
    with transaction() as current:
        query = select(VettingCheck).where(VettingCheck.kind == "sanctions")
        for check in current.scalars(query).all():
            current.delete(check)


def _counts(app: Flask) -> dict[str, int]:
    with app.app_context():
        counted = select(Volunteer.state, func.count()).group_by(Volunteer.state)
        return dict(session().execute(counted).all())
