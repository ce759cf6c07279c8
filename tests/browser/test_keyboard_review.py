"""A reviewer works through 20 applications without a mouse; and through some on a narrow screen."""

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
NEXT = "main a#next-application"
MOST_TABS = 120
STOPS_BEFORE = """selector => {
  const from = document.activeElement === document.body && location.hash
    ? document.querySelector(location.hash) : document.activeElement;
  const groups = new Set();
  let stops = 0;
  const all = "a[href], button, input, select, textarea, summary";
  for (const one of document.querySelectorAll(all)) {
    const after = from === document.body
      || from.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING;
    if (!after || one.disabled || one.tabIndex < 0 || !one.checkVisibility()) continue;
    if (one.matches(selector)) return stops;
    if (one.type === "radio" && groups.size === groups.add(one.name).size) continue;
    stops += 1;
  }
  return 0;
}"""
"""About how often Tab is pressed before the element is reached; never more often."""
FOCUS = """selector => {
  const style = getComputedStyle(document.activeElement);
  const shown = style.outlineStyle !== "none" || style.boxShadow !== "none";
  return [document.activeElement.matches(selector), shown];
}"""


class Keys:
    """Nothing but keys; the pointer is never touched, and no address is typed after the first."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def reach(self, selector: str) -> None:
        """Tab until the element has the focus, and can be seen to have it.

        The first tabs are pressed without looking where they lead: asking costs as much again.
        """
        blind = self.page.evaluate(STOPS_BEFORE, selector)
        for _press in range(blind):
            self.page.keyboard.press("Tab")
        for _press in range(MOST_TABS - blind):
            self.page.keyboard.press("Tab")
            reached, shown = self.page.evaluate(FOCUS, selector)
            if reached:
                assert shown, f"the focus on {selector} cannot be seen"
                return
        raise AssertionError(f"{MOST_TABS} tabs do not lead to {selector} on {self.page.url}")

    def follow(self, selector: str) -> None:
        self.reach(selector)
        with self.page.expect_navigation(wait_until="domcontentloaded"):
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


def open_first(keys: Keys) -> None:
    """From the home page to the first application of the list."""
    keys.skip()
    keys.follow("main a[href*='state=checking']")
    keys.skip()
    keys.follow("main #rows th a[href^='/volunteers/']")


def review(keys: Keys, refuse: bool) -> None:
    """From an application to the decision about it."""
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


# On the narrow screen each page comes twice and more, which is what its width needs.
@pytest.mark.parametrize(
    ("device", "number"), [(DESKTOP, APPLICATIONS), (PHONE, 8)], ids=["desktop", "360px"]
)
def test_reviewer_decides_applications_by_keyboard(
    chromium: Browser, live_server: LiveServer, device: dict[str, Any], number: int
) -> None:
    app = live_server.app
    with app.app_context():
        _populate(number)
        reviewer = make_actor(Role.REVIEWER)
    app.extensions["actor_loader"] = lambda: reviewer
    with open_phone(chromium, live_server.url, device=device) as page:
        page.goto("/")
        keys = Keys(page)
        open_first(keys)
        for at in range(number):
            review(keys, refuse=at % REFUSED == 0)
            if at < number - 1:
                keys.skip()
                keys.follow(NEXT)
    refused = number // REFUSED
    assert _counts(app) == {"approved": number - refused, "refused": refused}


def _populate(applications: int) -> None:
    with transaction() as current:
        current.add_all(
            Region(code=code, name=name, level=level, parent_code=above, pinyin="", initials="")
            for code, name, level, above in PLACES
        )
        current.add(Station(slug="pj", name="平江县爱心妈妈工作站", region_code=PINGJIANG))
    for number in range(applications):
        make_volunteer(f"李{number}", state="checking", declared_at=now(), exclusions_declared=[])
    with transaction() as current:
        query = select(VettingCheck).where(VettingCheck.kind == "sanctions")
        for check in current.scalars(query).all():
            current.delete(check)


def _counts(app: Flask) -> dict[str, int]:
    with app.app_context():
        counted = select(Volunteer.state, func.count()).group_by(Volunteer.state)
        return dict(session().execute(counted).all())
