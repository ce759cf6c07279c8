"""Printed codes on their way to the page that shows them.

The act answers with a redirect, so the codes travel in the visitor's own cookie, encrypted: the
page can be loaded again over a bad line, and after a quarter of an hour nothing shows them.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Sequence

import flask

from app.core import crypto
from app.core.access.actors import current_actor
from app.core.clock import now
from app.core.personal import keyring

SECONDS = 15 * 60
KEPT_IN = "printed"


def keep(kind: str, user_id: int, codes: Sequence[str]) -> None:
    plain = json.dumps({"codes": list(codes), "until": now().timestamp() + SECONDS}).encode()
    sealed = crypto.encrypt(keyring().derive("slip"), plain, _bound(kind, user_id))
    flask.session[KEPT_IN] = b64encode(sealed).decode()


def kept(kind: str, user_id: int) -> list[str]:
    """The codes to show, or none if they are not this page's or too old."""
    sealed = flask.session.get(KEPT_IN)
    if not sealed:
        return []
    try:
        plain = crypto.decrypt(keyring().derive("slip"), b64decode(sealed), _bound(kind, user_id))
    except crypto.Unreadable:
        return []
    found = json.loads(plain)
    return list(found["codes"]) if found["until"] > now().timestamp() else []


def _bound(kind: str, user_id: int) -> str:
    return f"slip:{kind}:{user_id}:{current_actor().user_id}"
