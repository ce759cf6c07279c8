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
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.access.scope import RegionScoped
from app.core.clock import now
from app.core.db import Base
from app.core.personal import Kind, Personal, Sealed, SealedBy, SealedJson, SealedRow, index_column
from app.core.personal import personal_column as personal
from app.core.types import RegionCode, TZDateTime


class Family(SealedRow, RegionScoped, Base):
    """Guardians, address and colour, which siblings share; under a key of its own.

    It lies where its children live. The key goes with the last child's.
    """

    __tablename__ = "family"
    __table_args__ = (
        Index(None, "county_code", "colour", "review_on"),
        Index(None, "township_code", "colour", "review_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    address = Sealed(
        Kind.ADDRESS,
        _l("To visit, and to pair people who live near each other"),
        bound_as="child.address",
    )
    """What follows the village: 16组."""
    colour: Mapped[str] = personal(
        Personal(Kind.HOUSEHOLD, _l("To visit the families in need more often")),
        String(8),
        nullable=False,
        default="",
        server_default="",
    )
    """red, yellow or green; "" before the first review."""
    review_on: Mapped[date | None] = mapped_column(Date)
    """When the colour is to be looked at again."""
    created_at: Mapped[datetime] = mapped_column(TZDateTime, nullable=False, default=now)

    children: Mapped[list[Child]] = relationship(back_populates="family", order_by="Child.id")
    guardians: Mapped[list[Guardian]] = relationship(
        back_populates="family", order_by="Guardian.id", cascade="all, delete-orphan"
    )
    reviews: Mapped[list[ColourReview]] = relationship(
        back_populates="family", order_by="ColourReview.id", cascade="all, delete-orphan"
    )


class ColourReview(SealedBy, Base):
    """Why a family got its colour, by whom, and until when that holds."""

    __tablename__ = "colour_review"
    sealed_by = "family"

    id: Mapped[int] = mapped_column(primary_key=True)
    family_id: Mapped[int] = mapped_column(ForeignKey("family.id"), nullable=False, index=True)
    family: Mapped[Family] = relationship(back_populates="reviews")
    colour: Mapped[str] = personal(
        Personal(Kind.HOUSEHOLD, _l("To visit the families in need more often")),
        String(8),
        nullable=False,
    )
    reason = Sealed(Kind.TEXT, _l("Why the family got its colour"))
    reviewed_by: Mapped[int | None] = mapped_column(Integer)
    reviewed_on: Mapped[date] = mapped_column(Date, nullable=False)
    next_on: Mapped[date] = mapped_column(Date, nullable=False)


class FamiliesApart(Base):
    """Two families that look like one and are not: nobody is asked again."""

    __tablename__ = "families_apart"

    first_id: Mapped[int] = mapped_column(
        ForeignKey("family.id", ondelete="CASCADE"), primary_key=True
    )
    second_id: Mapped[int] = mapped_column(
        ForeignKey("family.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    said_by: Mapped[int | None] = mapped_column(Integer)
    said_at: Mapped[datetime] = mapped_column(TZDateTime, nullable=False, default=now)


class Child(SealedRow, RegionScoped, Base):
    """结对对象. Listed by village and roster number; the name is for those who open the file."""

    __tablename__ = "child"
    __table_args__ = (
        UniqueConstraint("region_code", "roster_number"),
        Index(None, "county_code", "state", "region_code", "roster_number"),
        Index(None, "township_code", "state", "region_code", "roster_number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(String(32), nullable=False, default="enrolled", index=True)
    roster_number: Mapped[int] = mapped_column(Integer, nullable=False)
    """Counts up within the village, never given twice."""
    alias: Mapped[str] = mapped_column(String(32), nullable=False)
    """化名: the only name shown where the child's own is not needed."""
    name = Sealed(Kind.NAME, _l("To know the child"))
    name_index: Mapped[bytes | None] = index_column(index=True)
    pinyin_index: Mapped[bytes | None] = index_column(index=True)
    initials_index: Mapped[bytes | None] = index_column(index=True)
    identity_number = Sealed(Kind.IDENTITY_NUMBER, _l("To keep one file for each child"))
    identity_index: Mapped[bytes | None] = index_column(unique=True)
    born_on: Mapped[date] = personal(
        Personal(Kind.BIRTH_DATE, _l("To know the age, and when care ends at 18")),
        Date,
        nullable=False,
        index=True,
    )
    sex: Mapped[str] = personal(
        Personal(Kind.SEX, _l("To find a fitting volunteer")), String(8), nullable=False
    )
    ethnic_group: Mapped[str] = personal(
        Personal(Kind.TEXT, _l("Asked for by the roster")), String(16), nullable=False, default=""
    )
    school = Sealed(Kind.SCHOOL, _l("To keep in touch with the class teacher"))
    grade = Sealed(Kind.SCHOOL, _l("To help with school work"))
    category: Mapped[str] = personal(
        Personal(Kind.HOUSEHOLD, _l("To set priorities and report by group")),
        String(32),
        nullable=False,
    )
    further_categories: Mapped[list[str]] = personal(
        Personal(Kind.HOUSEHOLD, _l("To set priorities and report by group")),
        JSON,
        nullable=False,
        default=list,
    )
    needs: Mapped[list[str]] = personal(
        Personal(Kind.HOUSEHOLD, _l("To pair by what the child needs")),
        JSON,
        nullable=False,
        default=list,
    )
    note = Sealed(Kind.TEXT, _l("Remarks of the roster"))
    origins = SealedJson(Kind.HOUSEHOLD, _l("To know who said what, and as of which day"))
    """See sources.origins."""
    found_on: Mapped[date] = mapped_column(Date, nullable=False)
    source: Mapped[str] = mapped_column(String(32), nullable=False, default="staff")
    created_at: Mapped[datetime] = mapped_column(TZDateTime, nullable=False, default=now)
    version: Mapped[int] = mapped_column(Integer, nullable=False)
    __mapper_args__ = {"version_id_col": version}

    family_id: Mapped[int] = mapped_column(ForeignKey("family.id"), nullable=False, index=True)
    family: Mapped[Family] = relationship(back_populates="children")
    consents: Mapped[list[Consent]] = relationship(
        back_populates="child", order_by="Consent.id", cascade="all, delete-orphan"
    )

    @property
    def guardians(self) -> list[Guardian]:
        return self.family.guardians

    @property
    def address(self) -> str | None:
        return self.family.address


class RosterCounter(Base):
    """The last roster number that a village has given: none is given twice."""

    __tablename__ = "roster_counter"

    region_code: Mapped[str] = mapped_column(RegionCode, primary_key=True)
    last: Mapped[int] = mapped_column(Integer, nullable=False)


class Guardian(SealedBy, Base):
    __tablename__ = "guardian"
    sealed_by = "family"

    id: Mapped[int] = mapped_column(primary_key=True)
    family_id: Mapped[int] = mapped_column(ForeignKey("family.id"), nullable=False, index=True)
    family: Mapped[Family] = relationship(back_populates="guardians")
    name = Sealed(Kind.NAME, _l("To ask for consent"))
    name_index: Mapped[bytes | None] = index_column()
    identity_index: Mapped[bytes | None] = index_column(index=True)
    """Of a number that is not kept: it only tells that two rows mean the same person."""
    phone = Sealed(Kind.PHONE, _l("To reach the family"))
    phone_index: Mapped[bytes | None] = index_column(index=True)
    relation: Mapped[str] = personal(
        Personal(Kind.HOUSEHOLD, _l("To know who the guardian is to the child")),
        String(32),
        nullable=False,
        default="",
    )
    origins = SealedJson(Kind.HOUSEHOLD, _l("To know who said what, and as of which day"))
    """See sources.origins."""


class Consent(SealedBy, Base):
    """A guardian's written answer to one scope. Refusing and withdrawing are answers too."""

    __tablename__ = "consent"
    __table_args__ = (Index(None, "child_id", "scope"),)
    sealed_by = "child"

    id: Mapped[int] = mapped_column(primary_key=True)
    child_id: Mapped[int] = mapped_column(ForeignKey("child.id"), nullable=False)
    child: Mapped[Child] = relationship(back_populates="consents")
    guardian_id: Mapped[int | None] = mapped_column(ForeignKey("guardian.id"))
    scope: Mapped[str] = mapped_column(String(32), nullable=False)
    decision: Mapped[str] = mapped_column(String(16), nullable=False)
    """granted or refused."""
    child_agreed: Mapped[bool | None] = mapped_column(Boolean)
    """The child's own agreement, which the law asks for from 14 on; None below."""
    signed_on: Mapped[date] = mapped_column(Date, nullable=False)
    expires_on: Mapped[date] = mapped_column(Date, nullable=False)
    withdrawn_on: Mapped[date | None] = mapped_column(Date)
    text_version: Mapped[str] = mapped_column(String(32), nullable=False)
    signed_how: Mapped[str] = mapped_column(
        String(8), nullable=False, default="paper", server_default="paper"
    )
    """paper, or screen: then the upload is the signed form as it stood on the screen."""
    upload_id: Mapped[int | None] = mapped_column(ForeignKey("upload.id"))
    note = Sealed(Kind.TEXT, _l("What the guardian said"))
    recorded_by: Mapped[int | None] = mapped_column(Integer)
    recorded_at: Mapped[datetime] = mapped_column(TZDateTime, nullable=False, default=now)
