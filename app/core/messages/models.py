from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.db import Base
from app.core.messages import text_of
from app.core.types import TZDateTime


class InboxMessage(Base):
    __tablename__ = "inbox_message"
    __table_args__ = (Index(None, "user_id", "read_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(Integer, nullable=False)
    kind: Mapped[str] = mapped_column(String(40), nullable=False)
    values: Mapped[dict[str, Any]] = mapped_column(JSON, nullable=False, default=dict)
    """What fills the text's places: titles, dates and counts; no names of people."""
    link: Mapped[str] = mapped_column(String(200), nullable=False, default="")
    at: Mapped[datetime] = mapped_column(TZDateTime, nullable=False, default=now)
    read_at: Mapped[datetime | None] = mapped_column(TZDateTime)

    @property
    def text(self) -> str:
        return text_of(self.kind, self.values)
