"""A team’s pledges at one ceremony: issued together, one file to print, scans assigned by code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, or_, select
from sqlalchemy.orm import contains_eager

from app.core import audit, jobs
from app.core.access.actors import Actor
from app.core.access.policy import demand
from app.core.access.scope import get_visible, lock
from app.core.clock import now
from app.core.db import session, transaction
from app.core.documents.uploads import Upload, store_scan
from app.core.errors import Conflict, InvalidInput, Problem
from app.core.jobs import Job
from app.pledges.batch_members import Member, as_members, members_of
from app.pledges.models import Pledge, PledgeBatch, ScanPage
from app.pledges.scans import UnreadableScan, split
from app.pledges.services import sign_on_paper
from app.policy import P
from app.volunteers.models import Team, Volunteer
from app.volunteers.queries import matches

PRINT = "pledge_batch"


@dataclass
class Returned:
    """What became of the pages of a stack."""

    signed: int = 0
    unknown: int = 0


def make_batch(*, actor: Actor, team_id: int) -> PledgeBatch:
    """Have what the team's members still need issued and printed in the background.

    Asked twice while the work goes on, it is the same batch.
    """
    with transaction() as current:
        team = lock(get_visible(Team, actor, team_id))
        demand(actor, P.ISSUE_PLEDGE, team)
        if at_work := _batch_at_work(team):
            return at_work
        taking_part = [one.volunteer.id for one in members_of(team) if one.takes_part]
        if not taking_part:
            message = _l("Nobody of this team needs a pledge now.")
            raise Conflict(Problem("nobody", message))
        batch = PledgeBatch(team=team, region_code=team.region_code, made_by=actor.user_id)
        current.add(batch)
        current.flush()
        _begin_work(actor, batch, taking_part)
        audit.record(actor, "pledge.batch_made", batch, count=len(taking_part))
    return batch


def _batch_at_work(team: Team) -> PledgeBatch | None:
    query = select(PledgeBatch).join(Job, Job.id == PledgeBatch.job_id)
    unfinished = query.where(PledgeBatch.team_id == team.id, Job.state.in_(("queued", "running")))
    return session().scalar(unfinished.limit(1))


def _begin_work(actor: Actor, batch: PledgeBatch, volunteer_ids: Sequence[int]) -> None:
    """Each is gone through twice: issued, then drawn."""
    job = jobs.enqueue(
        actor=actor,
        kind=PRINT,
        total=2 * len(volunteer_ids),
        batch_id=batch.id,
        volunteer_ids=list(volunteer_ids),
    )
    batch.job_id = job.id


def pledges_of_batch(batch: PledgeBatch) -> Sequence[Pledge]:
    query = select(Pledge).join(Pledge.volunteer).options(contains_eager(Pledge.volunteer))
    query = query.where(Pledge.batch_id == batch.id)
    return session().scalars(query.order_by(Volunteer.name_key, Pledge.id)).all()


def listed(batch: PledgeBatch, state: str = "", words: str = "") -> Any:
    """Rows of the batch's page: the pledge, and what they are sorted by."""
    query = select(Pledge, Volunteer.name_key, Pledge.id).join(Pledge.volunteer)
    # Joined once: PostgreSQL takes tables that have just been filled for empty, and goes through
    # every pair of their rows for each further join.
    query = query.options(contains_eager(Pledge.volunteer))
    query = query.where(Pledge.batch_id == batch.id)
    if state:
        query = query.where(Pledge.state == state)
    return query.where(or_(matches(words), Pledge.serial.endswith(words))) if words else query


def count_by_state(batch: PledgeBatch) -> dict[str, int]:
    query = select(Pledge.state, func.count()).where(Pledge.batch_id == batch.id)
    return dict(session().execute(query.group_by(Pledge.state)).all())


def job_of(batch: PledgeBatch) -> Job | None:
    return session().get(Job, batch.job_id) if batch.job_id else None


def make_again(*, actor: Actor, batch_id: int) -> None:
    """After a failure: a new job goes on with the same volunteers."""
    with transaction():
        batch = lock(get_visible(PledgeBatch, actor, batch_id))
        demand(actor, P.ISSUE_PLEDGE, batch)
        job = job_of(batch)
        if batch.upload_id is None and job is not None and job.state == "failed":
            _begin_work(actor, batch, _wanted(job))


def _wanted(job: Job) -> list[int]:
    return job.arguments.get("volunteer_ids", [])


@dataclass(frozen=True)
class Progress:
    """How far the work is, in volunteers."""

    issued: int
    drawn: int
    count: int


def progress_of(job: Job) -> Progress:
    count = job.total // 2
    return Progress(min(job.done, count), max(job.done - count, 0), count)


def left_out(batch: PledgeBatch) -> list[Member]:
    """Those who were to get a pledge and, when their turn came, could not."""
    job = job_of(batch)
    if job is None or not job.is_over:
        return []
    have = select(Pledge.volunteer_id).where(Pledge.batch_id == batch.id)
    missing = select(Volunteer).where(Volunteer.id.in_(_wanted(job)), Volunteer.id.not_in(have))
    return as_members(session().scalars(missing.order_by(Volunteer.name_key)).all())


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
