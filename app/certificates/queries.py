from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, select

from app.certificates.kinds import PAPERS
from app.certificates.models import Certificate, CertificateWording, Correction
from app.certificates.rules import Service
from app.core import regioncode
from app.core.access.actors import Actor
from app.core.access.scope import visible
from app.core.db import session
from app.hours.models import ServiceHours
from app.programmes.rules import fill_in
from app.training.models import Completion
from app.volunteers.models import Volunteer


@dataclass(frozen=True)
class Wording:
    title: str
    body: str
    closing: str
    issuer: str = ""
    number: int = 0
    """0: as shipped."""


def wording_for(region_code: str, kind: str) -> Wording:
    """The newest of the division, else of the nearest above it, else the shipped one."""
    path = [regioncode.COUNTRY, *regioncode.ancestors(region_code), region_code]
    query = select(CertificateWording).where(
        CertificateWording.region_code.in_(path), CertificateWording.kind == kind
    )
    newest = query.order_by(CertificateWording.region_code.desc(), CertificateWording.number.desc())
    found = session().scalar(newest.limit(1))
    if found is None:
        paper = PAPERS[kind]
        return Wording(paper.title, paper.body, paper.closing)
    return Wording(found.title, found.body, found.closing, found.issuer, found.number)


def certificates_of(volunteer_id: int) -> Sequence[Certificate]:
    """The newest first."""
    query = select(Certificate).where(Certificate.volunteer_id == volunteer_id)
    return session().scalars(query.order_by(Certificate.id.desc())).all()


def of_session(session_id: int) -> Sequence[Certificate]:
    """Valid certificates of those who completed a course with this session, by serial."""
    query = (
        select(Certificate)
        .join(Completion, Completion.id == Certificate.completion_id)
        .where(Completion.session_id == session_id, Certificate.state == "issued")
    )
    return session().scalars(query.order_by(Certificate.serial)).all()


def without_certificate(session_id: int) -> Sequence[Completion]:
    """Confirmed completions of a session that nobody has a valid certificate for."""
    have = select(Certificate.completion_id).where(
        Certificate.state == "issued", Certificate.completion_id.is_not(None)
    )
    query = select(Completion).where(
        Completion.session_id == session_id,
        Completion.state == "confirmed",
        Completion.id.not_in(have),
    )
    return session().scalars(query.order_by(Completion.id)).all()


def has_certificate(completion_id: int) -> bool:
    query = select(Certificate.id).where(
        Certificate.completion_id == completion_id, Certificate.state == "issued"
    )
    return session().scalar(query) is not None


def list_certificates(actor: Actor, *, kind: str = "", search: Any = None) -> Select[Any]:
    query = visible(Certificate, actor)
    if kind in PAPERS:
        query = query.where(Certificate.kind == kind)
    if search is not None:
        query = query.where(Certificate.volunteer_id.in_(select(Volunteer.id).where(search)))
    return query


def services_of(volunteer_id: int, first: date | None, last: date | None) -> list[Service]:
    """Confirmed entries of the ledger in the span, in order."""
    query = select(ServiceHours).where(
        ServiceHours.volunteer_id == volunteer_id, ServiceHours.state == "confirmed"
    )
    if first is not None:
        query = query.where(ServiceHours.day >= first)
    if last is not None:
        query = query.where(ServiceHours.day <= last)
    rows = session().scalars(query.order_by(ServiceHours.day, ServiceHours.id))
    return [Service(one.title, one.day, one.minutes) for one in rows]


def awards_of(volunteer_id: int) -> list[str]:
    query = select(Certificate).where(
        Certificate.volunteer_id == volunteer_id,
        Certificate.kind == "honour",
        Certificate.state == "issued",
    )
    rows = session().scalars(query.order_by(Certificate.issued_on, Certificate.id))
    return [f"{one.title}（{one.issued_on.year}年）" for one in rows]


def corrections_of(volunteer_id: int) -> Sequence[Correction]:
    query = select(Correction).where(Correction.volunteer_id == volunteer_id)
    return session().scalars(query.order_by(Correction.id.desc())).all()


def worded(wording: Wording, places: Mapping[str, object]) -> dict[str, str]:
    return {
        "title": wording.title,
        "body": fill_in(wording.body, places),
        "closing": fill_in(wording.closing, places),
    }
