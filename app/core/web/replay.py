"""No form twice: a repeated POST returns the first result.

A POST that carries a submission key runs in one transaction, view and all; the key, a hash of
what was sent and where the answer led are written with the act itself. The same key and content
again: 303 to that place. Another content under the same key: 409, nothing is written. An answer
that is an error rolls everything back, the key as well, so that the form can be mended and sent.

The key is claimed before the view runs: the same form at the same moment waits for the first one
and then gets its result, rather than a complaint of the view that the act is done already.

Where another person wrote the same row between this view's read and write, the transaction has
gone back as a whole and the view runs again: now its rules see what she wrote, and either it
succeeds or says in its own words why not.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import flask
from flask import Response, make_response, request
from sqlalchemy import CHAR, String, Text, UniqueConstraint, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from app.core.access.actors import current_actor
from app.core.clock import now
from app.core.db import Base, session, transaction
from app.core.errors import LOST_RACES, Conflict, Problem, is_lost_race
from app.core.types import TZDateTime
from app.core.web.pages import see

KEPT = timedelta(days=30)
TRIES = 3


class Submission(Base):
    __tablename__ = "submission"
    __table_args__ = (UniqueConstraint("sender", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sender: Mapped[str] = mapped_column(String(20), nullable=False)
    key: Mapped[str] = mapped_column(String(64), nullable=False)
    body_hash: Mapped[str] = mapped_column(CHAR(64), nullable=False)
    location: Mapped[str] = mapped_column(Text, nullable=False)
    at: Mapped[datetime] = mapped_column(TZDateTime, nullable=False, index=True)


class _NotDone(Exception):
    """Carries an answer out of a transaction that must not be committed."""

    def __init__(self, response: Response) -> None:
        self.response = response


def applies() -> bool:
    if request.method != "POST" or request.endpoint is None:
        return False
    return bool(request.form.get("_key"))


def once(view: Callable[[], object]) -> Response:
    """Run the view for a form that may be sent once."""
    digest, said = _digest(), list(flask.session.get("_flashes", []))
    for left in reversed(range(TRIES)):
        try:
            return _once(view, digest)
        except LOST_RACES as error:
            _take_back(said)
            if not left or not is_lost_race(error):
                raise
    raise AssertionError("the last try answers or raises")


def _once(view: Callable[[], object], digest: str) -> Response:
    key, sender = request.form["_key"][:64], _sender()
    try:
        with transaction():
            if prior := _find(sender, key):
                raise _NotDone(_answer_again(prior, digest))
            claim = Submission(sender=sender, key=key, body_hash=digest, location="", at=now())
            session().add(claim)
            session().flush()
            response = make_response(view())
            if response.status_code >= 400:
                raise _NotDone(response)
            claim.location = _led_to(response)
            return response
    except _NotDone as answer:
        return answer.response


def _take_back(said: list[object]) -> None:
    """What the lost try left behind: messages for the next page, files read to their end."""
    if "_flashes" in flask.session:
        flask.session["_flashes"] = list(said)
    for _name, files in request.files.lists():
        for file in files:
            file.stream.seek(0)


def _led_to(response: Response) -> str:
    """Where a repeated form is sent: the answer's own goal, else the page the form stood on."""
    goal = response.headers.get("HX-Redirect") or response.location
    if goal:
        return goal
    page = urlsplit(request.headers.get("HX-Current-URL") or request.referrer or "")
    if page.netloc == request.host:
        return page.path + (f"?{page.query}" if page.query else "")
    return request.path


def forget_old() -> int:
    """Nightly: nobody sends a form again after a month. Returns how many keys went."""
    with transaction() as current:
        rows = current.execute(delete(Submission).where(Submission.at < now() - KEPT))
        return int(rows.rowcount)  # type: ignore[attr-defined]


def _sender() -> str:
    actor = current_actor()
    return str(actor.user_id) if actor.is_signed_in else "public"


def _find(sender: str, key: str) -> Submission | None:
    query = select(Submission).where(Submission.sender == sender, Submission.key == key)
    return session().scalar(query)


def _answer_again(prior: Submission, digest: str) -> Response:
    if prior.body_hash == digest:
        return see(prior.location)
    raise Conflict(Problem("already_sent", "", mend_url=prior.location))


def _digest() -> str:
    """Hash of what was typed and attached; tokens that change from page to page are left out."""
    body = hashlib.sha256(request.path.encode())
    for name, values in sorted(request.form.lists()):
        if name not in ("csrf_token", "_key"):
            for value in values:
                body.update(f"\0{name}={value}".encode())
    for name, files in sorted(request.files.lists()):
        for file in files:
            content = file.stream.read()
            file.stream.seek(0)
            body.update(f"\0{name}:".encode() + hashlib.sha256(content).digest())
    return body.hexdigest()
