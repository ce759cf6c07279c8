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
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.children.models import Child
from app.core.access.scope import RegionScoped
from app.core.clock import now
from app.core.db import Base
from app.core.personal import Kind, Personal, Sealed, SealedBy, personal_column
from app.core.types import TZDateTime
from app.partners.models import Organisation
from app.volunteers.models import Volunteer

OPEN = text("state NOT IN ('ended', 'declined')")
OPEN_LEAD = text("role = 'lead' AND state NOT IN ('ended', 'declined')")


class Pairing(RegionScoped, Base):
    """One volunteer bound to one child: an episode with a beginning and an end.

    Many-to-one is several rows of one child, one-to-many several of one volunteer. `region_code`
    is the child's.
    """

    __tablename__ = "pairing"
    reasons_about = "child"
    __table_args__ = (
        Index(
            "uq_pairing_open",
            "child_id",
            "volunteer_id",
            unique=True,
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        ),
        Index(
            "uq_pairing_lead",
            "child_id",
            unique=True,
            sqlite_where=OPEN_LEAD,
            postgresql_where=OPEN_LEAD,
        ),
        Index(None, "volunteer_id", "state"),
        Index(None, "county_code", "state", "starts_on", "id"),
        Index(None, "township_code", "state", "starts_on", "id"),
        Index(None, "county_code", "state", "next_review_on", "id"),
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
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    """The organisation that is bound to the child through her; None: she is herself."""
    organisation: Mapped[Organisation | None] = relationship(lazy="joined")
    volunteer_answer: Mapped[str] = mapped_column(String(8), nullable=False, default="")
    """yes, no, or nothing yet; nobody is asked why."""
    family_answer: Mapped[str] = mapped_column(String(8), nullable=False, default="")
    agreed_on_paper: Mapped[bool] = mapped_column(Boolean, nullable=False, default=False)
    """The station has both answers on paper and recorded them at once."""
    starts_on: Mapped[date] = mapped_column(Date, nullable=False)
    """While it is a proposal, the day of the proposal."""
    trouble: Mapped[list[str]] = mapped_column(JSON, nullable=False, default=list)
    """Codes of the gate's conditions that do not hold, or "by_hand" for a suspension by staff."""
    trouble_since: Mapped[date | None] = mapped_column(Date)
    paused_until: Mapped[date | None] = mapped_column(Date)
    next_review_on: Mapped[date | None] = mapped_column(Date)
    agreement_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    agreement_signed_on: Mapped[date | None] = mapped_column(Date)
    agreement_scan_id: Mapped[int | None] = mapped_column(ForeignKey("upload.id"))
    ended_on: Mapped[date | None] = mapped_column(Date)
    made_by: Mapped[int | None] = mapped_column(Integer)
    made_at: Mapped[datetime] = mapped_column(TZDateTime, nullable=False, default=now)
    version: Mapped[int] = mapped_column(Integer, nullable=False)
    __mapper_args__ = {"version_id_col": version}


class OfPairing(SealedBy):
    """Mixin: a record of one pairing, sealed with the child's file."""

    sealed_by = "child"
    pairing: Mapped[Pairing]

    @property
    def child(self) -> Child:
        return self.pairing.child


class FirstMeeting(OfPairing, Base):
    """The first meeting, which a person of the station attends."""

    __tablename__ = "first_meeting"

    id: Mapped[int] = mapped_column(primary_key=True)
    pairing_id: Mapped[int] = mapped_column(ForeignKey("pairing.id"), unique=True, nullable=False)
    pairing: Mapped[Pairing] = relationship()
    met_on: Mapped[date] = mapped_column(Date, nullable=False)
    place: Mapped[str] = mapped_column(String(80), nullable=False, default="")
    present: Mapped[list[str]] = mapped_column(JSON, nullable=False, default=list)
    """Of volunteer, child, guardian."""
    staff_name: Mapped[str] = personal_column(
        Personal(Kind.NAME, _l("Who of the station was present at the first meeting")),
        String(64),
        nullable=False,
    )
    note = Sealed(Kind.TEXT, _l("What was agreed at the first meeting"))
    recorded_by: Mapped[int | None] = mapped_column(Integer)


class Review(OfPairing, Base):
    """How the pair stands, at three and six months and every year."""

    __tablename__ = "pairing_review"
    __table_args__ = (Index(None, "pairing_id", "held_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    pairing_id: Mapped[int] = mapped_column(ForeignKey("pairing.id"), nullable=False)
    pairing: Mapped[Pairing] = relationship()
    due_on: Mapped[date | None] = mapped_column(Date)
    held_on: Mapped[date] = mapped_column(Date, nullable=False)
    outcome: Mapped[str] = mapped_column(String(16), nullable=False)
    """continue, support, rematch or close."""
    heard: Mapped[list[str]] = mapped_column(JSON, nullable=False, default=list)
    note = Sealed(Kind.TEXT, _l("What volunteer, child and guardian said at the review"))
    reviewer_name: Mapped[str] = personal_column(
        Personal(Kind.NAME, _l("Who answers for the review")), String(64), nullable=False
    )


class Closure(OfPairing, Base):
    """The guided end of a pairing: opened, its steps done or waived by name, then closed."""

    __tablename__ = "pairing_closure"
    __table_args__ = (Index(None, "pairing_id", "closed_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    pairing_id: Mapped[int] = mapped_column(ForeignKey("pairing.id"), nullable=False)
    pairing: Mapped[Pairing] = relationship()
    way: Mapped[str] = mapped_column(String(16), nullable=False)
    """planned, unplanned or one_sided."""
    opened_on: Mapped[date] = mapped_column(Date, nullable=False)
    opened_by: Mapped[int | None] = mapped_column(Integer)
    reason = Sealed(Kind.TEXT, _l("Why the pairing ends, for those who look after the child next"))
    hand_over: Mapped[str] = mapped_column(String(16), nullable=False, default="")
    """all, summary or nothing: what the successor may see of the years before."""
    summary = Sealed(Kind.TEXT, _l("What the successor should know of the child"))
    statement_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    cool_off_until: Mapped[date | None] = mapped_column(Date)
    closed_on: Mapped[date | None] = mapped_column(Date)
    steps: Mapped[list[ClosureStep]] = relationship(
        back_populates="closure", order_by="ClosureStep.id"
    )


class ClosureStep(SealedBy, Base):
    """One step of a closure: done, declined by the person asked, or waived by name."""

    __tablename__ = "closure_step"
    __table_args__ = (UniqueConstraint("closure_id", "code"),)
    sealed_by = "child"

    id: Mapped[int] = mapped_column(primary_key=True)
    closure_id: Mapped[int] = mapped_column(ForeignKey("pairing_closure.id"), nullable=False)
    closure: Mapped[Closure] = relationship(back_populates="steps")
    code: Mapped[str] = mapped_column(String(24), nullable=False)
    outcome: Mapped[str] = mapped_column(String(8), nullable=False)
    """done, declined or waived."""
    on: Mapped[date] = mapped_column(Date, nullable=False)
    note = Sealed(Kind.TEXT, _l("What was said, or why the step was left out"))
    by_name: Mapped[str] = personal_column(
        Personal(Kind.NAME, _l("Who answers for the step of the closure")),
        String(64),
        nullable=False,
    )

    @property
    def child(self) -> Child:
        return self.closure.child


class VolunteerOffer(Base):
    """What a volunteer wishes for (R71): her skills and places are in her own record."""

    __tablename__ = "volunteer_offer"

    volunteer_id: Mapped[int] = mapped_column(ForeignKey("volunteer.id"), primary_key=True)
    ages: Mapped[list[str]] = mapped_column(JSON, nullable=False, default=list)
    """Codes of age bands; none: any."""
    days: Mapped[list[str]] = mapped_column(JSON, nullable=False, default=list)


class FamilyWish(Base):
    """What suits the family (R71): the child's needs are in the child's own file."""

    __tablename__ = "family_wish"

    child_id: Mapped[int] = mapped_column(ForeignKey("child.id"), primary_key=True)
    days: Mapped[list[str]] = mapped_column(JSON, nullable=False, default=list)
