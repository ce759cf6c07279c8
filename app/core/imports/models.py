from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, Integer, String
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
    state: Mapped[str] = mapped_column(
        String(16), nullable=False, default="checking", server_default="checking"
    )
    upload_id: Mapped[int] = mapped_column(ForeignKey("upload.id"), nullable=False)
    source: Mapped[str] = mapped_column(String(40), nullable=False, default="", server_default="")
    """Whose list it is: of `ImportKind.sources`; "": the station's own."""
    as_of: Mapped[date | None] = mapped_column(Date)
    """The day of which the list tells."""
    mapping: Mapped[dict[str, Any]] = mapped_column(JSON, nullable=False, default=dict)
    """As the person corrected it; empty: as the software found it."""
    problem: Mapped[str] = mapped_column(String(32), nullable=False, default="", server_default="")
    """Why the file as a whole is refused: a code of UnreadableFile."""
    findings_id: Mapped[int | None] = mapped_column(ForeignKey("upload.id"))
    """What the check found: see `findings`."""
    job_id: Mapped[int | None] = mapped_column(Integer)
    position: Mapped[int] = mapped_column(Integer, nullable=False, default=0, server_default="0")
    """Rows dealt with by the writing, which goes on from here."""
    late: Mapped[list[Any]] = mapped_column(JSON, nullable=False, default=list, server_default="[]")
    """Rows left out for what came up only while writing: sheet, row, code, field."""
    counts: Mapped[dict[str, Any]] = mapped_column(JSON, nullable=False, default=dict)
    """While writing: of what has been written so far."""
    started_by: Mapped[int | None] = mapped_column(Integer)
    started_at: Mapped[datetime] = mapped_column(TZDateTime, nullable=False, default=now)
    written_at: Mapped[datetime | None] = mapped_column(TZDateTime)

    purged_at: Mapped[datetime | None] = mapped_column(TZDateTime)
    """Since when the file is gone; what it changed stays on record."""

    upload: Mapped[Upload] = relationship(lazy="joined", foreign_keys=[upload_id])
    findings_file: Mapped[Upload | None] = relationship(foreign_keys=[findings_id])
