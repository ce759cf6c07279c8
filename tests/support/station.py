"""A station on the network whose server is a process of its own, to be killed."""

from __future__ import annotations

import multiprocessing
import os
import signal
import socket
import time
from collections import Counter
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy import func, select
from werkzeug.serving import WSGIRequestHandler, make_server

from app import create_app
from app.accounts import passwords
from app.config import Settings
from app.core import audit
from app.core.db import Base, database, session, transaction
from app.core.web.replay import Submission
from app.policy import Role
from app.regions import services as regions
from tests.people import PINGJIANG, actor_of, make_user
from tests.support.acts import ACTS, Clerk, half_written, prepare
from tests.support.visitor import Visitor

PASSWORD = "four green hills far away"


class Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:
        pass


__all__ = ["Clerk", "Server", "findings", "free_port", "log_in", "make_station"]


def make_station(folder: Path, url: str | None = None, *, prepared: int = 0) -> Settings:
    """Tables, a place and a chair; no second factor, as in a demonstration.

    `prepared`: so many volunteers with a pledge to sign and a seat at an activity.
    """
    folder.mkdir(parents=True, exist_ok=True)
    url = url or f"sqlite:///{folder / 'aixin.db'}"
    settings = Settings(data_dir=folder, database_url=url, demo=True, testing=True)
    passwords._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    app = create_app(settings)
    with app.app_context():
        Base.metadata.create_all(database().engine)
        with database().engine.begin() as connection:
            regions.load_register(connection, within=[PINGJIANG])
        user = make_user("lihui", (Role.CHAIR, PINGJIANG))
        with transaction():
            user.password_hash = passwords.hash_password(PASSWORD)
        prepare(actor_of(user), prepared)
        session().close()
        database().engine.dispose()
    return settings


def _serve(app: Flask, port: int) -> None:
    make_server("127.0.0.1", port, app, threaded=True, request_handler=Quiet).serve_forever()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


class Server:
    """The server in a process of its own, forked so that it starts in a fraction of a second."""

    def __init__(self, settings: Settings) -> None:
        self.port = free_port()
        self.app = create_app(settings)
        # Templates are compiled once, here; connections must not be shared by a fork.
        visitor = self.app.test_client()
        for path in ("/login", "/teams/new", "/children/new", "/"):
            visitor.get(path)
        self.app.extensions["database"].engine.dispose()
        self._fork = multiprocessing.get_context("fork")
        self._process: Any = None

    def start(self) -> None:
        self._process = self._fork.Process(target=_serve, args=(self.app, self.port))
        self._process.start()
        for _ in range(500):
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
            except OSError:
                time.sleep(0.01)
            else:
                return
        raise RuntimeError("the server did not start")

    def kill(self) -> None:
        os.kill(self._process.pid, signal.SIGKILL)
        self._process.join()


def log_in(visitor: Visitor) -> Visitor:
    form = visitor.form("/login")
    status, place = visitor.post("/login", form | {"username": "lihui", "password": PASSWORD})
    assert status == 303, place
    return visitor


def findings(settings: Settings, clerks: list[Clerk]) -> dict[str, Any]:
    """What is in the database, held against what the clerks were told."""
    app: Flask = create_app(settings)
    with app.app_context():
        stored = [(kind, mark) for kind, act in ACTS.items() for mark in act.stored()]
        told = [entry for clerk in clerks for entry in clerk.answered]
        verdict = audit.verify()
        whole = "ok"
        if database().is_sqlite:
            whole = str(session().connection().exec_driver_sql("PRAGMA integrity_check").scalar())
        found = {
            "answered": len(told),
            **dict(sorted(Counter(kind for kind, _ in told).items())),
            "lost": len(set(told) - set(stored)),
            "doubled": len(stored) - len(set(stored)),
            "half written": half_written() + abs(len(stored) - _count(Submission)),
            "sent again": sum(clerk.visitor.repeated for clerk in clerks),
            "refused": sum(len(clerk.refused) for clerk in clerks),
            "audit chain": "whole" if verdict.broken_at is None else f"broken {verdict.broken_at}",
            "integrity_check": whole,
        }
        session().close()
        database().engine.dispose()
    return found


def _count(model: type) -> int:
    return session().scalar(select(func.count()).select_from(model)) or 0
