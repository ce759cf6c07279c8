"""Enrol, attend, quiz, certificate, check page: at 360 px, with JavaScript and without."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pikepdf
import pytest
from flask import Flask
from playwright.sync_api import Browser
from sqlalchemy import select

from app.accounts.models import User
from app.core.db import session, transaction
from app.core.documents.models import Document
from app.policy import Role
from app.site.setup import door
from app.training.models import TrainingSession
from tests.browser.walk import Walker, walker
from tests.people import make_actor, make_course, make_volunteer
from tests.support.browser import LiveServer, serve
from tests.training.conftest import make_places
from tests.training.samples import add_quiz, hold_now, plan

pytestmark = pytest.mark.browser


@pytest.fixture
def station(fresh_app: Flask) -> Iterator[LiveServer]:
    with fresh_app.app_context():
        make_places()
        make_actor(Role.CHAIR)
    fresh_app.extensions[door.DONE] = True
    with serve(fresh_app) as server:
        yield server


def log_in_volunteer(herself: Walker) -> int:
    herself.log_in("wangfang", Role.VOLUNTEER)
    with herself.app.app_context():
        user = session().scalar(select(User).where(User.username == "wangfang"))
        assert user is not None
        return make_volunteer("王芳", trained=False, user_id=user.id).id


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_a_volunteer_is_trained(chromium: Browser, station: LiveServer, script: bool) -> None:
    with station.app.app_context():
        teacher = make_actor(Role.STAFF)
        course = make_course("守住底线")
        right, several = add_quiz(teacher, course)
        held = plan(teacher, course)
        course_id, held_id = course.id, held.id
    with walker(chromium, station, script=script) as herself:
        volunteer_id = log_in_volunteer(herself)
        herself.open("/training/")
        herself.press("main a:has-text('守住底线')")
        herself.press("form[action$='/join'] button")
        with station.app.app_context(), transaction() as current:
            hold_now(current.get_one(TrainingSession, held_id))
        with walker(chromium, station, script=script) as staff:
            staff.log_in("lingxiaofang", Role.STAFF)
            staff.open(f"/training/sessions/{held_id}/people")
            staff.page.check("input[name=people]")
            staff.press("form[action$='/check-in'] button[type=submit]")
            staff.open(f"/training/sessions/{held_id}/close")
            staff.page.fill(f"input[name=minutes-{volunteer_id}]", "120")
            staff.send()
            herself.open(f"/training/courses/{course_id}/quiz")
            herself.page.check(f"input[name=q{right}][value='1']")
            for choice in ("0", "2"):
                herself.page.check(f"input[name=q{several}][value='{choice}']")
            herself.send()
            assert "100" in herself.page.inner_text("h1")
            staff.open("/training/completions")
            staff.page.check("input[name=ids]")
            staff.press("form[action$='/confirm'] button")
            # What she passed later belongs to the session that she attended.
            staff.open(f"/training/sessions/{held_id}")
            staff.press("form[action*='/certificates/session/'] button")
            staff.open("/training/coverage")
            staff.open("/training/courses/new")
        herself.open("/my-service")
        herself.press("main a[href^='/certificates/']:has-text('守住底线')")
        href = herself.page.get_attribute("a[href$='certificate.pdf']", "href")
        assert href is not None
        pdf = herself.page.request.get(href).body()
        with pikepdf.open(io.BytesIO(pdf)) as document:
            assert len(document.pages) == 1
    with walker(chromium, station, script=script) as stranger:
        with station.app.app_context():
            paper = session().scalar(select(Document))
            assert paper is not None
            serial, code = paper.serial, paper.check_code
        stranger.open(f"/verify/{serial}?code={code}")
        text = stranger.page.inner_text("main")
        assert "王*" in text
        assert "王芳" not in text
        assert "守住底线" in text
