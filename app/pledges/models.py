from __future__ import annotations

from datetime import date, datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import JSON, Date, ForeignKey, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.access.scope import RegionScoped
from app.core.clock import now
from app.core.db import Base
from app.core.personal import Kind, Personal, Sealed, SealedBy, personal_column
from app.core.types import TZDateTime
from app.volunteers.models import Team, Volunteer

# One pledge a volunteer and year; a withdrawn one makes room for its successor.
IN_FORCE = text("state <> 'withdrawn'")


class Pledge(SealedBy, RegionScoped, Base):
    """结对关爱承诺书 of one volunteer for one year. Once signed it is never changed."""

    __tablename__ = "pledge"
    __table_args__ = (
        Index(
            "uq_pledge_volunteer_year",
            "volunteer_id",
            "starts_on",
            unique=True,
            sqlite_where=IN_FORCE,
            postgresql_where=IN_FORCE,
        ),
        Index(None, "county_code", "state", "ends_on", "id"),
        Index(None, "township_code", "state", "ends_on", "id"),
    )
    sealed_by = "volunteer"

    id: Mapped[int] = mapped_column(primary_key=True)
    volunteer_id: Mapped[int] = mapped_column(ForeignKey("volunteer.id"), nullable=False)
    volunteer: Mapped[Volunteer] = relationship(lazy="joined")
    state: Mapped[str] = mapped_column(String(32), nullable=False, default="issued")
    year_number: Mapped[int] = mapped_column(Integer, nullable=False)
    """Which year of the service term, from 1."""
    starts_on: Mapped[date] = mapped_column(Date, nullable=False)
    ends_on: Mapped[date] = mapped_column(Date, nullable=False)
    """The last day it holds."""
    serial: Mapped[str] = mapped_column(String(40), unique=True, nullable=False)
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    """The archived paper; set when it is signed."""
    signed_on: Mapped[date | None] = mapped_column(Date)
    signed_how: Mapped[str] = mapped_column(String(8), nullable=False, default="")
    """screen or paper."""
    signature = Sealed(Kind.SIGNATURE, _l("The strokes of the drawn signature, as SVG path data"))
    scan_id: Mapped[int | None] = mapped_column(ForeignKey("upload.id"))
    witness_id: Mapped[int | None] = mapped_column(Integer)
    signed_at: Mapped[datetime | None] = mapped_column(TZDateTime)
    """The moment of the signature on the screen, or of keeping the scan."""
    device: Mapped[str] = mapped_column(String(120), nullable=False, default="")
    """What the browser says of itself, for a signature on the screen."""
    place: Mapped[str] = mapped_column(String(80), nullable=False, default="", server_default="")
    """Where she signed on the screen."""
    declared: Mapped[list[str]] = personal_column(
        Personal(Kind.CONDUCT, _l("What she declared anew not to apply to her, at this signature")),
        JSON,
        nullable=False,
        default=list,
        server_default="[]",
    )
    """Codes of the programme's exclusions (R94)."""
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("pledge_batch.id"), index=True)
    issued_at: Mapped[datetime] = mapped_column(TZDateTime, nullable=False, default=now)
    version: Mapped[int] = mapped_column(Integer, nullable=False)
    __mapper_args__ = {"version_id_col": version}


class PledgeReminder(Base):
    """That a volunteer was reminded of the end of her pledge: each of the days once."""

    __tablename__ = "pledge_reminder"

    pledge_id: Mapped[int] = mapped_column(ForeignKey("pledge.id"), primary_key=True)
    days: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    sent_at: Mapped[datetime] = mapped_column(TZDateTime, nullable=False, default=now)


class PledgeBatch(RegionScoped, Base):
    """The pledges of a whole team, printed as one file and signed at one ceremony."""

    __tablename__ = "pledge_batch"

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), nullable=False, index=True)
    team: Mapped[Team] = relationship(lazy="joined")
    made_by: Mapped[int | None] = mapped_column(Integer)
    made_at: Mapped[datetime] = mapped_column(TZDateTime, nullable=False, default=now)
    job_id: Mapped[int | None] = mapped_column(ForeignKey("job.id"))
    upload_id: Mapped[int | None] = mapped_column(ForeignKey("upload.id"))
    """The file to print, once the job has made it."""


class ScanPage(Base):
    """A page that came back without a readable code: somebody says whose it is."""

    __tablename__ = "pledge_scan_page"

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("pledge_batch.id"), nullable=False, index=True)
    upload_id: Mapped[int] = mapped_column(ForeignKey("upload.id"), nullable=False)
    number: Mapped[int] = mapped_column(Integer, nullable=False)
    signed_on: Mapped[date] = mapped_column(Date, nullable=False)
    settled_at: Mapped[datetime | None] = mapped_column(TZDateTime)
