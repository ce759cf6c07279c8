from __future__ import annotations

from datetime import date, datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import Date, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.children.models import Child
from app.core.clock import now
from app.core.db import Base
from app.core.personal import Kind, Sealed, SealedBy
from app.core.types import RegionCode, TZDateTime


class ChildMove(SealedBy, Base):
    """A child that went from one village to another, as both stations are to see it."""

    __tablename__ = "child_move"
    __table_args__ = (Index(None, "from_code"), Index(None, "to_code"))
    sealed_by = "child"

    id: Mapped[int] = mapped_column(primary_key=True)
    child_id: Mapped[int] = mapped_column(ForeignKey(Child.id), nullable=False, index=True)
    child: Mapped[Child] = relationship()
    from_code: Mapped[str] = mapped_column(RegionCode, nullable=False)
    from_number: Mapped[int] = mapped_column(Integer, nullable=False)
    """On the roster there: what the station knew the child by."""
    to_code: Mapped[str] = mapped_column(RegionCode, nullable=False)
    moved_on: Mapped[date] = mapped_column(Date, nullable=False)
    reason = Sealed(Kind.TEXT, _l("So that the new station knows what to go on with"))
    moved_by: Mapped[int | None] = mapped_column(Integer)
    seen_by: Mapped[int | None] = mapped_column(Integer)
    seen_at: Mapped[datetime | None] = mapped_column(TZDateTime)


class HandOver(SealedBy, Base):
    """Who looks after somebody who comes of age; once a child."""

    __tablename__ = "hand_over"
    sealed_by = "child"

    id: Mapped[int] = mapped_column(primary_key=True)
    child_id: Mapped[int] = mapped_column(ForeignKey(Child.id), nullable=False, unique=True)
    child: Mapped[Child] = relationship()
    due_on: Mapped[date] = mapped_column(Date, nullable=False, index=True)
    """The birthday on which the programme's care ends."""
    place: Mapped[str] = mapped_column(String(16), nullable=False, default="")
    """Of PLACES, or "" as long as nobody has decided."""
    contact = Sealed(Kind.NAME, _l("Whom the young adult can turn to from now on"))
    note = Sealed(Kind.TEXT, _l("What the next ones should know, and what the young adult wishes"))
    decided_by: Mapped[int | None] = mapped_column(Integer)
    decided_on: Mapped[date | None] = mapped_column(Date)
    made_at: Mapped[datetime] = mapped_column(TZDateTime, nullable=False, default=now)


class ChildFact(SealedBy, Base):
    """Something told of a child, with who told it and on which day it was so."""

    __tablename__ = "child_fact"
    __table_args__ = (Index(None, "child_id", "kind", "as_of"),)
    sealed_by = "child"

    id: Mapped[int] = mapped_column(primary_key=True)
    child_id: Mapped[int] = mapped_column(ForeignKey(Child.id), nullable=False)
    child: Mapped[Child] = relationship()
    kind: Mapped[str] = mapped_column(String(16), nullable=False)
    """Of KINDS."""
    text = Sealed(Kind.HEALTH, _l("To arrange fitting care and help"))
    source: Mapped[str] = mapped_column(String(16), nullable=False)
    """Of SOURCES."""
    as_of: Mapped[date] = mapped_column(Date, nullable=False)
    recorded_by: Mapped[int | None] = mapped_column(Integer)
    recorded_at: Mapped[datetime] = mapped_column(TZDateTime, nullable=False, default=now)
