"""Why something was done to somebody's record: text that must become unreadable with the record.

It is sealed under the data key of the file that the subject belongs to; where the subject is
nobody's (a course, a region), under a key of the house.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask, current_app

from app.core import crypto
from app.core.db import session
from app.core.personal import DataKey, keyring


def tell(app: Flask, model: type, about: Callable[[Any], Any]) -> None:
    """Where only an upper floor knows whose file a row of `model` belongs to (None: nobody's)."""
    app.extensions.setdefault("reasons_about", {})[model] = about


def key_of(subject: Any) -> DataKey | None:
    """Of the person's file that the row belongs to: a row names another by `reasons_about`."""
    if told := current_app.extensions.get("reasons_about", {}).get(type(subject)):
        return key_of(told(subject))
    if about := getattr(subject, "reasons_about", ""):
        return key_of(getattr(subject, about))
    return subject.sealing()[1] if hasattr(subject, "sealing") else None


def seal(text: str, subject: Any, *, house: str, bound_to: str) -> tuple[bytes | None, str | None]:
    """What is stored, and under which data key. Nothing is kept of a file that is destroyed."""
    if not text:
        return None, None
    holder = key_of(subject)
    key = keyring().derive(house) if holder is None else holder.plain()
    if key is None:
        return None, None
    return crypto.encrypt(key, text.encode(), bound_to), holder.id if holder else None


def read(sealed: bytes | None, data_key_id: str | None, *, house: str, bound_to: str) -> str:
    """The text, "" for none and for one whose key has been destroyed. Raises Unreadable."""
    if sealed is None:
        return ""
    key: bytes | None = keyring().derive(house)
    if data_key_id is not None:
        holder = session().get(DataKey, data_key_id)
        if holder is None:
            raise crypto.Unreadable(bound_to)
        key = holder.plain()
    return "" if key is None else crypto.decrypt(key, sealed, bound_to).decode()
