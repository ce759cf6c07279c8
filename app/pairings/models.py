from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.children.models import Child
from app.core.access.scope import RegionScoped
from app.core.clock import now
from app.core.db import Base
from app.core.types import TZDateTime
from app.volunteers.models import Volunteer

RUNNING = text("state <> 'ended'")


class Pairing(RegionScoped, Base):
    """One volunteer bound to one child: an episode with a beginning and an end.

    Many-to-one is several rows of one child, one-to-many several of one volunteer. `region_code`
    is the child's.
    """

    __tablename__ = "pairing"
    __table_args__ = (
        Index(
            "uq_pairing_running",
            "child_id",
            "volunteer_id",
            unique=True,
            sqlite_where=RUNNING,
            postgresql_where=RUNNING,
        ),
        Index(None, "volunteer_id", "state"),
        Index(None, "county_code", "state", "starts_on", "id"),
        Index(None, "township_code", "state", "starts_on", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    child_id: Mapped[int] = mapped_column(ForeignKey("child.id"), nullable=False)
    volunteer_id: Mapped[int] = mapped_column(ForeignKey("volunteer.id"), nullable=False)
    child: Mapped[Child] = relationship(lazy="joined")
    volunteer: Mapped[Volunteer] = relationship(lazy="joined")
    state: Mapped[str] = mapped_column(String(32), nullable=False, default="active")
    role: Mapped[str] = mapped_column(String(16), nullable=False, default="lead")
    """lead, co or specialist; a child has one running lead."""
    placement: Mapped[str] = mapped_column(String(8), nullable=False)
    """local or remote; a remote one works beside a local one."""
    starts_on: Mapped[date] = mapped_column(Date, nullable=False)
    ended_on: Mapped[date | None] = mapped_column(Date)
    made_by: Mapped[int | None] = mapped_column(Integer)
    made_at: Mapped[datetime] = mapped_column(TZDateTime, nullable=False, default=now)
    version: Mapped[int] = mapped_column(Integer, nullable=False)
    __mapper_args__ = {"version_id_col": version}
