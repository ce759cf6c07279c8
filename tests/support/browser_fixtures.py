"""Fixtures for tests marked `browser`, and a picture of the page where one fails."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, sync_playwright

from tests.support.browser import LiveServer, launch_chromium, open_phone, serve

FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = launch_chromium(playwright)
        yield browser
        browser.close()


@pytest.fixture
def live_server(fresh_app: Flask) -> Iterator[LiveServer]:
    with serve(fresh_app) as server:
        yield server


@pytest.fixture
def phone(
    chromium: Browser, live_server: LiveServer, request: pytest.FixtureRequest
) -> Iterator[Page]:
    with open_phone(chromium, live_server.url) as page:
        yield page
        keep_picture(page, request)


@pytest.fixture
def phone_without_script(
    chromium: Browser, live_server: LiveServer, request: pytest.FixtureRequest
) -> Iterator[Page]:
    with open_phone(chromium, live_server.url, script=False) as page:
        yield page
        keep_picture(page, request)


def keep_picture(page: Page, request: pytest.FixtureRequest) -> None:
    if request.node.stash.get(FAILED, False):
        name = "".join(c if c.isalnum() else "-" for c in request.node.name)
        page.screenshot(path=Path("build") / "screenshots" / f"{name}.png", full_page=True)
