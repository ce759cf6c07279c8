from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import CHAR, JSON, BigInteger, Index, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.core.personal import Kind, Personal, personal_column
from app.core.types import RegionCode, TZDateTime

Seq = BigInteger().with_variant(Integer, "sqlite")


class AuditEvent(Base):
    """One act. Holds ids and codes, never a name or a text of a person's file."""

    __tablename__ = "audit_event"
    __table_args__ = (
        Index(None, "object_type", "object_id"),
        Index(None, "actor_id", "at"),
        Index(None, "act", "at"),
    )

    seq: Mapped[int] = mapped_column(Seq, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(TZDateTime, nullable=False)
    actor_id: Mapped[int | None] = mapped_column(Integer)
    act: Mapped[str] = mapped_column(String(64), nullable=False)
    object_type: Mapped[str] = mapped_column(String(32), nullable=False, default="")
    object_id: Mapped[int | None] = mapped_column(Integer)
    region_code: Mapped[str | None] = mapped_column(RegionCode)
    reason_sealed: Mapped[bytes | None] = personal_column(
        Personal(Kind.TEXT, _l("Why it was done, for those who check")), LargeBinary
    )
    data_key_id: Mapped[str | None] = mapped_column(CHAR(32))
    """Under which the reason is sealed; None: under the house's. No foreign key: the entry stays
    as it is whatever becomes of the file."""
    detail: Mapped[dict[str, Any]] = mapped_column(JSON, nullable=False, default=dict)
    previous: Mapped[str] = mapped_column(String(64), nullable=False)
    hash: Mapped[str] = mapped_column(String(64), nullable=False)


class AuditHead(Base):
    """The end of the chain: one row, locked by whoever appends.

    `seal` proves that this was the end: whoever cuts entries off, without the key, cannot make it.
    """

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    seq: Mapped[int] = mapped_column(Seq, nullable=False)
    hash: Mapped[str] = mapped_column(String(64), nullable=False)
    seal: Mapped[str] = mapped_column(String(64), nullable=False)
