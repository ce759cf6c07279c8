from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import JSON, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from app.children.models import Child
from app.core.access.scope import RegionScoped
from app.core.clock import now
from app.core.db import Base
from app.core.personal import Kind, Sealed, SealedRow
from app.core.types import TZDateTime

FILE, EXPORT = "file", "export"
OUTCOMES = ("in_order", "warned", "incident")


class AccessRequest(SealedRow, RegionScoped, Base):
    """Somebody asks to open one file, or to take a list away. `region_code`: whose chair decides.

    A request for a number that no file has looks to whoever asked like any other that waits.
    """

    __tablename__ = "access_request"
    __table_args__ = (Index(None, "asked_by", "child_id"), Index(None, "county_code", "state"))

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(8), nullable=False)
    """file or export."""
    child_id: Mapped[int | None] = mapped_column(ForeignKey(Child.id), index=True)
    filters: Mapped[dict[str, Any]] = mapped_column(JSON, nullable=False, default=dict)
    """Of an export: as the list's address says them, without what was searched for."""
    children: Mapped[int | None] = mapped_column(Integer)
    """Of an export: how many it took."""
    purpose = Sealed(Kind.TEXT, _l("To account for who reads a child’s file, and why"))
    state: Mapped[str] = mapped_column(String(32), nullable=False, default="asked")
    asked_by: Mapped[int] = mapped_column(Integer, nullable=False)
    asked_at: Mapped[datetime] = mapped_column(TZDateTime, nullable=False, default=now)
    decided_by: Mapped[int | None] = mapped_column(Integer)
    decided_at: Mapped[datetime | None] = mapped_column(TZDateTime)
    valid_until: Mapped[datetime | None] = mapped_column(TZDateTime)


class ExportedChild(Base):
    """Which children were on a list that was taken away: their guardians may ask."""

    __tablename__ = "exported_child"

    request_id: Mapped[int] = mapped_column(ForeignKey(AccessRequest.id), primary_key=True)
    child_id: Mapped[int] = mapped_column(ForeignKey(Child.id), primary_key=True, index=True)


class ReadingFlag(SealedRow, RegionScoped, Base):
    """Reading that the auditor should look into. `region_code`: of the child last read."""

    __tablename__ = "reading_flag"
    __table_args__ = (Index(None, "user_id", "kind", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(Integer, nullable=False)
    kind: Mapped[str] = mapped_column(String(16), nullable=False)
    """many, night or outside."""
    files: Mapped[int] = mapped_column(Integer, nullable=False)
    """Different files that the person had opened in the hour before."""
    at: Mapped[datetime] = mapped_column(TZDateTime, nullable=False, default=now)
    seen_by: Mapped[int | None] = mapped_column(Integer)
    seen_at: Mapped[datetime | None] = mapped_column(TZDateTime)
    outcome: Mapped[str] = mapped_column(String(16), nullable=False, default="", server_default="")
    """One of OUTCOMES once somebody has looked into it."""
    finding = Sealed(Kind.TEXT, _l("What the auditor found out"))
