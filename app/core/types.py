"""Column types that both databases understand alike."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CHAR, DateTime, Dialect, Integer, String
from sqlalchemy.types import TypeDecorator

from app.core import regioncode


class TZDateTime(TypeDecorator[datetime]):
    """A moment, kept in UTC; goes in and comes out timezone-aware."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class RegionCode(TypeDecorator[str]):
    """A division's full 12-digit code."""

    impl = CHAR(regioncode.LENGTH)
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        if value is not None and not regioncode.is_code(value):
            raise ValueError(f"not a 12-digit division code: {value!r}")
        return value


class EnumText(TypeDecorator[Any]):
    """A StrEnum kept as its text, so that a database can be read without the code."""

    impl = String(32)
    cache_ok = True

    def __init__(self, enum: type[StrEnum]) -> None:
        super().__init__()
        self.enum = enum

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else str(self.enum(value))

    def process_result_value(self, value: Any, dialect: Dialect) -> StrEnum | None:
        return None if value is None else self.enum(value)


class Money(TypeDecorator[int]):
    """An amount in fen."""

    impl = Integer
    cache_ok = True
