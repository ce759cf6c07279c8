"""Issue, withdraw, correct and reissue certificates; word them; answer requests to correct."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from app.certificates import queries
from app.certificates.composition import RecordWish, completion_places, compose, record_of
from app.certificates.kinds import PAPERS
from app.certificates.models import Certificate, CertificateWording, Correction
from app.certificates.rules import problems_of_wording
from app.certificates.states import CERTIFICATE, CORRECTION
from app.core import audit
from app.core.access.actors import Actor
from app.core.access.policy import demand, may
from app.core.access.scope import get_visible, lock
from app.core.clock import today
from app.core.db import session, transaction
from app.core.documents import archive
from app.core.documents.models import Document
from app.core.errors import Conflict, InvalidInput, Problem
from app.core.messages.services import tell
from app.core.workflow import advance, begin
from app.policy import P
from app.training.models import Completion, TrainingSession
from app.volunteers.models import Volunteer


def issue_for_completion(*, actor: Actor, completion_id: int) -> Certificate:
    """Raises Conflict for an unconfirmed completion, or one that has a certificate."""
    with transaction():
        row: Completion = lock(get_visible(Completion, actor, completion_id))
        demand(actor, P.ISSUE_CERTIFICATE, row)
        if row.state != "confirmed":
            text = _l("The training has not been confirmed.")
            raise Conflict(Problem("not_confirmed", text, _l("Confirm it first.")))
        if queries.has_certificate(row.id):
            raise Conflict(Problem("has_one", _l("She has this certificate already.")))
        return _completion(actor, row)


def issue_for_session(*, actor: Actor, session_id: int) -> int:
    """To everybody confirmed who has none yet, in one go; how many were issued."""
    with transaction():
        held: TrainingSession = lock(get_visible(TrainingSession, actor, session_id))
        demand(actor, P.ISSUE_CERTIFICATE, held)
        rows = [
            one for one in queries.without_certificate(held.id) if _may_issue(actor, one.volunteer)
        ]
        for row in rows:
            _completion(actor, row)
    return len(rows)


def _may_issue(actor: Actor, volunteer: Volunteer) -> bool:
    return may(actor, P.ISSUE_CERTIFICATE, volunteer)


def _completion(actor: Actor, row: Completion, replaces: Certificate | None = None) -> Certificate:
    title = row.course.title
    places = completion_places(row)
    return _issue(
        actor,
        "completion",
        row.volunteer,
        title=title,
        places=places,
        completion_id=row.id,
        replaces=replaces,
    )


def issue_award(
    *, actor: Actor, volunteer_id: int, kind: str, award: str, replaces: Certificate | None = None
) -> Certificate:
    """Honour or thanks: `award` is the title, or what she is thanked for."""
    if kind not in ("honour", "thanks"):
        raise InvalidInput(Problem("kind", _l("Choose one."), field="kind"))
    if not award.strip():
        raise InvalidInput(Problem("award", _l("Write what for."), field="award"))
    with transaction():
        volunteer = get_visible(Volunteer, actor, volunteer_id)
        demand(actor, P.ISSUE_CERTIFICATE, volunteer)
        places = {"award": award.strip().rstrip("。"), "year": today().year}
        return _issue(
            actor, kind, volunteer, title=award.strip()[:120], places=places, replaces=replaces
        )


def issue_record(
    *,
    actor: Actor,
    volunteer_id: int,
    wish: RecordWish,
    replaces: Certificate | None = None,
) -> Certificate:
    """志愿服务记录证明 of her confirmed hours. Raises Conflict while there are none."""
    with transaction():
        volunteer = get_visible(Volunteer, actor, volunteer_id)
        demand(actor, P.ISSUE_CERTIFICATE, volunteer)
        services = queries.services_of(volunteer.id, wish.first, wish.last)
        if not services:
            text = _l("There are no confirmed hours of service in this time.")
            raise Conflict(Problem("no_hours", text, _l("Confirm her hours first.")))
        days = f"{services[0].day.isoformat()} – {services[-1].day.isoformat()}"
        return _issue(
            actor,
            "record",
            volunteer,
            title=days,
            places={},
            more={"record": record_of(volunteer, services, wish)},
            replaces=replaces,
        )


def _issue(
    actor: Actor,
    kind: str,
    volunteer: Volunteer,
    *,
    title: str,
    places: Mapping[str, object],
    more: Mapping[str, Any] | None = None,
    completion_id: int | None = None,
    replaces: Certificate | None = None,
) -> Certificate:
    paper = archive.issue(
        actor=actor,
        kind=PAPERS[kind].document,
        region_code=volunteer.region_code,
        compose=lambda number: compose(
            kind, volunteer, number, subject=title, places=places, more=more
        ),
        subject=volunteer,
    )
    session().flush()
    certificate = Certificate(
        region_code=volunteer.region_code,
        state=CERTIFICATE.initial,
        kind=kind,
        volunteer=volunteer,
        completion_id=completion_id,
        title=title,
        serial=paper.serial,
        document_id=paper.id,
        replaces_id=replaces.id if replaces else None,
        issued_on=today(),
        issued_by=actor.user_id,
    )
    session().add(certificate)
    session().flush()
    begin(CERTIFICATE, actor=actor, row=certificate)
    tell(
        volunteer.user_id,
        "certificate.issued",
        link=f"/certificates/{certificate.id}",
        title=title,
    )
    return certificate


def withdraw_certificate(*, actor: Actor, certificate_id: int, reason: str) -> Certificate:
    """Its check page says so from now on."""
    with transaction():
        certificate: Certificate = lock(get_visible(Certificate, actor, certificate_id))
        advance(CERTIFICATE, "withdraw", actor=actor, row=certificate, reason=reason)
        paper = session().get_one(Document, certificate.document_id)
        archive.withdraw(actor=actor, document=paper, reason=reason)
    return certificate


def reissue_certificate(
    *,
    actor: Actor,
    certificate_id: int,
    reason: str,
    award: str = "",
    wish: RecordWish | None = None,
) -> Certificate:
    """Withdraw it and issue another in its place, from what the record says today."""
    with transaction():
        old = withdraw_certificate(actor=actor, certificate_id=certificate_id, reason=reason)
        if old.completion is not None:
            if old.completion.state != "confirmed":
                text = _l("The training is no longer recognised.")
                raise Conflict(Problem("not_confirmed", text))
            return _completion(actor, old.completion, replaces=old)
        if old.kind == "record":
            return issue_record(
                actor=actor,
                volunteer_id=old.volunteer_id,
                wish=wish or RecordWish(clerk=actor.name),
                replaces=old,
            )
        return issue_award(
            actor=actor,
            volunteer_id=old.volunteer_id,
            kind=old.kind,
            award=award or old.title,
            replaces=old,
        )


def word_certificate(
    *, actor: Actor, region_code: str, kind: str, title: str, body: str, closing: str, issuer: str
) -> CertificateWording:
    """A division's wording from now on; what was issued keeps its own."""
    paper = PAPERS[kind]
    problems = problems_of_wording(body, paper.places)
    problems += [
        one
        for one in problems_of_wording(closing, paper.places, field="closing")
        if one.code == "places"
    ]
    if problems:
        raise InvalidInput(*problems)
    with transaction() as current:
        demand(actor, P.WORD_CERTIFICATE, region_code)
        last = current.scalar(
            select(func.max(CertificateWording.number)).where(
                CertificateWording.region_code == region_code, CertificateWording.kind == kind
            )
        )
        wording = CertificateWording(
            region_code=region_code,
            kind=kind,
            number=(last or 0) + 1,
            title=title,
            body=body,
            closing=closing,
            issuer=issuer,
            made_by=actor.user_id,
        )
        current.add(wording)
        current.flush()
        audit.record(actor, "certificate.worded", wording, kind=kind, number=wording.number)
    return wording


def ask_correction(*, actor: Actor, volunteer_id: int, text: str) -> Correction:
    """The volunteer herself says what is wrong (order 67: she may ask for it)."""
    if not text.strip():
        raise InvalidInput(Problem("text", _l("Write what is wrong."), field="text"))
    with transaction() as current:
        volunteer = get_visible(Volunteer, actor, volunteer_id, P.OWN_VOLUNTEER)
        asked = Correction(
            region_code=volunteer.region_code,
            state=CORRECTION.initial,
            volunteer=volunteer,
            text=text.strip(),
        )
        current.add(asked)
        current.flush()
        begin(CORRECTION, actor=actor, row=asked)
    return asked


def answer_correction(
    *, actor: Actor, correction_id: int, is_corrected: bool, answer: str
) -> Correction:
    """Said to the volunteer; the mending itself is done where the record is kept."""
    with transaction():
        row: Correction = lock(get_visible(Correction, actor, correction_id))
        step = "settle" if is_corrected else "decline"
        advance(CORRECTION, step, actor=actor, row=row, reason=answer)
        tell(row.volunteer.user_id, "correction.answered", link="/my-service")
    return row
