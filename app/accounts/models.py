from __future__ import annotations

from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import (
    CHAR,
    Boolean,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.clock import now
from app.core.db import Base
from app.core.personal import Kind, Personal, Sealed, SealedRow, index_column, personal_column
from app.core.types import EnumText, RegionCode, TZDateTime
from app.policy import Role


class User(SealedRow, Base):
    """One account a person, whatever the number of her roles."""

    __tablename__ = "user"

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = personal_column(
        Personal(Kind.NAME, _l("To sign in with")), String(40), unique=True, nullable=False
    )
    """Lower case; a volunteer's is made from her application code."""
    name: Mapped[str] = personal_column(
        Personal(Kind.NAME, _l("To say who did what")), String(64), nullable=False
    )
    phone = Sealed(Kind.PHONE, _l("To sign in with and to be reached at"))
    phone_index: Mapped[bytes | None] = index_column(unique=True)
    password_hash: Mapped[str | None] = mapped_column(String(128))
    """None until the account is activated with the code that the station prints."""
    totp_secret = Sealed(Kind.TEXT, _l("To check the second factor"))
    totp_last_step: Mapped[int | None] = mapped_column(Integer)
    is_active: Mapped[bool] = mapped_column(Boolean, nullable=False, default=True)
    home_code: Mapped[str | None] = mapped_column(RegionCode)
    """Where it was given its last role: who manages the account once it holds none."""
    created_at: Mapped[datetime] = mapped_column(TZDateTime, nullable=False, default=now)
    version: Mapped[int] = mapped_column(Integer, nullable=False)
    __mapper_args__ = {"version_id_col": version}

    grants: Mapped[list[RoleGrant]] = relationship(
        back_populates="user", lazy="selectin", cascade="all, delete-orphan"
    )


class RoleGrant(Base):
    """A role held in a region and everything below it."""

    __tablename__ = "role_grant"
    __table_args__ = (UniqueConstraint("user_id", "role", "region_code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), nullable=False)
    role: Mapped[Role] = mapped_column(EnumText(Role), nullable=False)
    region_code: Mapped[str] = mapped_column(RegionCode, nullable=False, index=True)
    granted_at: Mapped[datetime] = mapped_column(TZDateTime, nullable=False, default=now)

    user: Mapped[User] = relationship(back_populates="grants")


SESSION_DATA = Personal(Kind.TEXT, _l("So that she sees where she is signed in, and ends it"))


class LoginSession(Base):
    """A signed-in browser. The token itself is only in its cookie."""

    __tablename__ = "login_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(CHAR(64), unique=True, nullable=False)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), nullable=False, index=True)
    device: Mapped[str] = personal_column(SESSION_DATA, String(120), nullable=False, default="")
    address: Mapped[str] = personal_column(SESSION_DATA, String(45), nullable=False, default="")
    created_at: Mapped[datetime] = mapped_column(TZDateTime, nullable=False, default=now)
    last_seen_at: Mapped[datetime] = mapped_column(TZDateTime, nullable=False, default=now)
    second_factor_at: Mapped[datetime | None] = mapped_column(TZDateTime)
    confirmed_at: Mapped[datetime] = mapped_column(TZDateTime, nullable=False, default=now)
    """When the password was typed last; see `fresh.py`."""
    ended_at: Mapped[datetime | None] = mapped_column(TZDateTime)

    user: Mapped[User] = relationship(lazy="joined", innerjoin=True)


class OneTimeCode(Base):
    """A printed code, kept as its hash: to activate or reset an account, or as second factor."""

    __tablename__ = "one_time_code"
    __table_args__ = (Index(None, "user_id", "purpose"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), nullable=False)
    purpose: Mapped[str] = mapped_column(String(16), nullable=False)
    """activate, reset or factor."""
    code_hash: Mapped[bytes] = mapped_column(LargeBinary(16), nullable=False)
    made_at: Mapped[datetime] = mapped_column(TZDateTime, nullable=False, default=now)
    expires_at: Mapped[datetime | None] = mapped_column(TZDateTime)
    used_at: Mapped[datetime | None] = mapped_column(TZDateTime)
