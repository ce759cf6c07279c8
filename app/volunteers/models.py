from __future__ import annotations

from datetime import date, datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
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
    Personal,
    Sealed,
    SealedBy,
    SealedJson,
    SealedRow,
    index_column,
)
from app.core.personal import personal_column as personal
from app.core.types import RegionCode, TZDateTime


class Team(RegionScoped, Base):
    """志愿服务队: local (village), remote (office or company) or professional."""

    __tablename__ = "team"
    __table_args__ = (UniqueConstraint("region_code", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), nullable=False)
    kind: Mapped[str] = mapped_column(String(16), nullable=False, default="local")
    """local, remote or professional."""
    profession: Mapped[str] = mapped_column(String(32), nullable=False, default="")
    """Of a professional team: the code of a skill of the programme."""
    host_unit: Mapped[str] = mapped_column(String(80), nullable=False, default="")
    brand: Mapped[str] = mapped_column(String(40), nullable=False, default="")
    """What the team calls itself before the public (红岩姐妹 …)."""
    room: Mapped[str] = mapped_column(String(80), nullable=False, default="")
    badge_id: Mapped[int | None] = mapped_column(ForeignKey("upload.id"))
    captain_office: Mapped[str] = mapped_column(String(40), nullable=False, default="")
    """The office that makes her captain; with the office the captain changes."""
    captain_since: Mapped[date | None] = mapped_column(Date)
    captain_until: Mapped[date | None] = mapped_column(Date, index=True)
    """The last day of her term of office, where one is known."""
    captain_id: Mapped[int | None] = mapped_column(Integer, index=True)
    """Id of her own record, where the captain is a volunteer of the station."""
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


class Membership(Base):
    """A volunteer's time in a team."""

    __tablename__ = "team_membership"

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), nullable=False, index=True)
    team: Mapped[Team] = relationship(lazy="joined")
    volunteer_id: Mapped[int] = mapped_column(ForeignKey("volunteer.id"), index=True)
    volunteer: Mapped[Volunteer] = relationship(back_populates="memberships")
    since: Mapped[date] = mapped_column(Date, nullable=False)
    until: Mapped[date | None] = mapped_column(Date)


class Captaincy(Base):
    """Who led a team, and by which office, over time (R82, R93)."""

    __tablename__ = "team_captaincy"

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), nullable=False, index=True)
    name: Mapped[str] = personal(
        Personal(Kind.NAME, _l("Signs the pledges of the team")), String(64), nullable=False
    )
    office: Mapped[str] = mapped_column(String(40), nullable=False, default="")
    since: Mapped[date | None] = mapped_column(Date)
    until: Mapped[date] = mapped_column(Date, nullable=False)


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


class OutsideColumns(RegionScoped, Base):
    """How a station's lists for another volunteer system look (R119)."""

    __tablename__ = "outside_columns"
    __table_args__ = (UniqueConstraint("region_code", "system"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    system: Mapped[str] = mapped_column(String(16), nullable=False)
    lines: Mapped[list[str]] = mapped_column(JSON, nullable=False)
    """One a column: its heading, or heading=field."""


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
