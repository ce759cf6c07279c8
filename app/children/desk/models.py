from __future__ import annotations

from datetime import date, datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import Date, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.children.models import Child
from app.core.access.scope import RegionScoped
from app.core.clock import now
from app.core.db import Base
from app.core.personal import Kind, Sealed, SealedRow
from app.core.types import TZDateTime


class FamilyRequest(SealedRow, RegionScoped, Base):
    """A family's request, under a key of its own: it proves what was done when the file is gone."""

    __tablename__ = "family_request"
    reasons_about = "child"
    __table_args__ = (Index(None, "county_code", "state", "due_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    child_id: Mapped[int] = mapped_column(ForeignKey(Child.id), nullable=False, index=True)
    child: Mapped[Child] = relationship()
    kind: Mapped[str] = mapped_column(String(16), nullable=False)
    """see, copy, correct, delete or withdraw."""
    asked_by = Sealed(Kind.NAME, _l("To answer the family’s request"))
    text = Sealed(Kind.TEXT, _l("What the family asked for, in its words"))
    asked_on: Mapped[date] = mapped_column(Date, nullable=False)
    due_on: Mapped[date] = mapped_column(Date, nullable=False)
    state: Mapped[str] = mapped_column(String(32), nullable=False, default="open")
    answer = Sealed(Kind.TEXT, _l("What the family was answered, and why"))
    received_by: Mapped[int | None] = mapped_column(Integer)
    answered_by: Mapped[int | None] = mapped_column(Integer)
    answered_at: Mapped[datetime | None] = mapped_column(TZDateTime)
    created_at: Mapped[datetime] = mapped_column(TZDateTime, nullable=False, default=now)
