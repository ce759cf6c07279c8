"""Pictures of the guide, made anew: python -m scripts.screenshots [FOLDER].

A station with made-up people is built in a temporary place, opened in Chromium at the width of a
phone, and each page named below becomes docs/guide/images/<name>.png.
"""

from __future__ import annotations

import os
import sys
import tempfile
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from app.core.clock import now, today
from app.core.db import Base, database, transaction
from app.core.documents.typefaces import FONT_FOLDER
from app.demo.drawings import badge
from app.policy import Role
from app.regions.models import Region, Station
from app.volunteers import services
from tests import people
from tests.support.applications import make_app
from tests.support.browser import launch_chromium, open_phone, serve
from tests.volunteers.conftest import PLACES

TARGET = Path(__file__).resolve().parent.parent / "docs" / "guide" / "images"
STATION = {
    "review-paper": "/volunteers/{id}/papers/new",
    "review-team": "/teams/{team}",
    "review-captain": "/teams/{team}/captain",
    "leave-steps": "/volunteers/{serving}/leaving",
    "outside-columns": "/volunteers/outside/department/columns",
}
COLOURS = 48
"""A page of text needs no more; the pictures are a third of their size."""
PUBLIC = {"apply-notice": "/join", "apply-status": "/join/status"}
REVIEW = {
    "review-list": "/volunteers?state=applied",
    "review-record": "/volunteers/{id}",
    "review-reference": "/volunteers/{id}/references/new",
    "review-interview": "/volunteers/{id}/checks/interview",
    "review-doubles": "/volunteers/doubles",
    "review-due": "/volunteers/due",
    "review-appeal": "/volunteers/{appealed}/decide-appeal",
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
            numbers = _populate()
            reviewer = people.make_actor(Role.REVIEWER, "430600000000")
            chair = people.make_actor(Role.CHAIR)
            with serve(app) as server, sync_playwright() as playwright:
                browser = launch_chromium(playwright)
                with open_phone(browser, server.url) as page:
                    _take(page, PUBLIC, numbers, target)
                    app.extensions["actor_loader"] = lambda: reviewer
                    _take(page, REVIEW, numbers, target)
                    app.extensions["actor_loader"] = lambda: chair
                    _take(page, STATION, numbers, target)
                browser.close()


def _font_settings(folder: Path) -> Path:
    file = folder / "fonts.conf"
    file.write_text(
        f"<fontconfig><dir>{FONT_FOLDER}</dir><cachedir>{folder}</cachedir></fontconfig>"
    )
    return file


def _populate() -> dict[str, int]:
    """The people whom the addresses name."""
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
    for name, key, year in (("李娜", "lina", 1981), ("周敏", "zhoumin", 1990)):
        people.make_volunteer(
            name, state="applied", vetted=False, name_key=key, born_on=date(year, 3, 8)
        )
    applied = people.make_volunteer(
        "王芳", state="applied", vetted=False, name_key="wangfang1", born_on=date(1985, 6, 1)
    )
    chair = people.make_actor(Role.CHAIR)
    serving = people.make_volunteer("黄桂英", name_key="huangguiying", trained=False)
    twin = people.make_volunteer("黄桂瑛", name_key="huangguiying", state="applied", vetted=False)
    for check in serving.checks:
        if check.kind == "record_enquiry":
            with transaction():
                check.valid_until = today() + timedelta(days=20)
    refused = people.make_volunteer(
        "陈新", state="checking", declared_at=now(), name_key="chenxin", born_on=date(1979, 2, 3)
    )
    services.refuse(actor=chair, volunteer_id=refused.id, reason="面谈未通过", code="interview")
    services.appeal(actor=chair, volunteer_id=refused.id, reason="面谈那天发烧，请再给一次机会。")
    team = services.create_team(
        actor=chair,
        region_code=people.XIEJIANG,
        name="谢江村“爱心妈妈”志愿服务队",
        kind="local",
        captain_name="陈秀兰",
        captain_office="村妇联主席",
        brand="谢江姐妹",
        room="村文化活动室",
    )
    services.set_badge(actor=chair, team_id=team.id, content=badge("谢"), name="badge.png")
    services.assign_team(actor=chair, volunteer_id=serving.id, team_id=team.id)
    return {
        "id": applied.id,
        "team": team.id,
        "serving": serving.id,
        "twin": twin.id,
        "appealed": refused.id,
    }


def _take(page: Page, wanted: dict[str, str], numbers: dict[str, int], target: Path) -> None:
    for name, address in wanted.items():
        page.goto(address.format(**numbers))
        picture = Image.open(BytesIO(page.screenshot(full_page=False))).convert("RGB")
        picture.quantize(COLOURS, dither=Image.Dither.NONE).save(
            target / f"{name}.png", optimize=True
        )


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET)
