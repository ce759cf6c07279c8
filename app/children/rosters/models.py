from __future__ import annotations

from datetime import date, datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import (
    CHAR,
    Boolean,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.children.models import Child
from app.core.access.scope import RegionScoped
from app.core.clock import now
from app.core.db import Base
from app.core.documents.uploads import Upload
from app.core.personal import Kind, Sealed, SealedBy, SealedJson
from app.core.types import TZDateTime

UNSEALED = text("state <> 'sealed'")


class RosterVersion(RegionScoped, Base):
    """名册: one version of a village's list. Its rows are frozen when it is handed in."""

    __tablename__ = "roster_version"
    __table_args__ = (
        UniqueConstraint("region_code", "number"),
        # A village works on one version at a time.
        Index(
            "uq_roster_version_open",
            "region_code",
            unique=True,
            sqlite_where=UNSEALED,
            postgresql_where=UNSEALED,
        ),
        Index(None, "county_code", "state", "id"),
        Index(None, "township_code", "state", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(String(32), nullable=False, default="draft")
    number: Mapped[int] = mapped_column(Integer, nullable=False)
    previous_id: Mapped[int | None] = mapped_column(ForeignKey("roster_version.id"))
    """The version sealed before, with which this one is compared."""
    frozen_on: Mapped[date | None] = mapped_column(Date)
    """The day as of which it lists the children; None for a draft."""
    sha256: Mapped[str] = mapped_column(CHAR(64), nullable=False, default="")
    """Over its head and the digests of its rows."""
    listed: Mapped[int] = mapped_column(Integer, nullable=False, default=0)
    added: Mapped[int] = mapped_column(Integer, nullable=False, default=0)
    changed: Mapped[int] = mapped_column(Integer, nullable=False, default=0)
    gone: Mapped[int] = mapped_column(Integer, nullable=False, default=0)
    handed_in_by: Mapped[int | None] = mapped_column(Integer)
    checked_by: Mapped[int | None] = mapped_column(Integer)
    sealed_on: Mapped[date | None] = mapped_column(Date)
    sealed_by: Mapped[int | None] = mapped_column(Integer)
    office: Mapped[str] = mapped_column(String(80), nullable=False, default="")
    """Whose seal the paper bears."""
    scan_id: Mapped[int | None] = mapped_column(ForeignKey("upload.id"))
    scan: Mapped[Upload | None] = relationship(lazy="joined")
    made_by: Mapped[int | None] = mapped_column(Integer)
    made_at: Mapped[datetime] = mapped_column(TZDateTime, nullable=False, default=now)
    version: Mapped[int] = mapped_column(Integer, nullable=False)
    __mapper_args__ = {"version_id_col": version}

    entries: Mapped[list[RosterEntry]] = relationship(
        back_populates="roster", order_by="RosterEntry.position", cascade="all, delete-orphan"
    )


class RosterEntry(SealedBy, Base):
    """A child as it stood on a version, or why it has left.

    Sealed with the child's own key: a file that is deleted can be read in no old version either.
    Its digest stays, so that the version's sha256 still fits.
    """

    __tablename__ = "roster_entry"
    __table_args__ = (UniqueConstraint("roster_id", "child_id"),)
    sealed_by = "child"

    id: Mapped[int] = mapped_column(primary_key=True)
    roster_id: Mapped[int] = mapped_column(ForeignKey("roster_version.id"), nullable=False)
    roster: Mapped[RosterVersion] = relationship(back_populates="entries")
    child_id: Mapped[int] = mapped_column(ForeignKey("child.id"), nullable=False, index=True)
    child: Mapped[Child] = relationship()
    position: Mapped[int] = mapped_column(Integer, nullable=False, default=0)
    change: Mapped[str] = mapped_column(String(8), nullable=False)
    """new, changed, same or left: against the version before."""
    content = SealedJson(Kind.TEXT, _l("The child as the village’s roster listed it"))
    digest: Mapped[str] = mapped_column(CHAR(64), nullable=False, default="")


class ChildListing(SealedBy, Base):
    """A department's list on which the child stands."""

    __tablename__ = "child_listing"
    sealed_by = "child"

    id: Mapped[int] = mapped_column(primary_key=True)
    child_id: Mapped[int] = mapped_column(ForeignKey("child.id"), nullable=False, index=True)
    child: Mapped[Child] = relationship()
    department = Sealed(Kind.HOUSEHOLD, _l("To know whose list named the child"))
    listed_on: Mapped[date] = mapped_column(Date, nullable=False)
    noted_by: Mapped[int | None] = mapped_column(Integer)


class RosterCheck(RegionScoped, Base):
    """The monthly look at a village's roster: is everybody on it still there, is nobody missing?"""

    __tablename__ = "roster_check"
    __table_args__ = (
        UniqueConstraint("region_code", "month"),
        Index(None, "township_code", "done_on", "due_on"),
        Index(None, "county_code", "done_on", "due_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    month: Mapped[date] = mapped_column(Date, nullable=False)
    """Its first day."""
    due_on: Mapped[date] = mapped_column(Date, nullable=False)
    done_on: Mapped[date | None] = mapped_column(Date)
    done_by: Mapped[int | None] = mapped_column(Integer)
    added: Mapped[int] = mapped_column(Integer, nullable=False, default=0)
    gone: Mapped[int] = mapped_column(Integer, nullable=False, default=0)
    """Against the sealed roster, on the day of the check."""
    late_told: Mapped[bool] = mapped_column(Boolean, nullable=False, default=False)
