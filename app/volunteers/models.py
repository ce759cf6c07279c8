from __future__ import annotations

from datetime import date, datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import (
    JSON,
    Boolean,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.access.scope import RegionScoped
from app.core.clock import now
from app.core.db import Base
from app.core.personal import Kind, Personal, Sealed, SealedBy, SealedRow, index_column
from app.core.personal import personal_column as personal
from app.core.types import TZDateTime


class Team(RegionScoped, Base):
    """志愿服务队: local (village), remote (office or company) or professional."""

    __tablename__ = "team"
    __table_args__ = (UniqueConstraint("region_code", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), nullable=False)
    kind: Mapped[str] = mapped_column(String(16), nullable=False, default="local")
    """local, remote or professional."""
    captain_name: Mapped[str] = personal(
        Personal(Kind.NAME, _l("Signs the pledges of the team")),
        String(64),
        nullable=False,
        default="",
    )


class Volunteer(SealedRow, RegionScoped, Base):
    """爱心妈妈 or 好助手, from application to exit. `region_code` is where she lives or serves."""

    __tablename__ = "volunteer"
    __table_args__ = (
        Index(None, "county_code", "state", "name_key", "id"),
        Index(None, "township_code", "state", "name_key", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(String(32), nullable=False, default="applied", index=True)
    name: Mapped[str] = personal(
        Personal(Kind.NAME, _l("To know the volunteer and to print her pledge")),
        String(64),
        nullable=False,
    )
    name_key: Mapped[str] = personal(
        Personal(Kind.NAME, _l("Pinyin, to sort and search lists by")),
        String(160),
        nullable=False,
        index=True,
    )
    name_initials: Mapped[str] = personal(
        Personal(Kind.NAME, _l("Pinyin initials, to search lists by")),
        String(64),
        nullable=False,
        index=True,
    )
    identity_number = Sealed(Kind.IDENTITY_NUMBER, _l("To verify identity, age and records"))
    identity_index: Mapped[bytes | None] = index_column(unique=True)
    phone = Sealed(Kind.PHONE, _l("To reach the volunteer"))
    phone_index: Mapped[bytes | None] = index_column(index=True)
    address = Sealed(Kind.ADDRESS, _l("To pair people who live near each other"))
    born_on: Mapped[date] = personal(
        Personal(Kind.BIRTH_DATE, _l("To check the age limits at each renewal")),
        Date,
        nullable=False,
    )
    sex: Mapped[str] = personal(
        Personal(Kind.SEX, _l("To check against the identity number")), String(8), nullable=False
    )
    kind: Mapped[str] = mapped_column(String(16), nullable=False, default="caring_mother")
    """A kind of the programme: caring_mother (爱心妈妈), helper (好助手, never paired alone) …"""
    placement: Mapped[str] = mapped_column(String(8), nullable=False, default="local")
    """local or remote."""
    occupation: Mapped[str] = personal(
        Personal(Kind.OCCUPATION, _l("To pair by expertise")),
        String(64),
        nullable=False,
        default="",
    )
    political_status: Mapped[str] = personal(
        Personal(Kind.OCCUPATION, _l("Asked for by the roster")),
        String(16),
        nullable=False,
        default="",
    )
    skills: Mapped[list[str]] = personal(
        Personal(Kind.OCCUPATION, _l("To find the volunteer who can help")),
        JSON,
        nullable=False,
        default=list,
    )
    """Codes of the programme's table, or the words of the roster where none fits."""
    capacity: Mapped[int] = mapped_column(Integer, nullable=False, default=1)
    motive = Sealed(Kind.TEXT, _l("To judge the application"))
    exclusions_declared: Mapped[list[str]] = personal(
        Personal(Kind.CONDUCT, _l("To apply the programme's exclusions")),
        JSON,
        nullable=False,
        default=list,
    )
    declared_at: Mapped[datetime | None] = mapped_column(TZDateTime)
    privacy_agreed_at: Mapped[datetime | None] = mapped_column(TZDateTime)
    """When she agreed to the privacy notice, on the screen or on a paper that the station keeps."""
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), unique=True)
    status_code_index: Mapped[bytes | None] = index_column(unique=True)
    """Blind index of the code with which an applicant sees how her application stands."""
    recruited_by: Mapped[int | None] = mapped_column(Integer)
    """User who entered or imported her; None: she registered herself."""
    programme_id: Mapped[int | None] = mapped_column(ForeignKey("programme.id"))
    """The version of the rules that the last decision went by."""
    applied_at: Mapped[datetime] = mapped_column(TZDateTime, nullable=False, default=now)
    decided_at: Mapped[datetime | None] = mapped_column(TZDateTime)
    service_from: Mapped[date | None] = mapped_column(Date)
    version: Mapped[int] = mapped_column(Integer, nullable=False)
    __mapper_args__ = {"version_id_col": version}

    team: Mapped[Team | None] = relationship(lazy="joined")
    checks: Mapped[list[VettingCheck]] = relationship(
        back_populates="volunteer", order_by="VettingCheck.id"
    )


class VettingCheck(SealedBy, Base):
    """One check by a named person. The newest of each kind counts; none is ever changed."""

    __tablename__ = "vetting_check"
    __table_args__ = (Index(None, "volunteer_id", "kind"),)
    sealed_by = "volunteer"

    id: Mapped[int] = mapped_column(primary_key=True)
    volunteer_id: Mapped[int] = mapped_column(ForeignKey("volunteer.id"), nullable=False)
    volunteer: Mapped[Volunteer] = relationship(back_populates="checks")
    kind: Mapped[str] = mapped_column(String(32), nullable=False)
    passed: Mapped[bool] = mapped_column(Boolean, nullable=False)
    checked_on: Mapped[date] = mapped_column(Date, nullable=False)
    valid_until: Mapped[date | None] = mapped_column(Date, index=True)
    note = Sealed(Kind.CONDUCT, _l("What the check found, for the reviewer"))
    checked_by: Mapped[int | None] = mapped_column(Integer)
    checked_by_name: Mapped[str] = personal(
        Personal(Kind.NAME, _l("Who answers for the check")), String(64), nullable=False
    )
    recorded_at: Mapped[datetime] = mapped_column(TZDateTime, nullable=False, default=now)


class RepeatedApplication(Base):
    """Somebody applied with the identity number of a record that exists already.

    The public is not told (whoever knows a number could ask who volunteers): she gets a code that
    always answers "received", and the station sees that she came again.
    """

    __tablename__ = "repeated_application"

    id: Mapped[int] = mapped_column(primary_key=True)
    volunteer_id: Mapped[int] = mapped_column(ForeignKey("volunteer.id"), index=True)
    status_code_index: Mapped[bytes] = mapped_column(LargeBinary(16), unique=True, nullable=False)
    at: Mapped[datetime] = mapped_column(TZDateTime, nullable=False, default=now)
    seen_at: Mapped[datetime | None] = mapped_column(TZDateTime)

    volunteer: Mapped[Volunteer] = relationship()
