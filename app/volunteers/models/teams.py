"""Teams, their members and captains over time."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l
from sqlalchemy import (
    Date,
    ForeignKey,
    Integer,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.access.scope import RegionScoped
from app.core.db import Base
from app.core.personal import (
    Kind,
    Personal,
)
from app.core.personal import personal_column as personal

if TYPE_CHECKING:
    from app.volunteers.models.person import Volunteer


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
