from __future__ import annotations

from datetime import date, datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.access.scope import RegionScoped
from app.core.clock import now
from app.core.db import Base
from app.core.personal import Kind, Sealed, SealedBy
from app.core.types import TZDateTime
from app.training.models import Completion
from app.volunteers.models import Volunteer

VALID = text("state = 'issued' AND completion_id IS NOT NULL")


class Certificate(RegionScoped, Base):
    """One numbered paper given to a volunteer; what it says is the archive's snapshot."""

    __tablename__ = "certificate"
    __table_args__ = (
        Index(
            "uq_certificate_of_completion",
            "completion_id",
            unique=True,
            sqlite_where=VALID,
            postgresql_where=VALID,
        ),
        Index(None, "county_code", "issued_on", "id"),
        Index(None, "volunteer_id", "issued_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(String(16), nullable=False, default="issued")
    kind: Mapped[str] = mapped_column(String(16), nullable=False)
    """See kinds.PAPERS."""
    volunteer_id: Mapped[int] = mapped_column(ForeignKey("volunteer.id"), nullable=False)
    volunteer: Mapped[Volunteer] = relationship(lazy="joined")
    completion_id: Mapped[int | None] = mapped_column(ForeignKey("course_completion.id"))
    completion: Mapped[Completion | None] = relationship()
    title: Mapped[str] = mapped_column(String(120), nullable=False)
    """Which course, which award: for lists."""
    serial: Mapped[str] = mapped_column(String(40), unique=True, nullable=False)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), nullable=False)
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("certificate.id"))
    replaces: Mapped[Certificate | None] = relationship(remote_side="Certificate.id")
    issued_on: Mapped[date] = mapped_column(Date, nullable=False)
    issued_by: Mapped[int | None] = mapped_column(Integer)
    version: Mapped[int] = mapped_column(Integer, nullable=False)
    __mapper_args__ = {"version_id_col": version}


class CertificateWording(RegionScoped, Base):
    """How a division words a kind of certificate, from the newest version on."""

    __tablename__ = "certificate_wording"
    __table_args__ = (UniqueConstraint("region_code", "kind", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(16), nullable=False)
    number: Mapped[int] = mapped_column(Integer, nullable=False)
    title: Mapped[str] = mapped_column(String(20), nullable=False)
    body: Mapped[str] = mapped_column(Text, nullable=False)
    closing: Mapped[str] = mapped_column(Text, nullable=False)
    issuer: Mapped[str] = mapped_column(String(120), nullable=False, default="")
    """Who signs, a line each; empty: the station."""
    made_by: Mapped[int | None] = mapped_column(Integer)
    made_at: Mapped[datetime] = mapped_column(TZDateTime, nullable=False, default=now)


class Correction(SealedBy, RegionScoped, Base):
    """A volunteer says that her record is wrong; the station answers with a reason."""

    __tablename__ = "record_correction"
    __table_args__ = (Index(None, "county_code", "state", "asked_at", "id"),)
    sealed_by = "volunteer"

    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(String(16), nullable=False, default="asked")
    volunteer_id: Mapped[int] = mapped_column(ForeignKey("volunteer.id"), nullable=False)
    volunteer: Mapped[Volunteer] = relationship(lazy="joined")
    text = Sealed(Kind.TEXT, _l("What a volunteer says is wrong in her record"))
    asked_at: Mapped[datetime] = mapped_column(TZDateTime, nullable=False, default=now)
    version: Mapped[int] = mapped_column(Integer, nullable=False)
    __mapper_args__ = {"version_id_col": version}
