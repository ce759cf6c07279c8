from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from app.core import crypto
from app.core.access.actors import Actor
from app.core.audit.models import AuditEvent, AuditHead
from app.core.clock import now
from app.core.db import before_commit, session, stash
from app.core.personal import keyring

GENESIS = "0" * 64
PENDING = "audit_pending"


@dataclass
class _Pending:
    actor: Actor
    act: str
    subject: Any
    reason: str
    detail: dict[str, Any]
    at: datetime


def record(actor: Actor, act: str, subject: Any = None, *, reason: str = "", **detail: Any) -> None:
    """Put an act on record, in the running transaction.

    `subject` is the mapped row it was done to. `detail` holds ids, codes and counts only.
    """
    if PENDING not in stash():
        stash()[PENDING] = []
        before_commit(_append)
    stash()[PENDING].append(_Pending(actor, act, subject, reason, detail, now()))


def _append() -> None:
    """Chain what was recorded, last thing before the commit, so that the head is locked briefly."""
    current = session()
    pending: list[_Pending] = stash().pop(PENDING)
    current.flush()
    head = current.scalar(select(AuditHead).where(AuditHead.id == 1).with_for_update())
    if head is None:
        head = AuditHead(id=1, seq=0, hash=GENESIS)
        current.add(head)
    for item in pending:
        event = _event(item, head.seq + 1, head.hash)
        event.hash = seal(event)
        current.add(event)
        head.seq, head.hash = event.seq, event.hash


def _event(item: _Pending, seq: int, previous: str) -> AuditEvent:
    subject = item.subject
    return AuditEvent(
        seq=seq,
        at=item.at,
        actor_id=item.actor.user_id,
        act=item.act,
        object_type=subject.__tablename__ if subject is not None else "",
        object_id=getattr(subject, "id", None),
        region_code=getattr(subject, "region_code", None),
        reason_sealed=_seal_reason(seq, item.reason),
        detail=item.detail,
        previous=previous,
    )


def _seal_reason(seq: int, reason: str) -> bytes | None:
    if not reason:
        return None
    return crypto.encrypt(keyring().derive("audit-reason"), reason.encode(), f"audit_event:{seq}")


def reason_of(event: AuditEvent) -> str:
    if event.reason_sealed is None:
        return ""
    key = keyring().derive("audit-reason")
    return crypto.decrypt(key, event.reason_sealed, f"audit_event:{event.seq}").decode()


def seal(event: AuditEvent) -> str:
    """HMAC-SHA256 over the event and the seal before it."""
    body = json.dumps(
        [
            event.seq,
            event.at.astimezone(UTC).isoformat(timespec="microseconds"),
            event.actor_id,
            event.act,
            event.object_type,
            event.object_id,
            event.region_code,
            hashlib.sha256(event.reason_sealed or b"").hexdigest(),
            event.detail,
            event.previous,
        ],
        sort_keys=True,
        ensure_ascii=False,
    )
    return hmac.new(keyring().derive("audit"), body.encode(), hashlib.sha256).hexdigest()


@dataclass(frozen=True)
class Verdict:
    events: int
    broken_at: int | None
    """The first sequence number that does not fit, or None."""


def verify() -> Verdict:
    """Walk the whole chain: every seal, every link, no gap, and the head where it should be."""
    previous, count = GENESIS, 0
    for event in session().scalars(select(AuditEvent).order_by(AuditEvent.seq)).yield_per(1000):
        count += 1
        if event.seq != count or event.previous != previous or event.hash != seal(event):
            return Verdict(count, min(event.seq, count))
        previous = event.hash
    head = session().get(AuditHead, 1)
    if (head.seq if head else 0) != count or (head.hash if head else GENESIS) != previous:
        return Verdict(count, count + 1)
    return Verdict(count, None)
