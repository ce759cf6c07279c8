"""A station on the network whose server is a process of its own, to be killed."""

from __future__ import annotations

import multiprocessing
import os
import signal
import socket
import threading
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy import func, select
from stdnum.cn import ric
from werkzeug.serving import WSGIRequestHandler, make_server

from app import create_app
from app.accounts import passwords
from app.children.models import Child
from app.config import Settings
from app.core import audit
from app.core.db import Base, database, session, transaction
from app.core.web.replay import Submission
from app.policy import Role
from app.regions import services as regions
from app.volunteers.models import Team
from tests.people import PINGJIANG, XIEJIANG, make_user
from tests.support.visitor import Visitor

FORMS_OF_ONE = 100_000
PASSWORD = "four green hills far away"


class Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:
        pass


def make_station(folder: Path, url: str | None = None) -> Settings:
    """Tables, a place and a chair; no second factor, as in a demonstration."""
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


def child_number(n: int) -> str:
    """A valid identity number of its own for each clerk's each child."""
    clerk, done = divmod(n, FORMS_OF_ONE)
    born_on = date(2012, 1, 1) + timedelta(days=done % 1500)
    body = f"430626{born_on:%Y%m%d}{clerk * 100 + done // 1500:03d}"
    return body + ric.calc_check_digit(body + "0")


def acts() -> dict[str, Callable[[int], tuple[str, dict[str, Any]]]]:
    """Forms to fill in: name → (path, values) for the n-th time."""
    return {
        "team": lambda n: (
            "/teams/new",
            {"name": f"team {n}", "kind": "local", "region": XIEJIANG},
        ),
        "child": lambda n: (
            "/children/new",
            {
                "name": f"童{n}",
                "identity_number": child_number(n),
                "region_code": XIEJIANG,
                "category": "left_behind",
                "guardian_name": "罗奶奶",
                "guardian_phone": "13800001111",
            },
        ),
    }


class Clerk(threading.Thread):
    """Fills in forms without pause; `answered` holds what she was told is saved."""

    def __init__(self, port: int, number: int, forms: int | None = None) -> None:
        super().__init__(daemon=True)
        self.visitor, self.number, self.forms = Visitor(port), number, forms
        self.answered: list[tuple[str, str]] = []
        self.refused: list[str] = []
        self.is_done = threading.Event()

    def arrive(self, server: Server) -> None:
        """Log in while the line is good: a login that is cut off counts as a wrong guess."""
        self.visitor.cookies = log_in(Visitor(server.port)).cookies

    def run(self) -> None:
        names, done = sorted(acts()), 0
        while not self.is_done.is_set() and (self.forms is None or done < self.forms):
            kind = names[done % len(names)]
            path, values = acts()[kind](self.number * FORMS_OF_ONE + done)
            status, place = self.visitor.post(path, self.visitor.form(path) | values)
            done += 1
            if status == 303:
                self.answered.append((kind, values["name"]))
            else:
                self.refused.append(f"{status} {place[:2000]}")


def findings(settings: Settings, clerks: list[Clerk]) -> dict[str, Any]:
    """What is in the database, held against what the clerks were told."""
    app: Flask = create_app(settings)
    with app.app_context():
        stored = [("team", name) for name in session().scalars(select(Team.name))]
        children = session().scalars(select(Child)).all()
        stored += [("child", str(child.name)) for child in children]
        told = [entry for clerk in clerks for entry in clerk.answered]
        verdict = audit.verify()
        half = sum(1 for child in children if len(child.guardians) != 1)
        whole = "ok"
        if database().is_sqlite:
            whole = str(session().connection().exec_driver_sql("PRAGMA integrity_check").scalar())
        found = {
            "answered": len(told),
            "lost": len(set(told) - set(stored)),
            "doubled": len(stored) - len(set(stored)),
            "half written": half + abs(len(stored) - (_count(Submission))),
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
