"""A real Chromium before a real server."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright
from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler, make_server

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
)
PHONE: dict[str, Any] = {
    "viewport": {"width": 360, "height": 740},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
    "locale": "zh-CN",
    "timezone_id": "Asia/Shanghai",
}


DESKTOP: dict[str, Any] = {
    "viewport": {"width": 1280, "height": 800},
    "locale": "zh-CN",
    "timezone_id": "Asia/Shanghai",
}


@dataclass(frozen=True)
class LiveServer:
    """An application that answers on a port of its own, with real commits."""

    app: Flask
    url: str


class QuietHandler(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log(self, type: str, message: str, *args: Any) -> None:
        pass


@contextmanager
def serve(app: Flask) -> Iterator[LiveServer]:
    server = cast(
        ThreadedWSGIServer,
        make_server("127.0.0.1", 0, app, threaded=True, request_handler=QuietHandler),
    )
    # A connection that the browser keeps open must not hold up the end of the test.
    server.daemon_threads = True
    server.block_on_close = False
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield LiveServer(app, f"http://127.0.0.1:{server.server_port}")
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def launch_chromium(playwright: Playwright) -> Browser:
    path = next(filter(None, map(shutil.which, NAMES)), None)
    assert path, "no Chromium: run scripts/setup.sh dev"
    return playwright.chromium.launch(executable_path=path, args=list(FLAGS))


@contextmanager
def open_phone(
    browser: Browser,
    base_url: str,
    *,
    script: bool = True,
    device: Mapping[str, Any] = PHONE,
) -> Iterator[Page]:
    """A page of 360 px, or of another `device`.

    What the browser reports as broken fails the test at its end.
    """
    context = browser.new_context(**device, base_url=base_url, java_script_enabled=script)
    context.set_default_timeout(10_000)
    complaints: list[str] = []
    page = context.new_page()
    page.on("console", lambda message: complaints.extend(_complaint(message)))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    try:
        yield page
    finally:
        context.close()
    assert not complaints, "the browser complains:\n" + "\n".join(complaints)


def _complaint(message: ConsoleMessage) -> list[str]:
    # A refused form (4xx) is logged as a failed resource; the status is the test's affair.
    if message.type != "error" or message.text.startswith("Failed to load resource"):
        return []
    return [message.text]


@cache
def _axe() -> Axe:
    return Axe()


def assert_accessible(page: Page) -> None:
    """No axe rule is violated, best practices included, and nothing sticks out sideways."""
    results = _axe().run(page)
    assert not results.violations_count, results.generate_report()
    assert_fits(page)


def assert_fits(page: Page) -> None:
    wide, view = page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    assert wide <= view, f"{page.url} is {wide} px wide in a window of {view} px"
