from __future__ import annotations

from datetime import date, datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import Date, ForeignKey, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.access.scope import RegionScoped
from app.core.clock import now
from app.core.db import Base
from app.core.personal import Kind, Personal, Sealed, SealedRow, personal_column
from app.core.types import RegionCode, TZDateTime
from app.volunteers.models import Team, Volunteer

PRESENT = text("until IS NULL")
RUNNING = text("state <> 'ended'")
STANDING = text("state IN ('proposed', 'running')")


class Organisation(SealedRow, RegionScoped, Base):
    """A unit that looks after children through people of its own (R39).

    It never meets a child itself: those who do are vetted volunteers, one by one.
    """

    __tablename__ = "organisation"
    __table_args__ = (UniqueConstraint("region_code", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(String(32), nullable=False, default="proposed", index=True)
    name: Mapped[str] = mapped_column(String(80), nullable=False)
    kind: Mapped[str] = mapped_column(String(16), nullable=False)
    credit_code: Mapped[str] = mapped_column(String(18), nullable=False, default="")
    """Unified social credit code; a village committee or school may have none at hand."""
    contact_name: Mapped[str] = personal_column(
        Personal(Kind.NAME, _l("Whom the station turns to at the organisation")),
        String(64),
        nullable=False,
    )
    phone = Sealed(Kind.PHONE, _l("To reach the organisation’s contact"))
    offer: Mapped[str] = mapped_column(String(300), nullable=False, default="")
    agreed_on: Mapped[date | None] = mapped_column(Date)
    agreed_until: Mapped[date | None] = mapped_column(Date)
    """The last day on which the agreement holds."""
    agreement_scan_id: Mapped[int | None] = mapped_column(ForeignKey("upload.id"))
    made_by: Mapped[int | None] = mapped_column(Integer)
    version: Mapped[int] = mapped_column(Integer, nullable=False)
    __mapper_args__ = {"version_id_col": version}


class OrganisationMember(Base):
    """A volunteer's time as one of the organisation's people."""

    __tablename__ = "organisation_member"
    __table_args__ = (
        Index(
            "uq_organisation_member_present",
            "organisation_id",
            "volunteer_id",
            unique=True,
            sqlite_where=PRESENT,
            postgresql_where=PRESENT,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), nullable=False)
    organisation: Mapped[Organisation] = relationship(lazy="joined")
    volunteer_id: Mapped[int] = mapped_column(ForeignKey("volunteer.id"), index=True)
    volunteer: Mapped[Volunteer] = relationship(lazy="joined")
    since: Mapped[date] = mapped_column(Date, nullable=False)
    until: Mapped[date | None] = mapped_column(Date)


class CountyPartnership(RegionScoped, Base):
    """Two counties agree that volunteers of one may be paired with children of the other (R38).

    `region_code` is the county that asks; it runs once the other has confirmed.
    """

    __tablename__ = "county_partnership"
    __table_args__ = (
        Index(
            "uq_county_partnership_standing",
            "region_code",
            "other_code",
            unique=True,
            sqlite_where=STANDING,
            postgresql_where=STANDING,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(String(32), nullable=False, default="proposed")
    other_code: Mapped[str] = mapped_column(RegionCode, nullable=False, index=True)
    starts_on: Mapped[date] = mapped_column(Date, nullable=False)
    ends_on: Mapped[date] = mapped_column(Date, nullable=False)
    """The last day on which it holds."""
    terms: Mapped[str] = mapped_column(String(300), nullable=False, default="")
    asked_by: Mapped[int | None] = mapped_column(Integer)
    asked_at: Mapped[datetime] = mapped_column(TZDateTime, nullable=False, default=now)
    version: Mapped[int] = mapped_column(Integer, nullable=False)
    __mapper_args__ = {"version_id_col": version}


class TeamPair(RegionScoped, Base):
    """A team that stands by a village and its team (R99). `region_code` is the village.

    Nothing about a child is in it.
    """

    __tablename__ = "team_pair"
    __table_args__ = (
        Index(
            "uq_team_pair_running",
            "team_id",
            "region_code",
            unique=True,
            sqlite_where=RUNNING,
            postgresql_where=RUNNING,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(String(32), nullable=False, default="running", index=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), nullable=False)
    team: Mapped[Team] = relationship(lazy="joined")
    purpose: Mapped[str] = mapped_column(String(300), nullable=False)
    starts_on: Mapped[date] = mapped_column(Date, nullable=False)
    ends_on: Mapped[date | None] = mapped_column(Date)
    made_by: Mapped[int | None] = mapped_column(Integer)
    version: Mapped[int] = mapped_column(Integer, nullable=False)
    __mapper_args__ = {"version_id_col": version}
