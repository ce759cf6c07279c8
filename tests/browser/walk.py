"""People walking through the station on a phone, each with a browser of her own."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from flask import Flask
from PIL import Image
from playwright.sync_api import Browser, Page

from app.accounts import codes, passwords
from app.accounts.models import User
from app.core import jobs
from app.core.clock import today
from app.core.db import session, transaction
from app.policy import Role
from app.site.setup import door
from app.volunteers.models import Volunteer
from tests.people import PINGJIANG, complete_course, identity_number, make_course, make_user
from tests.support.browser import LiveServer, assert_accessible, assert_fits, open_phone
from tests.support.html import check_page

DATA = Path(__file__).parents[1] / "data"
PASSWORD = "石榴花开了，满院子都是香气"
VILLAGE = "430626103230"


def scan() -> bytes:
    target = io.BytesIO()
    Image.new("L", (400, 560), 240).save(target, "PNG")
    return target.getvalue()


class Walker:
    """One person before the server. `look` at every page that she meets."""

    def __init__(self, page: Page, app: Flask, *, script: bool) -> None:
        self.page, self.app, self.script = page, app, script
        self.codes: list[str] = []

    def look(self) -> None:
        check_page(self.page.content())
        if self.script:
            assert_accessible(self.page)
        else:
            # axe needs scripts; the pages are the same.
            assert_fits(self.page)

    def open(self, path: str) -> None:
        answer = self.page.goto(path)
        assert answer is not None
        assert answer.status < 400, f"{path}: {answer.status}"
        self.look()

    def press(self, selector: str) -> None:
        """Press what leads to another page, and look at that."""
        with self.page.expect_navigation():
            self.page.locator(selector).first.click()
        self.look()

    def send(self) -> None:
        """The form's own button: the last of the page's main part that submits."""
        self.press("main form .actions .button:not(.quiet)")

    def pick(self, words: str, code: str) -> None:
        """Search in the region picker and choose."""
        page = self.page
        page.fill("input[name=region-q]", words)
        self._step("find")
        self._step(f"pick:{code}")

    def _step(self, go: str) -> None:
        button = self.page.locator(f'button[name=region-go][value="{go}"]')
        if self.script and self.page.locator("script[src*=htmx]").count():
            button.click()
            wanted = "find" if go == "find" else "change"
            probe = "[value^='pick:']" if wanted == "find" else "[value=change]"
            self.page.locator(f"button[name=region-go]{probe}").first.wait_for()
        else:
            with self.page.expect_navigation():
                button.click()

    def set_up(self) -> None:
        """The empty station, with the code from the console; then the second factor."""
        self.open("/")
        assert self.page.url.endswith("/setup")
        self.pick("平江县", PINGJIANG)
        with self.app.app_context():
            self.page.fill("input[name=code]", door.code())
        self.page.fill("input[name=station_name]", "平江县爱心妈妈工作站")
        self.page.fill("input[name=name]", "彭桂香")
        self.page.fill("input[name=username]", "pengguixiang")
        self.page.fill("input[name=password]", PASSWORD)
        self.send()
        assert "/account/second-factor" in self.page.url, self.page.inner_text("main")
        self.press("form[action*=sheet] button")
        self.codes = self.page.locator("main ol code").all_inner_texts()
        assert len(self.codes) == 10
        self.press("main a.button:not(.quiet)")
        self.prove()

    def prove(self) -> None:
        self.page.fill("input[name=code]", self.codes.pop(0))
        self.send()

    def log_in(self, username: str, role: Role) -> None:
        """Somebody whose account the chair has made, with her printed sheet."""
        with self.app.app_context():
            user = make_user(username, (role, PINGJIANG), name=username)
            with transaction() as current:
                user = current.get_one(User, user.id)
                user.password_hash = passwords.hash_password(PASSWORD)
                self.codes = codes.issue_sheet(user)
        self.open("/login")
        self.page.fill("input[name=username]", username)
        self.page.fill("input[name=password]", PASSWORD)
        self.send()
        self.prove()
        assert self.page.url.rstrip("/").count("/") == 2, self.page.url

    def take_in(self, kind: str, roster: str) -> int:
        """Import a roster: file, check, preview, written. Returns how many are new."""
        self.open(f"/{kind}/import")
        self.page.set_input_files("input[type=file]", DATA / roster)
        if kind == "children":
            self.page.select_option("select[name=source]", "station")
        self.send()
        self.wait_for("preview")
        self.send()
        self.wait_for("done")
        assert self.page.url.endswith("/done"), self.page.inner_text("main")
        return int(self.page.locator(".stats b").first.inner_text())

    def wait_for(self, end: str) -> None:
        """The page that shows the progress leads on by itself, with scripts and without."""
        with self.app.app_context():
            assert jobs.run_waiting() == 1
        self.page.wait_for_url(f"**/{end}")
        self.look()

    def apply(self, name: str) -> None:
        """A volunteer registers herself."""
        page = self.page
        self.open("/join")
        page.fill("input[name=name]", name)
        page.fill("input[name=identity_number]", identity_number(date(1985, 3, 8)))
        page.fill("input[name=phone]", "13800001234")
        self.pick("谢江村", VILLAGE)
        for radio in ("kind", "placement"):
            page.locator(f"input[name={radio}]").first.check()
        for box in page.locator("input[name^=exclusion_][value=no]").all():
            box.check()
        page.fill("input[name=capacity]", "2")
        page.check("input[name=agrees]")
        self.send()
        assert page.url.endswith("/join/done"), page.inner_text("main")
        assert re.fullmatch(r"[A-Z0-9 -]{8,10}", page.locator(".serial").inner_text())

    def find_volunteer(self, name: str) -> int:
        with self.app.app_context():
            found: int = session().query(Volunteer.id).filter(Volunteer.name == name).scalar()
            return found

    def check(self, volunteer_id: int) -> None:
        """Record two references and every check that the page still asks for."""
        for person in ("胡桂英", "任建国"):
            self._refer(volunteer_id, person)
        for _ in range(5):
            self.open(f"/volunteers/{volunteer_id}")
            self.press("main .gate .red a")
            self.page.check("input[name=passed][value=yes]")
            for box, words in (("authority", "平江县公安局"), ("second_name", "胡桂英")):
                if self.page.locator(f"input[name={box}]").count():
                    self.page.fill(f"input[name={box}]", words)
            for score in self.page.locator("input[name^=score_][value='4']").all():
                score.check()
            self.send()
        assert not self.page.locator(".gate .red").count()

    def _refer(self, volunteer_id: int, person: str) -> None:
        self.open(f"/volunteers/{volunteer_id}/references/new")
        self.page.fill("input[name=person]", person)
        self.page.locator("input[name=relation]").first.check()
        self.page.check("input[name=supports][value=yes]")
        self.page.fill("input[name=asked_on]", today().isoformat())
        self.send()

    def train(self, volunteer_id: int) -> None:
        """The walk through training is a test of its own."""
        with self.app.app_context():
            complete_course(session().get_one(Volunteer, volunteer_id), make_course())

    def approve(self, volunteer_id: int) -> None:
        self.open(f"/volunteers/{volunteer_id}")
        self.press("main a[href$='/approve']")
        self.page.fill("textarea[name=reason]", "面谈情况良好，同意录用。")
        self.send()
        assert self.page.url.endswith("/slip"), self.page.inner_text("main")

    def record_consent(self) -> str:
        """Of the first child on the list; returns the path of its page."""
        self.open("/children")
        self.press("main table a")
        path = self.page.url.partition("//")[2].partition("/")[2]
        self.press("main a[href$='/consents/new']")
        self.page.fill("input[name=signed_on]", today().isoformat())
        self.page.locator("input[name=scope_pairing]").first.check()
        if self.page.locator("input[name=child_agreed]").count():
            self.page.check("input[name=child_agreed]")
        self.send()
        assert self.page.locator(".state.green").count(), self.page.inner_text("main")
        return f"/{path}"

    def pledge(self, volunteer_id: int) -> None:
        """Issue the pledge and have it signed: drawn, or on paper where nothing can be drawn."""
        self.open(f"/volunteers/{volunteer_id}")
        self.press("main a[href*='/pledges/new/']")
        self.send()
        if self.script:
            self._draw()
            self.page.check("#redeclared-screen")
            self.press("form[action$='/sign'] button[type=submit]")
        else:
            self.page.check("#redeclared-paper")
            file = {"name": "scan.png", "mimeType": "image/png", "buffer": scan()}
            self.page.set_input_files("input[type=file]", file)  # type: ignore[arg-type]
            self.press("form[action$='/scan'] button[type=submit]")
        assert self.page.locator("h1 .state.green").count(), self.page.inner_text("main")
        paper = self.page.request.get(self.page.url + "/pledge.pdf")
        assert paper.headers["content-type"] == "application/pdf"
        assert paper.body().startswith(b"%PDF-")

    def _draw(self) -> None:
        canvas = self.page.locator("canvas")
        canvas.scroll_into_view_if_needed()
        box = canvas.bounding_box()
        assert box
        mouse = self.page.mouse
        mouse.move(box["x"] + 30, box["y"] + 30)
        mouse.down()
        for step in range(12):
            mouse.move(box["x"] + 30 + 15 * step, box["y"] + 30 + (step % 4) * 15)
        mouse.up()

    def pair(self, child: str, name: str) -> None:
        self.open(child)
        self.press("main a[href$='/candidates']")
        self.press("main a[href*='/with/']")
        assert not self.page.locator(".gate .red").count(), self.page.inner_text("main")
        assert name in self.page.inner_text("h1")
        self.send()
        assert self.page.locator("h1 .state.green").count(), self.page.inner_text("main")


@contextmanager
def walker(chromium: Browser, server: LiveServer, *, script: bool) -> Iterator[Walker]:
    with open_phone(chromium, server.url, script=script) as page:
        # A roster is read while other tests use the machine as well.
        page.set_default_timeout(40_000)
        yield Walker(page, server.app, script=script)
