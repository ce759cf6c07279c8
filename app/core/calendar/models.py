from __future__ import annotations

from datetime import date

from sqlalchemy import Date, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.access.scope import RegionScoped
from app.core.db import Base


class Holiday(Base):
    """What staff entered for a day; it stands before the shipped table, which ends some time."""

    __tablename__ = "holiday"

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    kind: Mapped[str] = mapped_column(String(8), nullable=False)
    """off (public holiday), work (a working weekend) or plain (neither, against the table)."""
    name: Mapped[str] = mapped_column(String(40), nullable=False, default="")


class SchoolPeriod(RegionScoped, Base):
    """A term or a holiday of the schools of a division, as its education office sets it."""

    __tablename__ = "school_period"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(8), nullable=False)
    """term or holiday."""
    name: Mapped[str] = mapped_column(String(40), nullable=False)
    starts_on: Mapped[date] = mapped_column(Date, nullable=False, index=True)
    ends_on: Mapped[date] = mapped_column(Date, nullable=False)
    """Itself part of the period."""
    version: Mapped[int] = mapped_column(Integer, nullable=False)
    __mapper_args__ = {"version_id_col": version}
