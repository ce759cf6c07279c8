from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.access.scope import RegionScoped
from app.core.clock import now
from app.core.db import Base
from app.core.types import TZDateTime
from app.volunteers.models import Volunteer


class ServiceHours(RegionScoped, Base):
    """One service of one volunteer. `region_code` is where the service was given."""

    __tablename__ = "service_hours"
    __table_args__ = (
        UniqueConstraint("volunteer_id", "source", "source_id"),
        Index(None, "volunteer_id", "day"),
        Index(None, "county_code", "state", "day", "id"),
        Index(None, "township_code", "state", "day", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    volunteer_id: Mapped[int] = mapped_column(ForeignKey("volunteer.id"), nullable=False)
    volunteer: Mapped[Volunteer] = relationship(lazy="joined")
    state: Mapped[str] = mapped_column(String(16), nullable=False, default="recorded")
    source: Mapped[str] = mapped_column(String(16), nullable=False)
    """activity, training …: with `source_id` the row that credited it."""
    source_id: Mapped[int] = mapped_column(Integer, nullable=False)
    title: Mapped[str] = mapped_column(String(120), nullable=False)
    day: Mapped[date] = mapped_column(Date, nullable=False)
    minutes: Mapped[int] = mapped_column(Integer, nullable=False)
    recorded_at: Mapped[datetime] = mapped_column(TZDateTime, nullable=False, default=now)
    confirmed_by: Mapped[int | None] = mapped_column(Integer)
    confirmed_at: Mapped[datetime | None] = mapped_column(TZDateTime)
    version: Mapped[int] = mapped_column(Integer, nullable=False)
    __mapper_args__ = {"version_id_col": version}
