from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, BigInteger, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.core.types import TZDateTime


class BackupRun(Base):
    """One backup that was made, or tried."""

    __tablename__ = "backup_run"

    id: Mapped[int] = mapped_column(primary_key=True)
    started_at: Mapped[datetime] = mapped_column(TZDateTime, nullable=False, index=True)
    name: Mapped[str] = mapped_column(String(40), nullable=False)
    size: Mapped[int] = mapped_column(BigInteger, nullable=False, default=0)
    milliseconds: Mapped[int] = mapped_column(Integer, nullable=False, default=0)
    rows: Mapped[int] = mapped_column(Integer, nullable=False, default=0)
    copies: Mapped[int] = mapped_column(Integer, nullable=False, default=0)
    """Folders outside the data directory that hold it too."""
    missing: Mapped[list[str]] = mapped_column(JSON, nullable=False, default=list)
    """Folders that should, and could not be written to."""
    verified_at: Mapped[datetime | None] = mapped_column(TZDateTime)
    problem: Mapped[str] = mapped_column(String(200), nullable=False, default="")
