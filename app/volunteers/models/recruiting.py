"""Calls, applications on their way, and the lists of other systems."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l
from sqlalchemy import (
    JSON,
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
from app.core.personal import (
    Kind,
    SealedJson,
    SealedRow,
)
from app.core.types import TZDateTime

if TYPE_CHECKING:
    from app.volunteers.models.person import Volunteer


class Campaign(RegionScoped, Base):
    """A call for volunteers: its notice, its place and time, and how many are wanted."""

    __tablename__ = "campaign"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(24), unique=True, nullable=False)
    title: Mapped[str] = mapped_column(String(60), nullable=False)
    text: Mapped[str] = mapped_column(String(1000), nullable=False, default="")
    place: Mapped[str] = mapped_column(String(80), nullable=False, default="")
    quota: Mapped[int] = mapped_column(Integer, nullable=False)
    opens_on: Mapped[date] = mapped_column(Date, nullable=False)
    closes_on: Mapped[date] = mapped_column(Date, nullable=False)
    made_by: Mapped[int | None] = mapped_column(Integer)
    made_at: Mapped[datetime] = mapped_column(TZDateTime, nullable=False, default=now)


class NoticeOpening(Base):
    """How many browsers opened the notice of a call on a day, by channel; who, nobody keeps."""

    __tablename__ = "notice_opening"
    __table_args__ = (Index(None, "campaign_id", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), nullable=False)
    channel: Mapped[str] = mapped_column(String(16), nullable=False, default="")
    day: Mapped[date] = mapped_column(Date, nullable=False)
    number: Mapped[int] = mapped_column(Integer, nullable=False)


class ApplicationDraft(SealedRow, Base):
    """What an applicant has typed, under her application code: to go on with, or to mend.

    Kept after sending too, so that a code of a repeated application (see below) opens the same
    pages as any other.
    """

    __tablename__ = "application_draft"

    id: Mapped[int] = mapped_column(primary_key=True)
    status_code_index: Mapped[bytes] = mapped_column(LargeBinary(16), unique=True, nullable=False)
    typed = SealedJson(Kind.TEXT, _l("To go on with an application that was begun"))
    saved_at: Mapped[datetime] = mapped_column(TZDateTime, nullable=False, index=True)
    sent_at: Mapped[datetime | None] = mapped_column(TZDateTime)


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


class OutsideColumns(RegionScoped, Base):
    """How a station's lists for another volunteer system look (R119)."""

    __tablename__ = "outside_columns"
    __table_args__ = (UniqueConstraint("region_code", "system"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    system: Mapped[str] = mapped_column(String(16), nullable=False)
    lines: Mapped[list[str]] = mapped_column(JSON, nullable=False)
    """One a column: its heading, or heading=field."""
