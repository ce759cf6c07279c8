"""What hangs on one record: checks, references, papers, appeals and notices."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l
from sqlalchemy import (
    JSON,
    Boolean,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.clock import now
from app.core.db import Base
from app.core.personal import (
    Kind,
    Personal,
    Sealed,
    SealedBy,
)
from app.core.personal import personal_column as personal
from app.core.types import TZDateTime

if TYPE_CHECKING:
    from app.volunteers.models.person import Volunteer


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
    authority: Mapped[str] = mapped_column(String(60), nullable=False, default="")
    """Of a record enquiry: who answered it."""
    second_name: Mapped[str] = personal(
        Personal(Kind.NAME, _l("Who else led the talk")), String(64), nullable=False, default=""
    )
    scores: Mapped[dict[str, int]] = personal(
        Personal(Kind.CONDUCT, _l("To judge the talk by the programme's questions")),
        JSON,
        nullable=False,
        default=dict,
    )
    """Of an interview: code of the question → 1 to 5."""
    checked_by: Mapped[int | None] = mapped_column(Integer)
    checked_by_name: Mapped[str] = personal(
        Personal(Kind.NAME, _l("Who answers for the check")), String(64), nullable=False
    )
    recorded_at: Mapped[datetime] = mapped_column(TZDateTime, nullable=False, default=now)


class Reference(SealedBy, Base):
    """What somebody who knows her says; at least one is her village, community or employer."""

    __tablename__ = "volunteer_reference"
    sealed_by = "volunteer"

    id: Mapped[int] = mapped_column(primary_key=True)
    volunteer_id: Mapped[int] = mapped_column(ForeignKey("volunteer.id"), index=True)
    volunteer: Mapped[Volunteer] = relationship(back_populates="references")
    person = Sealed(Kind.NAME, _l("Who speaks for the applicant"))
    phone = Sealed(Kind.PHONE, _l("To ask the person who speaks for the applicant"))
    relation: Mapped[str] = mapped_column(String(16), nullable=False)
    """village, employer, colleague or neighbour."""
    supports: Mapped[bool] = mapped_column(Boolean, nullable=False)
    said = Sealed(Kind.CONDUCT, _l("What was said, for the reviewer"))
    asked_on: Mapped[date] = mapped_column(Date, nullable=False)
    asked_by: Mapped[int | None] = mapped_column(Integer)
    asked_by_name: Mapped[str] = personal(
        Personal(Kind.NAME, _l("Who answers for the check")), String(64), nullable=False
    )


class Licence(SealedBy, Base):
    """A professional licence (law, psychology, teaching …) with its end (R111)."""

    __tablename__ = "volunteer_licence"
    sealed_by = "volunteer"

    id: Mapped[int] = mapped_column(primary_key=True)
    volunteer_id: Mapped[int] = mapped_column(ForeignKey("volunteer.id"), index=True)
    volunteer: Mapped[Volunteer] = relationship(back_populates="licences")
    name: Mapped[str] = mapped_column(String(60), nullable=False)
    number = Sealed(Kind.TEXT, _l("To look the licence up"))
    expires_on: Mapped[date | None] = mapped_column(Date, index=True)
    scan_id: Mapped[int | None] = mapped_column(ForeignKey("upload.id"))
    recorded_by: Mapped[int | None] = mapped_column(Integer)
    withdrawn_at: Mapped[datetime | None] = mapped_column(TZDateTime)


class ApplicationPaper(Base):
    """The scan of an application that was written by hand and keyed in by the station."""

    __tablename__ = "application_paper"

    id: Mapped[int] = mapped_column(primary_key=True)
    volunteer_id: Mapped[int] = mapped_column(ForeignKey("volunteer.id"), index=True)
    volunteer: Mapped[Volunteer] = relationship(back_populates="papers")
    scan_id: Mapped[int] = mapped_column(ForeignKey("upload.id"), nullable=False)
    added_by: Mapped[int | None] = mapped_column(Integer)
    added_at: Mapped[datetime] = mapped_column(TZDateTime, nullable=False, default=now)


class Appeal(SealedBy, Base):
    """Against a refusal, to the level above the one that refused (R111)."""

    __tablename__ = "volunteer_appeal"
    sealed_by = "volunteer"

    id: Mapped[int] = mapped_column(primary_key=True)
    volunteer_id: Mapped[int] = mapped_column(ForeignKey("volunteer.id"), index=True)
    volunteer: Mapped[Volunteer] = relationship()
    text = Sealed(Kind.TEXT, _l("Why an applicant appeals"))
    filed_on: Mapped[date] = mapped_column(Date, nullable=False)
    filed_by: Mapped[int | None] = mapped_column(Integer)
    """User who put it on record; None: the applicant herself."""
    refused_by: Mapped[int | None] = mapped_column(Integer)
    due_on: Mapped[date] = mapped_column(Date, nullable=False, index=True)
    outcome: Mapped[str] = mapped_column(String(8), nullable=False, default="")
    """granted or upheld; empty while it is open."""
    answer = Sealed(Kind.TEXT, _l("What an applicant is told about her appeal"))
    decided_on: Mapped[date | None] = mapped_column(Date)
    decided_by: Mapped[int | None] = mapped_column(Integer)
    decided_by_name: Mapped[str] = personal(
        Personal(Kind.NAME, _l("Who answers for the decision")),
        String(64),
        nullable=False,
        default="",
    )
    authority: Mapped[str] = mapped_column(String(60), nullable=False, default="")
    """Which authority above has decided, where no account of its own did."""


class LeavingNotice(SealedBy, Base):
    """She says that she will stop, with her last day: time for farewells and hand-over."""

    __tablename__ = "leaving_notice"
    sealed_by = "volunteer"

    id: Mapped[int] = mapped_column(primary_key=True)
    volunteer_id: Mapped[int] = mapped_column(ForeignKey("volunteer.id"), index=True)
    volunteer: Mapped[Volunteer] = relationship()
    given_on: Mapped[date] = mapped_column(Date, nullable=False)
    last_day: Mapped[date] = mapped_column(Date, nullable=False, index=True)
    code: Mapped[str] = mapped_column(String(16), nullable=False)
    """A reason of the programme's list."""
    words = Sealed(Kind.TEXT, _l("Why a volunteer leaves, in her words"))
    given_by: Mapped[int | None] = mapped_column(Integer)
    taken_back_on: Mapped[date | None] = mapped_column(Date)
