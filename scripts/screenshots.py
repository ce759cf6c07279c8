"""Pictures of the guide, made anew: python -m scripts.screenshots [FOLDER].

A station with made-up people is built in a temporary place, opened in Chromium at the width of a
phone, and each page named below becomes docs/guide/images/<name>.png.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from app.core.db import Base, database, transaction
from app.core.documents.typefaces import FONT_FOLDER
from app.policy import Role
from app.regions.models import Region, Station
from tests import people
from tests.support.applications import make_app
from tests.support.browser import launch_chromium, open_phone, serve
from tests.volunteers.conftest import PLACES

TARGET = Path(__file__).resolve().parent.parent / "docs" / "guide" / "images"
PUBLIC = {"apply-notice": "/join", "apply-status": "/join/status"}
REVIEW = {
    "review-list": "/volunteers?state=applied",
    "review-record": "/volunteers/{id}",
    "review-reference": "/volunteers/{id}/references/new",
    "review-interview": "/volunteers/{id}/checks/interview",
    "review-calls": "/campaigns",
    "review-programme": "/programme/",
}


def main(target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    # A machine without Chinese fonts: the faces of the documents serve for the screen too.
    os.environ["FONTCONFIG_FILE"] = str(_font_settings(Path(tempfile.mkdtemp())))
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/guide.db"
        with make_app(url, Path(folder)) as app, app.app_context():
            Base.metadata.create_all(database().engine)
            number = _populate()
            reviewer = people.make_actor(Role.REVIEWER)
            with serve(app) as server, sync_playwright() as playwright:
                browser = launch_chromium(playwright)
                with open_phone(browser, server.url) as page:
                    _take(page, PUBLIC, number, target)
                    app.extensions["actor_loader"] = lambda: reviewer
                    _take(page, REVIEW, number, target)
                browser.close()


def _font_settings(folder: Path) -> Path:
    file = folder / "fonts.conf"
    file.write_text(
        f"<fontconfig><dir>{FONT_FOLDER}</dir><cachedir>{folder}</cachedir></fontconfig>"
    )
    return file


def _populate() -> int:
    with transaction() as session:
        session.add_all(
            Region(code=code, name=name, level=level, parent_code=above, pinyin="", initials="")
            for code, name, level, above in PLACES
        )
        session.add(
            Station(
                slug="pj",
                name="平江县爱心妈妈工作站",
                region_code=people.PINGJIANG,
                phone="0730-0000000",
            )
        )
    people.make_volunteer("李娜", state="applied", vetted=False)
    people.make_volunteer("周敏", state="applied", vetted=False)
    return people.make_volunteer("王芳", state="applied", vetted=False).id


def _take(page: Page, wanted: dict[str, str], number: int, target: Path) -> None:
    for name, address in wanted.items():
        page.goto(address.format(id=number))
        page.screenshot(path=target / f"{name}.png", full_page=False)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET)
