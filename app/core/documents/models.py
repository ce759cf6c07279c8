from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from flask_babel import lazy_gettext as _l
from sqlalchemy import CHAR, Index, Integer, String
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
    issued_at: Mapped[datetime] = mapped_column(TZDateTime, nullable=False)
    final_at: Mapped[datetime | None] = mapped_column(TZDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(TZDateTime)
    withdrawal_reason = Sealed(Kind.TEXT, _l("to say why a document is no longer valid"))

    @property
    def standing(self) -> Standing:
        if self.withdrawn_at:
            return Standing.WITHDRAWN
        return Standing.VALID if self.final_at else Standing.DRAFT
