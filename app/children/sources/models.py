from __future__ import annotations

from datetime import date, datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import Date, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.children.models import Child
from app.core.clock import now
from app.core.db import Base
from app.core.personal import Kind, Personal, SealedBy, SealedJson, index_column
from app.core.personal import personal_column as personal
from app.core.types import TZDateTime


class Disagreement(SealedBy, Base):
    """A list says something else of a child than its file holds."""

    __tablename__ = "disagreement"
    __table_args__ = (
        Index(None, "child_id", "state"),
        Index(None, "state", "source", "field"),
    )
    sealed_by = "child"

    id: Mapped[int] = mapped_column(primary_key=True)
    child_id: Mapped[int] = mapped_column(ForeignKey(Child.id), nullable=False)
    child: Mapped[Child] = relationship()
    state: Mapped[str] = mapped_column(String(16), nullable=False, default="open")
    field: Mapped[str] = mapped_column(String(32), nullable=False)
    """Of FIELDS."""
    source: Mapped[str] = personal(
        Personal(Kind.HOUSEHOLD, _l("To know whose list says it")), String(40), nullable=False
    )
    as_of: Mapped[date] = mapped_column(Date, nullable=False)
    said = SealedJson(Kind.HOUSEHOLD, _l("What the list says of the child"))
    """value, and the guardian whom it is about or the address that goes with a village."""
    held = SealedJson(Kind.HOUSEHOLD, _l("What the file held when that was settled"))
    """value, source and day; None while it is open."""
    said_index: Mapped[bytes | None] = index_column()
    """Tells that the list says the same again, without reading what."""
    import_id: Mapped[int | None] = mapped_column(ForeignKey("roster_import.id"))
    raised_at: Mapped[datetime] = mapped_column(TZDateTime, nullable=False, default=now)
    settled_by: Mapped[int | None] = mapped_column(Integer)
    settled_at: Mapped[datetime | None] = mapped_column(TZDateTime)
