from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Select, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from app.core import reasons
from app.core.access.actors import Actor
from app.core.audit.models import AuditEvent, AuditHead
from app.core.clock import now
from app.core.db import before_commit, database, session, stash
from app.core.personal import keyring

GENESIS = "0" * 64
PENDING = "audit_pending"
COLUMNS = tuple(column.name for column in AuditEvent.__table__.columns)


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

    `subject` is the mapped row it was done to. `detail` holds ids, codes and counts only, of the
    kinds that JSON knows (TypeError otherwise).
    """
    # As it will be read back: the seal must not depend on what JSON does to keys and tuples.
    detail = json.loads(json.dumps(detail))
    if PENDING not in stash():
        stash()[PENDING] = []
        before_commit(_append)
    stash()[PENDING].append(_Pending(actor, act, subject, reason, detail, now()))


def _append() -> None:
    """Chain what was recorded, last thing before the commit, so that the head is locked briefly."""
    current = session()
    pending: list[_Pending] = stash().pop(PENDING)
    current.flush()
    head = _locked_head()
    rows = []
    for item in pending:
        event = _event(item, head.seq + 1, head.hash)
        event.hash = seal(event)
        rows.append({name: getattr(event, name) for name in COLUMNS})
        head.seq, head.hash = event.seq, event.hash
    head.seal = seal_of_head(head)
    # By one statement: a roster puts thousands of acts on record.
    current.execute(insert(AuditEvent), rows)


def _locked_head() -> AuditHead:
    locked = select(AuditHead).where(AuditHead.id == 1).with_for_update()
    locked = locked.execution_options(populate_existing=True)
    if head := session().scalar(locked):
        return head
    # Two first entries at the same moment: one makes the row, the other waits and finds it.
    dialect = sqlite if database().is_sqlite else postgresql
    first = dialect.insert(AuditHead).values(id=1, seq=0, hash=GENESIS, seal="")
    session().execute(first.on_conflict_do_nothing())
    return session().scalars(locked).one()


def _event(item: _Pending, seq: int, previous: str) -> AuditEvent:
    subject = item.subject
    sealed, key_id = reasons.seal(item.reason, subject, **_place(seq))
    return AuditEvent(
        seq=seq,
        at=item.at,
        actor_id=item.actor.user_id,
        act=item.act,
        object_type=subject.__tablename__ if subject is not None else "",
        object_id=getattr(subject, "id", None),
        region_code=getattr(subject, "region_code", None),
        reason_sealed=sealed,
        data_key_id=key_id,
        detail=item.detail,
        previous=previous,
    )


def _place(seq: int) -> dict[str, str]:
    return {"house": "audit-reason", "bound_to": f"audit_event:{seq}"}


def reason_of(event: AuditEvent) -> str:
    return reasons.read(event.reason_sealed, event.data_key_id, **_place(event.seq))


def seal(event: AuditEvent) -> str:
    """HMAC-SHA256 over the event and the seal before it."""
    told = [
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
    ]
    if event.data_key_id is not None:
        # Entries from before reasons lay under the person's key were sealed without it.
        told.append(event.data_key_id)
    return _mac(json.dumps(told, sort_keys=True, ensure_ascii=False))


def seal_of_head(head: AuditHead) -> str:
    return _mac(f"head:{head.seq}:{head.hash}")


def _mac(body: str) -> str:
    return hmac.new(keyring().derive("audit"), body.encode(), hashlib.sha256).hexdigest()


@dataclass(frozen=True)
class Verdict:
    events: int
    broken_at: int | None
    """The first sequence number that does not fit, or None."""


def verify() -> Verdict:
    """Walk the whole chain: every seal, every link, no gap, and the head where it should be."""
    previous, count, head = GENESIS, 0, None
    for event, end in session().execute(_walk()).yield_per(1000):
        count, head = count + 1, end
        if event.seq != count or event.previous != previous or event.hash != seal(event):
            return Verdict(count, min(event.seq, count))
        previous = event.hash
    if count == 0:
        head = session().get(AuditHead, 1, populate_existing=True)
        return Verdict(0, None if head is None else 1)
    if head is None or (head.seq, head.hash, head.seal) != (count, previous, seal_of_head(head)):
        return Verdict(count, count + 1)
    return Verdict(count, None)


def _walk() -> Select[AuditEvent, AuditHead]:
    """Events and head by one statement, so that both are of one moment while others append."""
    query = select(AuditEvent, AuditHead).outerjoin(AuditHead, AuditHead.id == 1)
    return query.order_by(AuditEvent.seq).execution_options(populate_existing=True)
