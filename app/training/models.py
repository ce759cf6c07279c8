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
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from app.core.access.scope import RegionScoped
from app.core.clock import local, now
from app.core.db import Base
from app.core.documents.uploads import Upload
from app.core.enrolment.models import Occasion
from app.core.personal import Kind, Personal, personal_column
from app.core.types import TZDateTime
from app.volunteers.models import Volunteer


class Course(RegionScoped, Base):
    """What is taught. `region_code` is the division whose federation offers it, and all below."""

    __tablename__ = "course"
    __table_args__ = (Index(None, "county_code", "theme", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(80), nullable=False)
    theme: Mapped[str] = mapped_column(String(16), nullable=False)
    ages: Mapped[list[str]] = mapped_column(JSON, nullable=False, default=list)
    topics: Mapped[list[str]] = mapped_column(JSON, nullable=False, default=list)
    summary: Mapped[str] = mapped_column(Text, nullable=False, default="")
    teacher: Mapped[str] = personal_column(
        Personal(Kind.NAME, _l("Who teaches a course, for those who come")),
        String(60),
        nullable=False,
        default="",
    )
    minutes: Mapped[int] = mapped_column(Integer, nullable=False)
    duty: Mapped[str] = mapped_column(String(16), nullable=False, default="free")
    """See kinds.DUTIES; "initial" counts towards the minutes before the first pairing."""
    rule: Mapped[str] = mapped_column(
        String(12), nullable=False, default="minutes", server_default="minutes"
    )
    """What completes it, see kinds.RULES; where there is a quiz, it has to be passed as well."""
    parts: Mapped[int] = mapped_column(Integer, nullable=False, default=1, server_default="1")
    """Sessions that together are the course."""
    share: Mapped[int] = mapped_column(Integer, nullable=False, default=100)
    """Percent of the minutes, or of the parts, that must be attended."""
    self_study: Mapped[bool] = mapped_column(Boolean, nullable=False, default=False)
    """Whether reading and the quiz alone are enough."""
    pass_mark: Mapped[int] = mapped_column(Integer, nullable=False, default=80)
    """Percent of right answers; asked for where the course has questions."""
    valid_months: Mapped[int | None] = mapped_column(Integer)
    """How long what it grants holds; None: for ever."""
    audience: Mapped[str] = mapped_column(
        String(12), nullable=False, default="volunteers", server_default="volunteers"
    )
    """volunteers; or guardians, who have no account: the station signs them up."""
    is_open: Mapped[bool] = mapped_column(Boolean, nullable=False, default=False)
    """In the catalogue of volunteers."""
    version: Mapped[int] = mapped_column(Integer, nullable=False)
    __mapper_args__ = {"version_id_col": version}

    materials: Mapped[list[Material]] = relationship(order_by="Material.id")
    questions: Mapped[list[Question]] = relationship(order_by="Question.id")


class Material(Base):
    """A page to read, and perhaps a file beside it whose size is said before it is fetched."""

    __tablename__ = "course_material"

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), nullable=False, index=True)
    title: Mapped[str] = mapped_column(String(80), nullable=False)
    text: Mapped[str] = mapped_column(Text, nullable=False, default="")
    """See reading.py for what its lines mean."""
    upload_id: Mapped[int | None] = mapped_column(ForeignKey("upload.id"))
    upload: Mapped[Upload | None] = relationship()
    removed_at: Mapped[datetime | None] = mapped_column(TZDateTime)


class Question(Base):
    """One question of the quiz with its choices; `right` are their positions, from 0."""

    __tablename__ = "course_question"

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), nullable=False, index=True)
    text: Mapped[str] = mapped_column(String(300), nullable=False)
    choices: Mapped[list[str]] = mapped_column(JSON, nullable=False)
    right: Mapped[list[int]] = mapped_column(JSON, nullable=False)
    because: Mapped[str] = mapped_column(String(300), nullable=False, default="")
    removed_at: Mapped[datetime | None] = mapped_column(TZDateTime)


class QuizAttempt(Base):
    __tablename__ = "quiz_attempt"
    __table_args__ = (Index(None, "volunteer_id", "course_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), nullable=False)
    volunteer_id: Mapped[int] = mapped_column(ForeignKey("volunteer.id"), nullable=False)
    score: Mapped[int] = mapped_column(Integer, nullable=False)
    passed: Mapped[bool] = mapped_column(Boolean, nullable=False)
    wrong: Mapped[list[int]] = mapped_column(JSON, nullable=False, default=list)
    """Ids of the questions that were answered wrongly."""
    at: Mapped[datetime] = mapped_column(TZDateTime, nullable=False, default=now)


class TrainingSeries(Base):
    """The rule by which sessions were planned; each of them then lives by itself."""

    __tablename__ = "training_series"

    id: Mapped[int] = mapped_column(primary_key=True)
    rule: Mapped[str] = mapped_column(String(200), nullable=False)
    """Value of an RRULE."""
    except_days: Mapped[list[str]] = mapped_column(JSON, nullable=False, default=list)
    starts_at: Mapped[datetime] = mapped_column(TZDateTime, nullable=False)


class TrainingSession(RegionScoped, Base):
    """A course, or one part of it, at one time; `region_code` is the division that it is for."""

    __tablename__ = "training_session"
    __table_args__ = (
        Index(None, "county_code", "state", "starts_at", "id"),
        Index(None, "course_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(String(16), nullable=False, default="planned")
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), nullable=False)
    course: Mapped[Course] = relationship(lazy="joined", innerjoin=True)
    series_id: Mapped[int | None] = mapped_column(ForeignKey("training_series.id"), index=True)
    part: Mapped[int] = mapped_column(Integer, nullable=False, default=1, server_default="1")
    """Which of the course's parts it is, from 1."""
    mode: Mapped[str] = mapped_column(String(16), nullable=False, default="onsite")
    starts_at: Mapped[datetime] = mapped_column(TZDateTime, nullable=False)
    ends_at: Mapped[datetime] = mapped_column(TZDateTime, nullable=False)
    day: Mapped[date] = mapped_column(Date, nullable=False)
    place: Mapped[str] = mapped_column(String(120), nullable=False, default="")
    link: Mapped[str] = mapped_column(String(300), nullable=False, default="")
    """Of an online session; shown to those who have a seat."""
    trainer: Mapped[str] = personal_column(
        Personal(Kind.NAME, _l("Who teaches a session, for those who come")),
        String(60),
        nullable=False,
        default="",
    )
    co_host: Mapped[str] = mapped_column(String(40), nullable=False, default="", server_default="")
    """The unit that holds it together with this station, see hosts.py."""
    co_hosts: Mapped[str] = mapped_column(String(120), nullable=False, default="")
    occasion_id: Mapped[int] = mapped_column(ForeignKey("occasion.id"), unique=True, nullable=False)
    occasion: Mapped[Occasion] = relationship(lazy="joined", innerjoin=True)
    version: Mapped[int] = mapped_column(Integer, nullable=False)
    __mapper_args__ = {"version_id_col": version}

    @property
    def title(self) -> str:
        parts = self.course.parts
        return f"{self.course.title} {self.part}/{parts}" if parts > 1 else self.course.title

    @validates("starts_at")
    def _set_day(self, _key: str, value: datetime) -> datetime:
        self.day = local(value).date()
        return value


class Attendance(Base):
    """Minutes that a volunteer attended, settled when the session was closed."""

    __tablename__ = "training_attendance"
    __table_args__ = (UniqueConstraint("session_id", "volunteer_id"), Index(None, "volunteer_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("training_session.id"), nullable=False)
    session: Mapped[TrainingSession] = relationship()
    volunteer_id: Mapped[int] = mapped_column(ForeignKey("volunteer.id"), nullable=False)
    volunteer: Mapped[Volunteer] = relationship(lazy="joined")
    minutes: Mapped[int] = mapped_column(Integer, nullable=False)


class Completion(RegionScoped, Base):
    """A volunteer has completed a course: once confirmed, a dated qualification."""

    __tablename__ = "course_completion"
    __table_args__ = (
        UniqueConstraint("volunteer_id", "course_id", "completed_on"),
        Index(None, "county_code", "state", "completed_on", "id"),
        Index(None, "volunteer_id", "state", "valid_until"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(String(16), nullable=False, default="earned")
    volunteer_id: Mapped[int] = mapped_column(ForeignKey("volunteer.id"), nullable=False)
    volunteer: Mapped[Volunteer] = relationship(lazy="joined")
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), nullable=False)
    course: Mapped[Course] = relationship(lazy="joined", innerjoin=True)
    session_id: Mapped[int | None] = mapped_column(ForeignKey("training_session.id"), index=True)
    """The last session that made it complete; none for self-study."""
    how: Mapped[str] = mapped_column(String(16), nullable=False)
    minutes: Mapped[int] = mapped_column(Integer, nullable=False)
    score: Mapped[int | None] = mapped_column(Integer)
    completed_on: Mapped[date] = mapped_column(Date, nullable=False)
    valid_until: Mapped[date | None] = mapped_column(Date)
    confirmed_by: Mapped[int | None] = mapped_column(Integer)
    confirmed_at: Mapped[datetime | None] = mapped_column(TZDateTime)
    version: Mapped[int] = mapped_column(Integer, nullable=False)
    __mapper_args__ = {"version_id_col": version}


class SessionFeedback(Base):
    """A volunteer's answer about one session she attended."""

    __tablename__ = "session_feedback"
    __table_args__ = (UniqueConstraint("session_id", "volunteer_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("training_session.id"), nullable=False)
    volunteer_id: Mapped[int] = mapped_column(ForeignKey("volunteer.id"), nullable=False)
    content: Mapped[int] = mapped_column(Integer, nullable=False)
    teacher: Mapped[int] = mapped_column(Integer, nullable=False)
    """Both from 1 to 5."""
    remark: Mapped[str] = personal_column(
        Personal(Kind.TEXT, _l("What could be better at a training")),
        String(500),
        nullable=False,
        default="",
    )
    at: Mapped[datetime] = mapped_column(TZDateTime, nullable=False, default=now)
