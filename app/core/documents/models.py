from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from flask_babel import lazy_gettext as _l
from sqlalchemy import CHAR, ForeignKey, Index, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.access.scope import RegionScoped
from app.core.db import Base
from app.core.personal import Kind, Sealed, SealedJson, SealedRow
from app.core.types import TZDateTime


class Standing(StrEnum):
    """What the public check page says of a serial."""

    DRAFT = "draft"
    VALID = "valid"
    WITHDRAWN = "withdrawn"


class SigningKey(SealedRow, Base):
    """A key with which the installation signs PDFs, and the certificate that belongs to it."""

    __tablename__ = "signing_key"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    subject: Mapped[str] = mapped_column(String(120), nullable=False)
    fingerprint: Mapped[str] = mapped_column(CHAR(64), nullable=False)
    """sha256 of the certificate, by which others compare it."""
    certificate: Mapped[bytes] = mapped_column(LargeBinary, nullable=False)
    certificates_size: Mapped[int] = mapped_column(Integer, nullable=False)
    stored_name: Mapped[str | None] = mapped_column(CHAR(32))
    valid_from: Mapped[datetime] = mapped_column(TZDateTime, nullable=False)
    valid_until: Mapped[datetime] = mapped_column(TZDateTime, nullable=False)
    made_at: Mapped[datetime] = mapped_column(TZDateTime, nullable=False)
    made_by: Mapped[int | None] = mapped_column(Integer)
    retired_at: Mapped[datetime | None] = mapped_column(TZDateTime)


class Document(SealedRow, RegionScoped, Base):
    """A numbered document: what it printed, and once final its bytes' name and hash.

    A draft may be revised (a signature is added); a final one never changes, only its withdrawal
    is noted beside it. The bytes lie under this row's data key: destroying it deletes both.
    """

    __tablename__ = "document"
    __table_args__ = (Index(None, "subject_type", "subject_id"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    kind: Mapped[str] = mapped_column(String(32), nullable=False)
    serial: Mapped[str] = mapped_column(String(32), nullable=False, unique=True)
    check_code: Mapped[str] = mapped_column(CHAR(6), nullable=False)
    subject_type: Mapped[str] = mapped_column(String(32), nullable=False, default="")
    subject_id: Mapped[int | None] = mapped_column(Integer)
    template_version: Mapped[int] = mapped_column(Integer, nullable=False)
    snapshot = SealedJson(Kind.TEXT, _l("to print the document again exactly as it was issued"))
    stored_name: Mapped[str | None] = mapped_column(CHAR(32))
    sha256: Mapped[str | None] = mapped_column(CHAR(64))
    signing_key_id: Mapped[int | None] = mapped_column(ForeignKey("signing_key.id"))
    """With which the stored bytes are signed."""
    issued_at: Mapped[datetime] = mapped_column(TZDateTime, nullable=False)
    final_at: Mapped[datetime | None] = mapped_column(TZDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(TZDateTime)
    withdrawal_reason = Sealed(Kind.TEXT, _l("to say why a document is no longer valid"))

    @property
    def standing(self) -> Standing:
        if self.withdrawn_at:
            return Standing.WITHDRAWN
        return Standing.VALID if self.final_at else Standing.DRAFT
