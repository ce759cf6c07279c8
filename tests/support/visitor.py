"""Somebody at a browser on the network: forms, cookies, and patience with a line that breaks."""

from __future__ import annotations

import http.client
import time
from collections.abc import Mapping
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode
from xml.etree.ElementTree import Element

from tests.support.client import defaults
from tests.support.html import parse

BROKEN = (OSError, http.client.HTTPException)


class GaveUp(RuntimeError):
    """No answer after all tries."""


class Visitor:
    """Sends one request a connection, and the same request again until it is answered."""

    def __init__(self, port: int, *, tries: int = 200, pause: float = 0.02) -> None:
        self.port, self.tries, self.pause = port, tries, pause
        self.cookies: dict[str, str] = {}
        self.repeated = 0

    def get(self, path: str) -> tuple[int, str]:
        return self._patiently("GET", path, None)

    def post(self, path: str, data: Mapping[str, Any]) -> tuple[int, str]:
        """Returns the status and where it leads, or the page."""
        return self._patiently("POST", path, urlencode(data, doseq=True))

    def form(self, path: str, action: str | None = None) -> dict[str, Any]:
        """The fields of the page's first form, or of the one that leads to `action`."""
        status, page = self.get(path)
        assert status == 200, (path, status)
        tree, _ = parse(page)
        part = tree.find(".//main")
        assert part is not None
        forms: list[Element] = [f for f in part.iter("form") if f.get("method") == "post"]
        return dict(defaults(next(f for f in forms if action in (None, f.get("action")))))

    def _patiently(self, method: str, path: str, body: str | None) -> tuple[int, str]:
        for attempt in range(self.tries):
            try:
                answer = self._once(method, path, body)
            except BROKEN:
                time.sleep(self.pause)
                continue
            self.repeated += attempt > 0
            return answer
        raise GaveUp(path)

    def _once(self, method: str, path: str, body: str | None) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Connection": "close", "Host": "station.example"}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            text = response.read().decode()
            for line in response.headers.get_all("Set-Cookie") or ():
                for name, morsel in SimpleCookie(line).items():
                    self.cookies[name] = morsel.value
            return response.status, response.headers.get("Location") or text
        finally:
            connection.close()
