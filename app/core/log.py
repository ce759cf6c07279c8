"""The server's log: one JSON object a line, of keys that are named here, and no other.

Nothing that somebody typed gets in: of a message only its constant text is written, of an error
its type and where it happened, never its words, since those of a database quote the row. The
address of a request is its endpoint's name; who made it is an account's number.
"""

from __future__ import annotations

import json
import logging
import sys
import time
import traceback
from datetime import UTC, datetime
from typing import Any

from flask import Flask, Response, g, request

from app.core.access.actors import current_actor

KEYS = ("endpoint", "method", "status", "milliseconds", "user", "kind", "job", "task")
"""What a line may hold besides when, where and how grave; all of our own making."""
OURS = "app"
DEEPEST = 12
log = logging.getLogger(__name__)


class Line(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": _event(record),
        }
        line |= {key: getattr(record, key) for key in KEYS if hasattr(record, key)}
        if record.exc_info and record.exc_info[1] is not None:
            line["error"] = _error(record.exc_info[1])
        return json.dumps(line, ensure_ascii=True, default=lambda value: type(value).__name__)


def _event(record: logging.LogRecord) -> str:
    """Our own constant texts; a library may have put anything into its."""
    if record.name.partition(".")[0] == OURS and isinstance(record.msg, str):
        return record.msg
    return f"{record.filename}:{record.lineno}"


def _error(error: BaseException) -> list[str]:
    """Types, from the outermost to the cause, each with the way there."""
    told: list[str] = []
    seen: BaseException | None = error
    while seen is not None and len(told) < DEEPEST:
        frames = traceback.extract_tb(seen.__traceback__)[-DEEPEST:]
        way = " < ".join(f"{_short(f.filename)}:{f.lineno}" for f in reversed(frames))
        told.append(f"{type(seen).__module__}.{type(seen).__name__} {way}".strip())
        seen = seen.__cause__ or seen.__context__
    return told


def _short(path: str) -> str:
    return "/".join(path.split("/")[-2:])


def init_app(app: Flask) -> None:
    app.before_request(_begin)
    app.after_request(_note)
    if not app.testing:
        install()


def install() -> logging.Handler:
    """Let all that is logged in this process go to standard error in this form."""
    handler, root = logging.StreamHandler(sys.stderr), logging.getLogger()
    handler.setFormatter(Line())
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger(OURS).setLevel(logging.INFO)
    return handler


def _begin() -> None:
    g.began = time.perf_counter()


def _note(response: Response) -> Response:
    if request.endpoint != "static":
        spent = time.perf_counter() - g.get("began", time.perf_counter())
        log.info(
            "request",
            extra={
                "endpoint": request.endpoint or "",
                "method": request.method if request.url_rule else "",
                "status": response.status_code,
                "milliseconds": round(1000 * spent),
                "user": current_actor().user_id,
            },
        )
    return response
