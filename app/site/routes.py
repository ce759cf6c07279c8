from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import groupby

from flask import Blueprint, Response, abort, current_app, redirect, request

from app.children.access.sections import REACH_LABELS, SECTIONS, WAYS
from app.core import i18n, registry, throttle
from app.core.access.actors import current_actor
from app.core.access.guard import public, requires
from app.core.documents import archive
from app.core.documents.numbering import normalise_serial
from app.core.personal import SENSITIVE, Entry, catalogue
from app.core.web.pages import page, safe_next
from app.policy import P
from app.site.compliance import routes as compliance
from app.site.compliance.catalogue import keeping_of
from app.site.labels import KIND_LABELS, TABLE_LABELS
from app.site.record import routes as record
from app.site.setup import routes as setup

blueprint = Blueprint("site", __name__)
setup.add_to(blueprint)
record.add_to(blueprint)
compliance.add_to(blueprint)

LOCALES = {"zh": "zh_Hans_CN", "en": "en"}


@blueprint.get("/")
@public
def home() -> Response:
    actor = current_actor()
    if not actor.is_signed_in:
        return page("site/welcome.html")
    return page(
        "site/home.html",
        todos=registry.todos(actor),
        figures=registry.figures(actor),
        doors=registry.doors(actor),
    )


@blueprint.get("/station")
@requires(P.OPEN_STATION)
def station() -> Response:
    actor = current_actor()
    return page("site/station.html", doors=registry.doors(actor), figures=registry.figures(actor))


@blueprint.get("/locale/<code>")
@public
def locale(code: str) -> Response:
    if code not in LOCALES:
        abort(404)
    response = current_app.make_response(redirect(safe_next(), 303))
    secure = current_app.config["SESSION_COOKIE_SECURE"]
    response.set_cookie(
        i18n.COOKIE, LOCALES[code], max_age=31536000, secure=secure, httponly=True, samesite="Lax"
    )
    return response


@blueprint.get("/verify")
@public
def verify_form() -> Response:
    serial = request.args.get("serial", "").strip()
    if serial:
        return verify(serial)
    return page("site/verify.html", serial="", finding=None)


@blueprint.get("/verify/<serial>")
@public
def verify(serial: str) -> Response:
    """Public: whether the paper with this serial (and its check code) is genuine."""
    code = request.args.get("code", "").strip()
    if code and _guesses_too_much(serial):
        return page("site/verify.html", status=429, serial=serial, finding=None, is_slowed=True)
    finding = archive.check(serial, code)
    if finding is not None and finding.is_wrong_code:
        for subject, _limit, _within in _guesses(serial):
            throttle.note(subject)
    return page("site/verify.html", serial=serial, finding=finding)


def _guesses(serial: str) -> tuple[tuple[str, int, timedelta], ...]:
    """Who guesses at check codes is slowed by where she comes from and by what she guesses at."""
    return (
        (f"verify-from:{request.remote_addr}", 10, timedelta(hours=1)),
        (f"verify:{normalise_serial(serial)}", 60, timedelta(days=1)),
    )


def _guesses_too_much(serial: str) -> bool:
    return any(
        throttle.is_spent(subject, limit=limit, within=within)
        for subject, limit, within in _guesses(serial)
    )


@blueprint.get("/privacy")
@public
def privacy() -> Response:
    return page(
        "site/privacy.html",
        tables=list(_by_table()),
        tables_named=TABLE_LABELS,
        kinds=KIND_LABELS,
        sensitive=SENSITIVE,
        keeping_of=keeping_of,
        sections=SECTIONS,
        reaches=REACH_LABELS,
        ways=WAYS,
    )


def _by_table() -> Iterator[tuple[str, list[Entry]]]:
    for table, entries in groupby(catalogue(), key=lambda entry: entry.table):
        yield table, list(entries)
