"""A real server in a process of its own, what it sends over the wire and what it costs."""

from __future__ import annotations

import http.client
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
TICKS = os.sysconf("SC_CLK_TCK")
HIDDEN = re.compile(r'<input[^>]*name="(csrf_token|next)"[^>]*value="([^"]*)"')


class Client:
    """A browser without a cache: counts the bytes of status line, headers and body."""

    def __init__(self, port: int, encoding: str) -> None:
        self._line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._encoding = encoding
        self._cookies: dict[str, str] = {}

    def get(self, path: str) -> tuple[int, bytes, int]:
        """Status, body as sent, bytes on the wire."""
        return self._ask("GET", path, None)

    def _ask(self, method: str, path: str, body: str | None) -> tuple[int, bytes, int]:
        headers = {"Accept-Encoding": self._encoding, "Accept-Language": "zh-CN"}
        if self._cookies:
            headers["Cookie"] = "; ".join(f"{k}={v}" for k, v in self._cookies.items())
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            self._line.request(method, path, body, headers)
            answer = self._line.getresponse()
        except http.client.RemoteDisconnected:
            # The server has closed a line that was idle; asking again opens another.
            self._line.request(method, path, body, headers)
            answer = self._line.getresponse()
        sent = answer.read()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self._cookies[key] = rest.partition(";")[0]
        head = sum(len(k) + len(v) + 4 for k, v in answer.getheaders()) + 19
        return answer.status, sent, head + len(sent)

    def plain_html(self, path: str) -> str:
        kept, self._encoding = self._encoding, "identity"
        page = self.get(path)[1].decode()
        self._encoding = kept
        return page

    def log_in(self, username: str, password: str) -> None:
        page = self.plain_html("/login")
        form = dict(HIDDEN.findall(page)) | {"username": username, "password": password}
        status, _, _ = self._ask("POST", "/login", urlencode(form))
        if status != 303:
            raise RuntimeError(f"login of {username}: {status}")


@contextmanager
def serving(target: str, environ: dict[str, str]) -> Iterator[tuple[int, int]]:
    """Port and process id of granian with `target` (module:app)."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [str(BIN / "granian"), "--interface", "wsgi", "--host", "127.0.0.1"]
    command += ["--port", str(port), "--blocking-threads", "2", "--log-level", "warning", target]
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | environ)
    try:
        for _ in range(300):
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(20)


def cpu_seconds(pid: int) -> float:
    """Of a process and its children, user and system."""
    total = 0.0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(stat.parent.name) == pid or int(fields[1]) == pid:
            total += (int(fields[11]) + int(fields[12])) / TICKS
    return total


def cpu_ms(client: Client, pid: int, path: str, times: int = 60) -> float:
    """CPU of the server for one request, in milliseconds."""
    for _ in range(5):
        client.get(path)
    before = cpu_seconds(pid)
    for _ in range(times):
        client.get(path)
    return 1000 * (cpu_seconds(pid) - before) / times
