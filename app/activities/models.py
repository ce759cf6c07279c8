from __future__ import annotations

from datetime import date, datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import (
    JSON,
    Boolean,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    false,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from app.accounts.models import User
from app.children.models import Child, Family
from app.core.access.scope import RegionScoped
from app.core.clock import local, now
from app.core.db import Base
from app.core.documents.uploads import Upload
from app.core.enrolment.models import Occasion
from app.core.personal import Kind, Personal, Sealed, SealedBy, SealedRow, personal_column
from app.core.types import RegionCode, TZDateTime
from app.volunteers.models import Team


class Series(Base):
    """The rule by which activities were planned; each of them then lives by itself."""

    __tablename__ = "activity_series"

    id: Mapped[int] = mapped_column(primary_key=True)
    rule: Mapped[str] = mapped_column(String(200), nullable=False)
    """Value of an RRULE."""
    except_days: Mapped[list[str]] = mapped_column(JSON, nullable=False, default=list)
    starts_at: Mapped[datetime] = mapped_column(TZDateTime, nullable=False)


class Activity(RegionScoped, Base):
    """One entry of the calendar. `region_code` is the division that it is for."""

    __tablename__ = "activity"
    __table_args__ = (
        Index(None, "county_code", "day", "starts_at"),
        Index(None, "township_code", "day", "starts_at"),
        Index(None, "audience", "state", "day", "starts_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(String(16), nullable=False, default="draft")
    title: Mapped[str] = mapped_column(String(80), nullable=False)
    kind: Mapped[str] = mapped_column(String(32), nullable=False)
    audience: Mapped[str] = mapped_column(String(16), nullable=False, default="public")
    """See kinds.AUDIENCES."""
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"), index=True)
    starts_at: Mapped[datetime] = mapped_column(TZDateTime, nullable=False)
    ends_at: Mapped[datetime] = mapped_column(TZDateTime, nullable=False)
    day: Mapped[date] = mapped_column(Date, nullable=False)
    last_day: Mapped[date] = mapped_column(Date, nullable=False)
    place: Mapped[str] = mapped_column(String(120), nullable=False, default="")
    directions: Mapped[str] = mapped_column(Text, nullable=False, default="")
    summary: Mapped[str] = mapped_column(Text, nullable=False, default="")
    schedule: Mapped[str] = mapped_column(Text, nullable=False, default="")
    """The programme of the day, a line each."""
    bring: Mapped[str] = mapped_column(Text, nullable=False, default="")
    co_hosts: Mapped[str] = mapped_column(String(200), nullable=False, default="")
    cost: Mapped[str] = mapped_column(String(200), nullable=False, default="")
    """What it costs and who pays."""
    campaign: Mapped[str] = mapped_column(String(40), nullable=False, default="")
    min_helpers: Mapped[int] = mapped_column(Integer, nullable=False, default=0)
    safety: Mapped[list[str]] = mapped_column(JSON, nullable=False, default=list)
    helper_skills: Mapped[dict[str, int]] = mapped_column(
        JSON, nullable=False, default=dict, server_default="{}"
    )
    """Of the helpers at least so many with a skill, by the programme's code."""
    sign_up: Mapped[str] = mapped_column(String(16), nullable=False, default="none")
    """See kinds.SIGN_UPS; staff may add people whatever it says."""
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("activity.id"), index=True)
    """The event that this is a session of."""
    series_id: Mapped[int | None] = mapped_column(ForeignKey("activity_series.id"), index=True)
    occasion_id: Mapped[int] = mapped_column(ForeignKey("occasion.id"), unique=True, nullable=False)
    change_note: Mapped[str] = mapped_column(String(200), nullable=False, default="")
    changed_at: Mapped[datetime] = mapped_column(TZDateTime, nullable=False, default=now)
    sequence: Mapped[int] = mapped_column(Integer, nullable=False, default=0)
    """Counts the changes of time and place, for calendars that keep a copy."""
    cancel_reason: Mapped[str] = mapped_column(String(300), nullable=False, default="")
    minutes: Mapped[str] = personal_column(
        Personal(Kind.TEXT, _l("What was done and decided; children by alias")),
        Text,
        nullable=False,
        default="",
    )
    goods: Mapped[str] = mapped_column(Text, nullable=False, default="")
    created_by: Mapped[int | None] = mapped_column(Integer)
    version: Mapped[int] = mapped_column(Integer, nullable=False)
    __mapper_args__ = {"version_id_col": version}

    occasion: Mapped[Occasion] = relationship(lazy="joined", innerjoin=True)
    team: Mapped[Team | None] = relationship()
    sessions: Mapped[list[Activity]] = relationship(order_by="Activity.starts_at")
    heads: Mapped[list[HeadCount]] = relationship(
        order_by="HeadCount.region_code", cascade="all, delete-orphan"
    )

    @validates("starts_at")
    def _set_day(self, _key: str, value: datetime) -> datetime:
        self.day = local(value).date()
        return value

    @validates("ends_at")
    def _set_last_day(self, _key: str, value: datetime) -> datetime:
        self.last_day = local(value).date()
        return value


class HeadCount(Base):
    """How many came of a township, without names (theme days, talks)."""

    __tablename__ = "head_count"
    __table_args__ = (UniqueConstraint("activity_id", "region_code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"), nullable=False)
    region_code: Mapped[str] = mapped_column(RegionCode, nullable=False)
    children: Mapped[int] = mapped_column(Integer, nullable=False, default=0)
    adults: Mapped[int] = mapped_column(Integer, nullable=False, default=0)


class PermissionSlip(SealedBy, Base):
    """The guardian's answer for one child and one activity: on paper, or by the code on it."""

    __tablename__ = "permission_slip"
    __table_args__ = (UniqueConstraint("activity_id", "child_id"),)
    sealed_by = "child"

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"), nullable=False)
    child_id: Mapped[int] = mapped_column(ForeignKey("child.id"), nullable=False)
    child: Mapped[Child] = relationship()
    permits: Mapped[bool] = mapped_column(
        Boolean, nullable=False, default=True, server_default=true()
    )
    by_code: Mapped[bool] = mapped_column(
        Boolean, nullable=False, default=False, server_default=false()
    )
    """The guardian answered herself, with the code on her paper."""
    collectors = Sealed(Kind.NAME, _l("Who may take the child home from an activity"))
    health = Sealed(Kind.HEALTH, _l("What to heed of the child’s health at an activity"))
    returned_on: Mapped[date] = mapped_column(Date, nullable=False)
    recorded_by: Mapped[int | None] = mapped_column(Integer)


class Photo(Base):
    """A picture of an activity, and who of the children can be recognised in it."""

    __tablename__ = "activity_photo"

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"), nullable=False, index=True)
    upload_id: Mapped[int] = mapped_column(ForeignKey("upload.id"), nullable=False)
    upload: Mapped[Upload] = relationship(foreign_keys=[upload_id])
    small_id: Mapped[int] = mapped_column(ForeignKey("upload.id"), nullable=False)
    small: Mapped[Upload] = relationship(foreign_keys=[small_id])
    caption: Mapped[str] = personal_column(
        Personal(Kind.TEXT, _l("What a picture of an activity shows; nobody is named")),
        String(120),
        nullable=False,
        default="",
    )
    added_by: Mapped[int | None] = mapped_column(Integer)
    added_at: Mapped[datetime] = mapped_column(TZDateTime, nullable=False, default=now)

    children: Mapped[list[Child]] = relationship(secondary="photo_child", order_by="Child.id")


class PhotoChild(Base):
    __tablename__ = "photo_child"

    photo_id: Mapped[int] = mapped_column(
        ForeignKey("activity_photo.id", ondelete="CASCADE"), primary_key=True
    )
    child_id: Mapped[int] = mapped_column(ForeignKey("child.id"), primary_key=True, index=True)


class Incident(SealedRow, RegionScoped, Base):
    """Something went wrong at an activity: for the station only, until it is followed up."""

    __tablename__ = "activity_incident"
    __table_args__ = (Index(None, "county_code", "state", "follow_up_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"), nullable=False, index=True)
    activity: Mapped[Activity] = relationship()
    state: Mapped[str] = mapped_column(String(16), nullable=False, default="open")
    kind: Mapped[str] = personal_column(
        Personal(Kind.TEXT, _l("To follow up what went wrong at an activity")),
        String(16),
        nullable=False,
    )
    """See kinds.INCIDENTS."""
    child_id: Mapped[int | None] = mapped_column(ForeignKey("child.id"), index=True)
    child: Mapped[Child | None] = relationship()
    what = Sealed(Kind.TEXT, _l("What went wrong at an activity, and why"))
    done = Sealed(Kind.TEXT, _l("What was done about it, and what follows"))
    happened_at: Mapped[datetime] = mapped_column(TZDateTime, nullable=False)
    follow_up_on: Mapped[date] = mapped_column(Date, nullable=False)
    recorded_by: Mapped[int | None] = mapped_column(Integer)
    recorded_at: Mapped[datetime] = mapped_column(TZDateTime, nullable=False, default=now)
    version: Mapped[int] = mapped_column(Integer, nullable=False)
    __mapper_args__ = {"version_id_col": version}


class Template(RegionScoped, Base):
    """A plan to use again, without its days."""

    __tablename__ = "activity_template"
    __table_args__ = (UniqueConstraint("region_code", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), nullable=False)
    values: Mapped[dict[str, Any]] = mapped_column(JSON, nullable=False)
    """See templates.py."""
    made_by: Mapped[int | None] = mapped_column(Integer)


class Feedback(Base):
    """An answer to the short form: a volunteer's, one for each activity; or a sheet of paper, on
    which nobody's name stands."""

    __tablename__ = "activity_feedback"
    __table_args__ = (UniqueConstraint("activity_id", "volunteer_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"), nullable=False)
    volunteer_id: Mapped[int | None] = mapped_column(ForeignKey("volunteer.id"))
    who: Mapped[str] = mapped_column(
        String(16), nullable=False, default="volunteer", server_default="volunteer"
    )
    """See kinds.ANSWERERS."""
    recorded_by: Mapped[int | None] = mapped_column(Integer)
    """Who typed in the sheet."""
    score: Mapped[int] = mapped_column(Integer, nullable=False)
    """1 to 5."""
    remark: Mapped[str] = personal_column(
        Personal(Kind.TEXT, _l("What could be better at activities")),
        String(500),
        nullable=False,
        default="",
    )
    at: Mapped[datetime] = mapped_column(TZDateTime, nullable=False, default=now)


class FeedKey(Base):
    """Which of a person's secret calendar links holds; a new one makes the old one useless."""

    __tablename__ = "feed_key"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    turn: Mapped[int] = mapped_column(Integer, nullable=False, default=1)


class DutyShift(RegionScoped, Base):
    """One stretch of duty at the station."""

    __tablename__ = "duty_shift"
    __table_args__ = (
        UniqueConstraint("region_code", "starts_at"),
        Index(None, "county_code", "starts_at"),
        Index(None, "county_code", "day"),
        Index(None, "user_id", "starts_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    starts_at: Mapped[datetime] = mapped_column(TZDateTime, nullable=False)
    ends_at: Mapped[datetime] = mapped_column(TZDateTime, nullable=False)
    day: Mapped[date] = mapped_column(Date, nullable=False)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    user: Mapped[User | None] = relationship(lazy="joined")
    swap_wanted: Mapped[bool] = mapped_column(Boolean, nullable=False, default=False)
    note: Mapped[str] = personal_column(
        Personal(Kind.TEXT, _l("To hand over a shift; children by alias")),
        Text,
        nullable=False,
        default="",
    )
    """What the next on duty must know; children by alias only."""
    noted_at: Mapped[datetime | None] = mapped_column(TZDateTime)
    version: Mapped[int] = mapped_column(Integer, nullable=False)
    __mapper_args__ = {"version_id_col": version}

    @validates("starts_at")
    def _set_day(self, _key: str, value: datetime) -> datetime:
        self.day = local(value).date()
        return value


class RoundStop(Base):
    """One family on a round of visits, and whether it has been seen."""

    __tablename__ = "round_stop"
    __table_args__ = (UniqueConstraint("activity_id", "family_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"), nullable=False)
    family_id: Mapped[int] = mapped_column(ForeignKey("family.id"), nullable=False, index=True)
    family: Mapped[Family] = relationship()
    result: Mapped[str] = personal_column(
        Personal(Kind.HOUSEHOLD, _l("What a round of visits found")),
        String(16),
        nullable=False,
        default="",
    )
    """Nothing yet, or one of kinds.FOUND."""
    visited_at: Mapped[datetime | None] = mapped_column(TZDateTime)
    visited_by: Mapped[int | None] = mapped_column(Integer)


class Supply(RegionScoped, Base):
    """What a level or unit asks for or offers: an expert, a venue, goods (R108)."""

    __tablename__ = "supply"
    __table_args__ = (Index(None, "county_code", "state", "side", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(String(16), nullable=False, default="open")
    side: Mapped[str] = mapped_column(String(8), nullable=False)
    """request or offer."""
    kind: Mapped[str] = mapped_column(String(16), nullable=False)
    """See kinds.SUPPLIES."""
    title: Mapped[str] = mapped_column(String(80), nullable=False)
    detail: Mapped[str] = mapped_column(Text, nullable=False, default="")
    amount: Mapped[int | None] = mapped_column(Integer)
    first_day: Mapped[date | None] = mapped_column(Date)
    last_day: Mapped[date | None] = mapped_column(Date)
    unit: Mapped[str] = mapped_column(String(80), nullable=False, default="")
    """Which unit asks or offers, where it is not the station itself."""
    made_by: Mapped[int | None] = mapped_column(Integer)
    made_at: Mapped[datetime] = mapped_column(TZDateTime, nullable=False, default=now)
    version: Mapped[int] = mapped_column(Integer, nullable=False)
    __mapper_args__ = {"version_id_col": version}

    answers: Mapped[list[SupplyAnswer]] = relationship(
        back_populates="supply", order_by="SupplyAnswer.id"
    )


class SupplyAnswer(Base):
    """What somebody of another level or unit says to it."""

    __tablename__ = "supply_answer"

    id: Mapped[int] = mapped_column(primary_key=True)
    supply_id: Mapped[int] = mapped_column(ForeignKey("supply.id"), nullable=False, index=True)
    supply: Mapped[Supply] = relationship(back_populates="answers")
    region_code: Mapped[str] = mapped_column(RegionCode, nullable=False)
    """The division that answers."""
    text: Mapped[str] = mapped_column(Text, nullable=False)
    is_taken: Mapped[bool] = mapped_column(Boolean, nullable=False, default=False)
    by_user: Mapped[int | None] = mapped_column(Integer)
    by_name: Mapped[str] = personal_column(
        Personal(Kind.NAME, _l("Who of the federation answers a request or an offer")),
        String(64),
        nullable=False,
        default="",
    )
    at: Mapped[datetime] = mapped_column(TZDateTime, nullable=False, default=now)
