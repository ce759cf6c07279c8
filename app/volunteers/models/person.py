"""A volunteer, from application to exit."""

from __future__ import annotations

from datetime import date, datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import (
    JSON,
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.access.scope import RegionScoped
from app.core.clock import now
from app.core.db import Base
from app.core.personal import (
    Kind,
    Personal,
    Sealed,
    SealedRow,
    index_column,
)
from app.core.personal import personal_column as personal
from app.core.types import RegionCode, TZDateTime
from app.volunteers.models.recruiting import Campaign
from app.volunteers.models.teams import Membership, Team
from app.volunteers.models.vetting import ApplicationPaper, Licence, Reference, VettingCheck


class Volunteer(SealedRow, RegionScoped, Base):
    """爱心妈妈 or 好助手, from application to exit. `region_code` is where she lives or serves."""

    __tablename__ = "volunteer"
    __table_args__ = (
        Index(None, "county_code", "state", "name_key", "id"),
        Index(None, "township_code", "state", "name_key", "id"),
        CheckConstraint("merged_into <> id", name="not_merged_into_itself"),
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
    experience = Sealed(Kind.TEXT, _l("To judge the application"))
    household = Sealed(Kind.HOUSEHOLD, _l("To judge where a child may be received"))
    availability: Mapped[list[str]] = personal(
        Personal(Kind.TEXT, _l("To agree on times")), JSON, nullable=False, default=list
    )
    """When she has time: weekday, evening, weekend, holidays."""
    languages: Mapped[str] = personal(
        Personal(Kind.TEXT, _l("To pair people who understand each other")),
        String(80),
        nullable=False,
        default="",
    )
    """Languages and dialects, in her words."""
    employer: Mapped[str] = personal(
        Personal(Kind.OCCUPATION, _l("To ask her unit and to form teams")),
        String(80),
        nullable=False,
        default="",
    )
    office: Mapped[str] = personal(
        Personal(Kind.OCCUPATION, _l("To know who succeeds her when the office changes")),
        String(60),
        nullable=False,
        default="",
    )
    """The office that she holds in the federation (R82)."""
    honours: Mapped[str] = personal(
        Personal(Kind.OCCUPATION, _l("To thank and to nominate")),
        String(200),
        nullable=False,
        default="",
    )
    """Honours she has been given (R125), as she names them."""
    channel: Mapped[str] = mapped_column(String(16), nullable=False, default="")
    """How she came to us: a code of the programme (R62)."""
    campaign_id: Mapped[int | None] = mapped_column(ForeignKey("campaign.id"), index=True)
    recommended_by: Mapped[int | None] = mapped_column(Integer)
    """Id of the volunteer whose code she gave."""
    sister_code: Mapped[str | None] = mapped_column(String(8), unique=True)
    """With which she recommends others."""
    registration_number: Mapped[str] = personal(
        Personal(Kind.OCCUPATION, _l("To find her in the volunteer system of the department")),
        String(40),
        nullable=False,
        default="",
    )
    """In the volunteer system of the social-work department (R119)."""
    refused_in: Mapped[str | None] = mapped_column(RegionCode)
    """The widest division by whose right she was refused: an appeal goes above it."""
    refusal_code: Mapped[str] = mapped_column(String(16), nullable=False, default="")
    leaving_code: Mapped[str] = mapped_column(String(16), nullable=False, default="")
    ended_at: Mapped[datetime | None] = mapped_column(TZDateTime, index=True)
    """When she left or was refused: the term for keeping the file begins."""
    forgotten_at: Mapped[datetime | None] = mapped_column(TZDateTime)
    """When the file was made anonymous."""
    merged_into: Mapped[int | None] = mapped_column(ForeignKey("volunteer.id"), index=True)
    """The record that stands for this one; never one that is merged itself."""
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
    papers: Mapped[list[ApplicationPaper]] = relationship(
        back_populates="volunteer", order_by="ApplicationPaper.id"
    )
    campaign: Mapped[Campaign | None] = relationship()
    checks: Mapped[list[VettingCheck]] = relationship(
        back_populates="volunteer", order_by="VettingCheck.id"
    )
    licences: Mapped[list[Licence]] = relationship(
        back_populates="volunteer", order_by="Licence.id"
    )
    references: Mapped[list[Reference]] = relationship(
        back_populates="volunteer", order_by="Reference.id"
    )
    memberships: Mapped[list[Membership]] = relationship(
        back_populates="volunteer", order_by="Membership.id"
    )


class DifferentPeople(Base):
    """Somebody has looked: these two records look alike and are two people."""

    __tablename__ = "different_people"

    first_id: Mapped[int] = mapped_column(ForeignKey("volunteer.id"), primary_key=True)
    second_id: Mapped[int] = mapped_column(ForeignKey("volunteer.id"), primary_key=True, index=True)
    """The larger of the two ids."""
    decided_by: Mapped[int | None] = mapped_column(Integer)
    decided_at: Mapped[datetime] = mapped_column(TZDateTime, nullable=False, default=now)
