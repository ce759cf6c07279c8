"""What somebody typed is not lost with her session: it waits, encrypted, until she comes back.

A form that arrives after the session has run out (or before a password is asked again) is kept
under its sender and its submission key, offered on every device she logs in on, and gone once it
has been sent. Only forms with a submission key are kept, so never a password; attached files are
not kept. Drafts are not backed up and go after two weeks.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, g, request, url_for
from sqlalchemy import Integer, LargeBinary, String, UniqueConstraint, delete, select
from sqlalchemy.orm import Mapped, mapped_column
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from app.core import crypto
from app.core.access.actors import current_actor
from app.core.access.guard import PUBLIC, permission_of, send_to
from app.core.clock import now
from app.core.db import Base, session, transaction
from app.core.personal import keyring
from app.core.types import TZDateTime
from app.core.web.converters import whole

KEPT = timedelta(days=14)
MOST = 20
"""Of one person; the oldest goes."""
NOT_TYPED = ("csrf_token", "_draft")
Fields = list[tuple[str, str]]


class Draft(Base):
    __tablename__ = "draft"
    __table_args__ = (UniqueConstraint("user_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(Integer, nullable=False)
    key: Mapped[str] = mapped_column(String(64), nullable=False)
    sealed: Mapped[bytes] = mapped_column(LargeBinary, nullable=False)
    saved_at: Mapped[datetime] = mapped_column(TZDateTime, nullable=False, index=True)


@dataclass(frozen=True)
class Kept:
    id: int
    saved_at: datetime
    path: str
    fields: Fields

    @property
    def texts(self) -> list[str]:
        """What was typed, for its author to recognise."""
        return [value for name, value in self.fields if name != "_key" and value.strip()]

    @property
    def form_url(self) -> str | None:
        """Where the form opens with the text in it; None where it is only a button of a page."""
        try:
            current_app.url_map.bind("").match(self.path.partition("?")[0], "GET")
        except HTTPException:
            return None
        mark = "&" if "?" in self.path else "?"
        return f"{self.path}{mark}draft={self.id}"


def init_app(app: Flask, *, find_owner: Callable[[], int | None]) -> None:
    """Before the gate, which would send a signed-out visitor to the login with empty hands."""
    app.extensions["draft_owner"] = find_owner
    app.before_request(_keep_of_signed_out)
    app.after_request(_forget_sent)


def is_same_origin() -> bool:
    """Whether a page of ours sent the form, by what the browser says of it."""
    if site := request.headers.get("Sec-Fetch-Site"):
        return site == "same-origin"
    said = request.headers.get("Origin") or request.referrer or ""
    return urlsplit(said).netloc == request.host


def is_keepable() -> bool:
    return request.method == "POST" and bool(request.form.get("_key"))


def typed() -> Fields:
    return [
        (name, value)
        for name, values in request.form.lists()
        for value in values
        if name not in NOT_TYPED
    ]


def keep(user_id: int) -> int | None:
    """Put the form of this request aside for its sender; returns the draft's id."""
    if not is_keepable():
        return None
    key, path = request.form["_key"][:64], request.full_path.rstrip("?")
    plain = json.dumps([path, typed()], ensure_ascii=False).encode()
    with transaction() as current:
        row = current.scalar(_of(user_id).where(Draft.key == key))
        if row is None:
            row = Draft(user_id=user_id, key=key)
            current.add(row)
        row.sealed, row.saved_at = crypto.encrypt(_key(), plain, f"draft:{user_id}"), now()
        current.flush()
        extra = current.scalars(_of(user_id).order_by(Draft.saved_at.desc()).offset(MOST)).all()
        for old in extra:
            current.delete(old)
        g.kept_draft = row.id
        return row.id


def list_kept(user_id: int) -> Sequence[Kept]:
    rows = session().scalars(_of(user_id).order_by(Draft.saved_at.desc())).all()
    return [_open(row) for row in rows]


def find(user_id: int, draft_id: int) -> Kept | None:
    row = session().scalar(_of(user_id).where(Draft.id == draft_id))
    return _open(row) if row else None


def discard(user_id: int, draft_id: int) -> None:
    with transaction() as current:
        current.execute(delete(Draft).where(Draft.user_id == user_id, Draft.id == draft_id))


def forget_old() -> None:
    """Nightly."""
    with transaction() as current:
        current.execute(delete(Draft).where(Draft.saved_at < now() - KEPT))


def formdata() -> MultiDict[str, str] | None:
    """What a form that is opened with ?draft= begins with."""
    asked, actor = request.args.get("draft", type=whole), current_actor()
    if request.method != "GET" or asked is None or actor.user_id is None:
        return None
    kept = find(actor.user_id, asked)
    if kept is None or kept.path.partition("?")[0] != request.path:
        return None
    return MultiDict(kept.fields)


def _keep_of_signed_out() -> BaseResponse | None:
    endpoint = request.endpoint
    if endpoint is None or not is_keepable() or permission_of(current_app, endpoint) == PUBLIC:
        return None
    if current_actor().is_signed_in or not is_same_origin():
        return None
    owner = cast("Callable[[], int | None]", current_app.extensions["draft_owner"])()
    kept = keep(owner) if owner is not None else None
    if kept is None:
        return None
    return send_to("accounts.login", next=url_for("upkeep.draft", draft_id=kept))


def _forget_sent(response: Response) -> Response:
    actor = current_actor()
    sent = is_keepable() and response.status_code < 400 and "kept_draft" not in g
    if sent and actor.user_id is not None:
        with current_app.app_context():
            row = session().scalar(_of(actor.user_id).where(Draft.key == request.form["_key"][:64]))
            if row is not None:
                discard(actor.user_id, row.id)
    return response


def _of(user_id: int) -> Any:
    return select(Draft).where(Draft.user_id == user_id)


def _open(row: Draft) -> Kept:
    path, fields = json.loads(crypto.decrypt(_key(), row.sealed, f"draft:{row.user_id}"))
    return Kept(row.id, row.saved_at, path, [(name, value) for name, value in fields])


def _key() -> bytes:
    return keyring().derive("draft")
