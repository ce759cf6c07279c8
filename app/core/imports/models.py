from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.access.scope import RegionScoped
from app.core.clock import now
from app.core.db import Base
from app.core.documents.uploads import Upload
from app.core.types import TZDateTime


class RosterImport(RegionScoped, Base):
    """A roster file on its way in. `region_code` is the division it was imported for."""

    __tablename__ = "roster_import"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(16), nullable=False)
    """children or volunteers."""
    upload_id: Mapped[int] = mapped_column(ForeignKey("upload.id"), nullable=False)
    mapping: Mapped[dict[str, Any]] = mapped_column(JSON, nullable=False, default=dict)
    """As the person corrected it; empty: as the software found it."""
    counts: Mapped[dict[str, Any]] = mapped_column(JSON, nullable=False, default=dict)
    started_by: Mapped[int | None] = mapped_column(Integer)
    started_at: Mapped[datetime] = mapped_column(TZDateTime, nullable=False, default=now)
    written_at: Mapped[datetime | None] = mapped_column(TZDateTime)

    upload: Mapped[Upload] = relationship(lazy="joined")
