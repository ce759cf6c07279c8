"""A team’s pledges at one ceremony: issued together, one file to print, scans assigned by code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app.core import audit, jobs
from app.core.access.actors import Actor
from app.core.access.policy import demand
from app.core.access.scope import get_visible, lock
from app.core.clock import local, now, today
from app.core.db import session, transaction
from app.core.documents import uploads
from app.core.documents.models import Document
from app.core.documents.uploads import Upload, store_scan
from app.core.errors import Conflict, InvalidInput, Problem
from app.core.jobs import Job, Running
from app.pledges.document import PledgeDocument
from app.pledges.models import Pledge, PledgeBatch, ScanPage
from app.pledges.printing import batches_pdf, join
from app.pledges.queries import earlier_terms
from app.pledges.rules import next_term, problems_to_issue
from app.pledges.scans import UnreadableScan, split
from app.pledges.services import issue_pledge, sign_on_paper
from app.policy import P
from app.programmes.queries import rules_for
from app.regions.stations import current_station
from app.volunteers.models import Team, Volunteer

PRINT = "pledge_batch"


@dataclass(frozen=True)
class Member:
    """One of the team: to be issued a pledge, printed again, or left out and why."""

    volunteer: Volunteer
    unsigned: Pledge | None
    problems: Sequence[Problem]

    @property
    def takes_part(self) -> bool:
        return self.unsigned is not None or not self.problems


@dataclass
class Returned:
    """What became of the pages of a stack."""

    signed: int = 0
    unknown: int = 0


def members_of(team: Team) -> list[Member]:
    """Everybody of the team who serves; those who have signed for the next year are left out."""
    query = select(Volunteer).where(Volunteer.team_id == team.id, Volunteer.state == "approved")
    return [
        _member(one)
        for one in session().scalars(query.order_by(Volunteer.name_key, Volunteer.id)).all()
    ]


def _member(volunteer: Volunteer) -> Member:
    query = select(Pledge).where(Pledge.volunteer_id == volunteer.id, Pledge.state == "issued")
    unsigned = session().scalar(query.order_by(Pledge.id.desc()).limit(1))
    rules, earlier = rules_for(volunteer.region_code), earlier_terms(volunteer.id)
    problems = problems_to_issue(
        is_approved=True,
        born_on=volunteer.born_on,
        earlier=earlier,
        term=next_term(earlier, rules, today()),
        rules=rules,
        today=today(),
    )
    return Member(volunteer, unsigned, problems)


def make_batch(*, actor: Actor, team_id: int) -> PledgeBatch:
    """Issue what the team's members still need, and have it all printed in the background."""
    with transaction() as current:
        team = lock(get_visible(Team, actor, team_id))
        demand(actor, P.ISSUE_PLEDGE, team)
        taking_part = [one for one in members_of(team) if one.takes_part]
        if not taking_part:
            message = _l("Nobody of this team needs a pledge now.")
            raise Conflict(Problem("nobody", message))
        batch = PledgeBatch(team=team, region_code=team.region_code, made_by=actor.user_id)
        current.add(batch)
        current.flush()
        for member in taking_part:
            pledge = member.unsigned or issue_pledge(actor=actor, volunteer_id=member.volunteer.id)
            pledge.batch_id = batch.id
        job = jobs.enqueue(actor=actor, kind=PRINT, total=len(taking_part), batch_id=batch.id)
        batch.job_id = job.id
        audit.record(actor, "pledge.batch_made", batch, count=len(taking_part))
    return batch


def pledges_of_batch(batch: PledgeBatch) -> Sequence[Pledge]:
    query = select(Pledge).join(Pledge.volunteer).where(Pledge.batch_id == batch.id)
    return session().scalars(query.order_by(Volunteer.name_key, Pledge.id)).all()


def job_of(batch: PledgeBatch) -> Job | None:
    return session().get(Job, batch.job_id) if batch.job_id else None


def print_again(*, actor: Actor, batch_id: int) -> None:
    """After a failure: the same pledges, a new job."""
    with transaction():
        batch = lock(get_visible(PledgeBatch, actor, batch_id))
        demand(actor, P.ISSUE_PLEDGE, batch)
        job = job_of(batch)
        if batch.upload_id is None and job is not None and job.state == "failed":
            new = jobs.enqueue(actor=actor, kind=PRINT, total=job.total, batch_id=batch.id)
            batch.job_id = new.id


def print_batch(running: Running) -> None:
    """The work in the background; begun again it draws everything anew and keeps one file."""
    batch = session().get_one(PledgeBatch, running.arguments["batch_id"])
    station = current_station(batch.region_code)
    parts = []
    for done, part in batches_pdf(
        [_document(pledge) for pledge in pledges_of_batch(batch)],
        team_name=batch.team.name,
        station_name=station.name if station else "",
        made_on=local(batch.made_at).date(),
    ):
        parts.append(part)
        running.progress(done)
    with transaction():
        batch = lock(batch)
        upload = uploads.store(
            join(parts),
            purpose=PRINT,
            content_type="application/pdf",
            name=f"pledges-{batch.id}.pdf",
            user_id=batch.made_by,
        )
        batch.upload_id = upload.id


def _document(pledge: Pledge) -> PledgeDocument:
    paper = session().get_one(Document, pledge.document_id)
    return PledgeDocument.from_snapshot(paper.snapshot)


def take_scans(
    *,
    actor: Actor,
    batch_id: int,
    files: Sequence[tuple[str, bytes]],
    signed_on: date,
    redeclared: bool,
) -> Returned:
    """Each page goes to the pledge whose code it shows; the others wait to be assigned.

    Raises InvalidInput for a file that cannot be opened; then nothing of it is kept.
    """
    outcome = Returned()
    with transaction():
        batch = lock(get_visible(PledgeBatch, actor, batch_id))
        demand(actor, P.ISSUE_PLEDGE, batch)
        waiting = {one.serial: one for one in pledges_of_batch(batch) if one.state == "issued"}
        for name, content in files:
            try:
                pages = list(split(content))
            except UnreadableScan as error:
                message = _l("%(name)s cannot be opened as a PDF or a photo.", name=name)
                raise InvalidInput(Problem("unreadable", message, field="scans")) from error
            for page in pages:
                if pledge := waiting.pop(page.serial, None):
                    sign_on_paper(
                        actor=actor,
                        pledge_id=pledge.id,
                        scan=page.content,
                        scan_name=name,
                        redeclared=redeclared,
                        signed_on=signed_on,
                    )
                    outcome.signed += 1
                else:
                    _keep_aside(actor, batch, name, page.content, page.number, signed_on)
                    outcome.unknown += 1
        audit.record(
            actor, "pledge.scans_taken", batch, signed=outcome.signed, unknown=outcome.unknown
        )
    return outcome


def _keep_aside(
    actor: Actor, batch: PledgeBatch, name: str, content: bytes, number: int, signed_on: date
) -> None:
    upload = store_scan(content, purpose="pledge", name=name, user_id=actor.user_id, field="scans")
    page = ScanPage(batch_id=batch.id, upload_id=upload.id, number=number, signed_on=signed_on)
    session().add(page)


def unsettled(batch: PledgeBatch) -> Sequence[ScanPage]:
    query = select(ScanPage).where(ScanPage.batch_id == batch.id, ScanPage.settled_at.is_(None))
    return session().scalars(query.order_by(ScanPage.id)).all()


def assign_page(
    *, actor: Actor, batch_id: int, page_id: int, pledge_id: int | None, redeclared: bool
) -> None:
    """Somebody has looked at the page: it is this pledge's, or (None) nobody's."""
    with transaction():
        batch = lock(get_visible(PledgeBatch, actor, batch_id))
        demand(actor, P.ISSUE_PLEDGE, batch)
        page = next((one for one in unsettled(batch) if one.id == page_id), None)
        if page is None:
            raise Conflict(Problem("settled", _l("This page has been assigned already.")))
        if pledge_id is not None:
            pledge = next((one for one in pledges_of_batch(batch) if one.id == pledge_id), None)
            if pledge is None:
                message = _l("Choose whose page it is.")
                raise InvalidInput(Problem("pledge", message, field="pledge"))
            upload = session().get_one(Upload, page.upload_id)
            sign_on_paper(
                actor=actor,
                pledge_id=pledge.id,
                scan=upload.read(),
                scan_name=f"page-{page.number}",
                redeclared=redeclared,
                signed_on=page.signed_on,
            )
        page.settled_at = now()
