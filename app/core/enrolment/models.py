from __future__ import annotations

from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import (
    Boolean,
    ForeignKey,
    Index,
    Integer,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.clock import now
from app.core.db import Base
from app.core.personal import Kind, Personal, personal_column
from app.core.types import TZDateTime

ACTIVE = text("is_active")


class Occasion(Base):
    """Something that people sign up for. Its owner (an activity, a session) points at it."""

    __tablename__ = "occasion"
    __table_args__ = (Index(None, "starts_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(120), nullable=False)
    link: Mapped[str] = mapped_column(String(200), nullable=False, default="")
    starts_at: Mapped[datetime] = mapped_column(TZDateTime, nullable=False)
    ends_at: Mapped[datetime] = mapped_column(TZDateTime, nullable=False)
    capacity: Mapped[int | None] = mapped_column(Integer)
    """Seats; None: as many as come."""
    is_open: Mapped[bool] = mapped_column(Boolean, nullable=False, default=False)
    closes_at: Mapped[datetime | None] = mapped_column(TZDateTime)
    """Until when people sign up by themselves; None: until it begins."""
    offer_hours: Mapped[int] = mapped_column(Integer, nullable=False, default=0)
    """How long a free place is held for the next in line; 0: she is in at once."""
    limit_name: Mapped[str] = mapped_column(String(60), nullable=False, default="")
    """Occasions of one name share a limit per person."""
    limit_per_person: Mapped[int | None] = mapped_column(Integer)
    last_place: Mapped[int] = mapped_column(Integer, nullable=False, default=0)

    quotas: Mapped[list[Quota]] = relationship(
        order_by="Quota.group_key", cascade="all, delete-orphan"
    )


class Quota(Base):
    """At most so many seats for one group (a township)."""

    __tablename__ = "occasion_quota"
    __table_args__ = (UniqueConstraint("occasion_id", "group_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    occasion_id: Mapped[int] = mapped_column(ForeignKey("occasion.id"), nullable=False)
    group_key: Mapped[str] = mapped_column(String(40), nullable=False)
    seats: Mapped[int] = mapped_column(Integer, nullable=False)


class Enrolment(Base):
    """One sign-up: one person, or people who come together and are in or out together."""

    __tablename__ = "enrolment"
    __table_args__ = (
        UniqueConstraint("occasion_id", "place"),
        Index(None, "occasion_id", "state", "place"),
        Index(None, "state", "offered_until"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    occasion_id: Mapped[int] = mapped_column(ForeignKey("occasion.id"), nullable=False)
    state: Mapped[str] = mapped_column(String(16), nullable=False)
    """See rules.STATES."""
    seats: Mapped[int] = mapped_column(Integer, nullable=False)
    group_key: Mapped[str] = mapped_column(String(40), nullable=False, default="")
    place: Mapped[int] = mapped_column(Integer, nullable=False)
    """Order of arrival."""
    contact_id: Mapped[int | None] = mapped_column(Integer, index=True)
    """The user who is told of changes."""
    offered_until: Mapped[datetime | None] = mapped_column(TZDateTime)
    made_by: Mapped[int | None] = mapped_column(Integer)
    made_at: Mapped[datetime] = mapped_column(TZDateTime, nullable=False, default=now)

    occasion: Mapped[Occasion] = relationship()
    people: Mapped[list[Participant]] = relationship(
        back_populates="enrolment", order_by="Participant.id", lazy="selectin"
    )


class Participant(Base):
    """One person of a sign-up, and whether she came."""

    __tablename__ = "participant"
    __table_args__ = (
        Index(
            "uq_participant_active",
            "occasion_id",
            "kind",
            "ref",
            unique=True,
            sqlite_where=ACTIVE,
            postgresql_where=ACTIVE,
        ),
        Index(None, "kind", "ref", "is_active"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(
        ForeignKey("enrolment.id"), nullable=False, index=True
    )
    occasion_id: Mapped[int] = mapped_column(ForeignKey("occasion.id"), nullable=False)
    kind: Mapped[str] = mapped_column(String(16), nullable=False)
    """The owner's word for whose row `ref` is: volunteer, child …"""
    ref: Mapped[int] = mapped_column(Integer, nullable=False)
    is_active: Mapped[bool] = mapped_column(Boolean, nullable=False, default=True)
    attended: Mapped[bool | None] = mapped_column(Boolean)
    """None until somebody said."""
    arrived_at: Mapped[datetime | None] = mapped_column(TZDateTime)
    left_at: Mapped[datetime | None] = mapped_column(TZDateTime)
    collected_by: Mapped[str] = personal_column(
        Personal(Kind.NAME, _l("Who took the child home from an activity")),
        String(64),
        nullable=False,
        default="",
    )

    enrolment: Mapped[Enrolment] = relationship(back_populates="people")
