"""A bad line: a proxy on loopback that cuts, delays and loses, by a seeded dice.

For each connection one of: pass; wait; cut before the request is through; let the server answer
and lose the answer; cut the answer in the middle.
"""

from __future__ import annotations

import contextlib
import random
import socket
import threading
import time
from collections import Counter

FATES = ("pass", "wait", "cut_request", "lose_answer", "cut_answer")
WEIGHTS = (52, 12, 12, 12, 12)


class BadLine:
    def __init__(self, port: int, *, seed: int = 1, longest_wait: float = 0.05) -> None:
        self.server_port, self.longest_wait = port, longest_wait
        self.fates: Counter[str] = Counter()
        self._dice = random.Random(seed)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._closed = False
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._closed = True
        self._listener.close()

    def _accept(self) -> None:
        while not self._closed:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            fate = self._dice.choices(FATES, WEIGHTS)[0]
            self.fates[fate] += 1
            threading.Thread(target=self._serve, args=(client, fate), daemon=True).start()

    def _serve(self, client: socket.socket, fate: str) -> None:
        with client, contextlib.suppress(OSError):
            client.settimeout(20)
            request = _read_message(client)
            if fate == "wait":
                time.sleep(self._dice.random() * self.longest_wait)
            with socket.create_connection(("127.0.0.1", self.server_port), 20) as server:
                server.settimeout(20)
                if fate == "cut_request":
                    server.sendall(request[: len(request) // 2])
                    return
                server.sendall(request)
                answer = _read_all(server)
            if fate == "lose_answer":
                return
            client.sendall(answer[: len(answer) // 2] if fate == "cut_answer" else answer)


def _read_message(source: socket.socket) -> bytes:
    """A request with its body, as long as its head says."""
    data = b""
    while b"\r\n\r\n" not in data:
        if not (more := source.recv(65536)):
            return data
        data += more
    head, _, body = data.partition(b"\r\n\r\n")
    length = 0
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    while len(body) < length:
        if not (more := source.recv(65536)):
            break
        body += more
    return head + b"\r\n\r\n" + body


def _read_all(source: socket.socket) -> bytes:
    data = b""
    while more := source.recv(65536):
        data += more
    return data
