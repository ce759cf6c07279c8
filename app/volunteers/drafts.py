"""What an applicant has typed, kept under her application code: begun, or sent and to be mended.

A draft is found by its code and the end of the identity number in it, as an application is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from app.core.clock import now
from app.core.db import session, transaction
from app.core.personal import blind_index
from app.volunteers.models import ApplicationDraft

KEPT = timedelta(days=60)
LONGEST = 20_000
"""Characters of one draft; a form that is filled to its brim has a quarter of them."""
Typed = Mapping[str, Sequence[str]]


def find(code: str) -> ApplicationDraft | None:
    index = blind_index("status_code", code)
    return session().scalar(
        select(ApplicationDraft).where(ApplicationDraft.status_code_index == index)
    )


def keep(code: str, typed: Typed, *, sent: bool) -> ApplicationDraft:
    with transaction() as current:
        draft = find(code)
        if draft is None:
            draft = ApplicationDraft(status_code_index=blind_index("status_code", code))
            current.add(draft)
        draft.saved_at = now()
        draft.typed = {name: [text[:2000] for text in texts] for name, texts in typed.items()}
        if sent:
            draft.sent_at = draft.sent_at or now()
        current.flush()
        return draft


def is_of(draft: ApplicationDraft, last_four: str) -> bool:
    typed: Any = draft.typed or {}
    number = "".join((typed.get("identity_number") or [""])[0].split()).upper()
    return len(number) >= 4 and number[-4:] == last_four.strip().upper()


def forget(code_index: bytes | None) -> None:
    with transaction() as current:
        query = select(ApplicationDraft).where(ApplicationDraft.status_code_index == code_index)
        for draft in current.scalars(query):
            _destroy(draft)
        current.flush()


def forget_old() -> int:
    """Nightly. Returns how many went."""
    with transaction() as current:
        query = select(ApplicationDraft).where(ApplicationDraft.saved_at < now() - KEPT)
        rows = current.scalars(query).all()
        for draft in rows:
            _destroy(draft)
        current.flush()
        return len(rows)


def _destroy(draft: ApplicationDraft) -> None:
    draft.data_key.destroy(now())
    session().delete(draft)
