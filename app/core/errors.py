"""Errors that a service may raise, and the pages that people see of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask, Response, current_app, make_response, render_template, request
from sqlalchemy.exc import IntegrityError
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


SHOWN = (400, 403, 404, 405, 409, 413, 415, 422, 429, 500, 503)


def init_app(app: Flask) -> None:
    app.register_error_handler(DomainError, _domain_error)
    app.register_error_handler(StaleDataError, _lost_race)
    app.register_error_handler(IntegrityError, _integrity_error)
    for status in default_exceptions:
        app.register_error_handler(status, _http_error)


def error_page(status: int, problems: Sequence[Problem] = (), description: str = "") -> Response:
    page = status if status in SHOWN else (500 if status >= 500 else 400)
    body = render_template(f"errors/{page}.html", problems=problems, description=description)
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


def _lost_race(_error: Exception) -> Response:
    """Somebody else saved the same row between our read and our write."""
    return error_page(409)


def _integrity_error(error: IntegrityError) -> Response:
    """A unique constraint decides races that rules cannot see; any other is our own fault."""
    code = getattr(error.orig, "sqlstate", None) or getattr(error.orig, "sqlite_errorname", "")
    if code not in ("23505", "SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY"):
        raise error
    current_app.logger.warning("error.lost_race", extra={"endpoint": request.endpoint})
    return _lost_race(error)


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
