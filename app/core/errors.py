"""Errors that a service may raise, and the pages that people see of them."""

from __future__ import annotations

import errno
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask, Response, current_app, make_response, render_template, request
from flask_babel import lazy_gettext as _l
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, default_exceptions


@dataclass(frozen=True)
class Problem:
    """One reason why something is not possible, and what would make it so.

    `code` is stable for programs and tests; the texts are (lazily) translated for people.
    """

    code: str
    message: Any
    mend: Any = ""
    mend_url: str = ""
    field: str = ""


class DomainError(Exception):
    """A use case that cannot be carried out. Nothing has been written."""

    status = 409

    def __init__(self, *problems: Problem) -> None:
        super().__init__("; ".join(problem.code for problem in problems))
        self.problems: Sequence[Problem] = problems


class Conflict(DomainError):
    """The state of the record does not allow it, or a rule speaks against it."""


class InvalidInput(DomainError):
    """What was typed cannot be accepted; each problem names its field."""

    status = 422


class NotFound(DomainError):
    """There is no such record, or not for this actor: the two must look alike."""

    status = 404


class Forbidden(DomainError):
    """The actor sees the record but may not do this with it."""

    status = 403


class StaleVersion(Conflict):
    """Somebody else saved the record since it was opened."""


BARE = """<!doctype html>
<html lang="zh-Hans"><head><meta charset="utf-8"><title>系统暂时无法使用</title>
<meta name="viewport" content="width=device-width, initial-scale=1"></head><body>
<h1>系统暂时无法使用</h1>
<p>数据库没有回应，刚才的操作没有保存。请稍后再试；一直这样，请告诉站长或管理员。</p>
<p lang="en">The database does not answer. Nothing was saved. Please try again later,
or tell the administrator.</p>
<p><a href="/">重试 / Try again</a></p>
</body></html>
"""
"""Asks nothing of anything."""
SHOWN = (400, 403, 404, 405, 409, 413, 415, 422, 429, 500, 503)


def init_app(app: Flask) -> None:
    app.register_error_handler(DomainError, _domain_error)
    app.register_error_handler(StaleDataError, _lost_race)
    app.register_error_handler(IntegrityError, _integrity_error)
    app.register_error_handler(OperationalError, _operational_error)
    app.register_error_handler(OSError, _operational_error)
    for status in default_exceptions:
        app.register_error_handler(status, _http_error)


def error_page(status: int, problems: Sequence[Problem] = (), description: str = "") -> Response:
    page = status if status in SHOWN else (500 if status >= 500 else 400)
    try:
        body = render_template(f"errors/{page}.html", problems=problems, description=description)
    except Exception as error:
        # The frame of a page asks the database, which may be what does not answer.
        current_app.logger.critical("error.bare_page", exc_info=error)
        body, status = BARE, 503
    response = make_response(body, status)
    if request.headers.get("HX-Request"):
        # A whole page: htmx would put it into the block that it had asked for.
        response.headers["HX-Retarget"] = "body"
        response.headers["HX-Reswap"] = "innerHTML"
    return response


def _domain_error(error: DomainError) -> Response:
    return error_page(error.status, [one for one in error.problems if _says_something(one)])


def _says_something(problem: Problem) -> bool:
    return bool(problem.mend_url or str(problem.message))


LOST_RACES = (IntegrityError, OperationalError, StaleDataError)
UNIQUE = ("23505", "SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY")
DEADLOCK = ("40P01", "40001")


def is_lost_race(error: BaseException) -> bool:
    """Whether somebody else wrote the same row between our read and our write."""
    if isinstance(error, StaleDataError):
        return True
    cause = getattr(error, "orig", None)
    code = getattr(cause, "sqlstate", None) or getattr(cause, "sqlite_errorname", "")
    return code in UNIQUE + DEADLOCK


def _lost_race(_error: Exception) -> Response:
    return error_page(409)


def _integrity_error(error: IntegrityError) -> Response:
    """A unique constraint decides races that rules cannot see; any other is our own fault."""
    if not is_lost_race(error):
        raise error
    current_app.logger.warning("error.lost_race", extra={"endpoint": request.endpoint})
    return _lost_race(error)


def is_disk_full(error: BaseException | None) -> bool:
    """Whether the disk has no room left, as the system, SQLite or PostgreSQL says it."""
    if isinstance(error, OSError):
        return error.errno in (errno.ENOSPC, errno.EDQUOT)
    said = getattr(error, "sqlite_errorname", None) or getattr(error, "sqlstate", None)
    return said in ("SQLITE_FULL", "53100")


def _operational_error(error: OperationalError | OSError) -> Response:
    """Nothing has been written: the transaction went back as a whole."""
    if is_lost_race(error):
        return _lost_race(error)
    cause = error.orig if isinstance(error, OperationalError) else error
    if not is_disk_full(cause):
        raise error
    current_app.logger.critical("error.disk_full", extra={"endpoint": request.endpoint})
    text = _l(
        "The disk of the server is full. Nothing was changed. Tell the administrator; "
        "then go back and send the form once more."
    )
    return error_page(503, [Problem("disk_full", text)])


def _http_error(error: HTTPException) -> Any:
    status = error.code or 500
    if status in (301, 302, 303, 307, 308):
        return error
    if status == 500:
        current_app.logger.error("error.unhandled", extra={"endpoint": request.endpoint})
    response = error_page(status)
    for name, value in error.get_headers():
        if name.lower() in ("allow", "retry-after"):
            response.headers[name] = value
    return response
