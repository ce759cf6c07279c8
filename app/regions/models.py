"""Tables of the register and of the stations."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Date, Index, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.access.scope import RegionScoped
from app.core.db import Base
from app.core.types import RegionCode


def _key(length: int) -> Any:
    """Text that is searched by its beginning: a range finds it only in order of code points."""
    return String(length).with_variant(String(length, collation="C"), "postgresql")


class Region(Base):
    """A division of the register. Its name in full is put together from those above it."""

    __tablename__ = "region"
    __table_args__ = (
        # Without it SQLite reads every village of the country to find those of a county.
        Index(None, "level", "code"),
        Index(None, "level", "name"),
        Index(None, "level", "pinyin"),
        Index(None, "level", "initials"),
    )

    code: Mapped[str] = mapped_column(RegionCode, primary_key=True)
    name: Mapped[str] = mapped_column(_key(60), nullable=False)
    level: Mapped[int] = mapped_column(SmallInteger, nullable=False)
    parent_code: Mapped[str | None] = mapped_column(RegionCode, index=True)
    pinyin: Mapped[str] = mapped_column(_key(200), nullable=False)
    initials: Mapped[str] = mapped_column(_key(60), nullable=False)


class Station(RegionScoped, Base):
    """A physical place that serves one division."""

    __tablename__ = "station"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(40), unique=True, nullable=False)
    name: Mapped[str] = mapped_column(String(80), nullable=False)
    address: Mapped[str] = mapped_column(String(200), nullable=False, default="")
    phone: Mapped[str] = mapped_column(String(40), nullable=False, default="")
    """The office's public number."""
    opened_on: Mapped[date | None] = mapped_column(Date)
