"""The work of a batch in the background: each pledge in a transaction of its own, then one file.

A job that is taken up again passes over whoever has hers in this batch. The pledge, its number
and the progress are written together or not at all, so that nothing is doubled and no number is
lost wherever the server dies.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import select

from app.accounts.queries import active_actor
from app.core.access.actors import Actor
from app.core.access.policy import demand
from app.core.access.scope import lock
from app.core.clock import local
from app.core.db import session, transaction
from app.core.documents import uploads
from app.core.documents.models import Document
from app.core.errors import DomainError, Forbidden, Problem
from app.core.jobs import Running
from app.pledges.batch_members import member_of
from app.pledges.batches import PRINT, pledges_of_batch
from app.pledges.document import PledgeDocument
from app.pledges.models import Pledge, PledgeBatch
from app.pledges.printing import batches_pdf, join
from app.pledges.services import issue_pledge
from app.policy import P
from app.regions.stations import current_station
from app.volunteers.models import Volunteer


def work_on(running: Running) -> None:
    batch_id = running.arguments["batch_id"]
    batch = session().get_one(PledgeBatch, batch_id)
    if batch.upload_id is not None:
        return
    volunteer_ids = running.arguments.get("volunteer_ids", [])
    _issue_all(running, _actor(running), batch_id, volunteer_ids)
    _print(running, batch, len(volunteer_ids))


def _actor(running: Running) -> Actor:
    actor = active_actor(running.made_by or 0)
    if actor is None:
        raise Forbidden(Problem("not_permitted", ""))
    # She had proved a second factor where it is asked for, or could not have set this going.
    return replace(actor, second_factor=True)


def _issue_all(running: Running, actor: Actor, batch_id: int, volunteer_ids: Sequence[int]) -> None:
    query = select(Pledge.volunteer_id).where(Pledge.batch_id == batch_id)
    have = set(session().scalars(query).all())
    for done, volunteer_id in enumerate(volunteer_ids, 1):
        if volunteer_id in have:
            continue
        try:
            with transaction():
                _issue(actor, batch_id, volunteer_id)
                running.progress(done)
        except DomainError:
            # She is left out, and the page of the batch says so; the others go on.
            running.progress(done)


def _issue(actor: Actor, batch_id: int, volunteer_id: int) -> None:
    volunteer = lock(session().get_one(Volunteer, volunteer_id))
    demand(actor, P.ISSUE_PLEDGE, volunteer)
    member = member_of(volunteer)
    if member.takes_part:
        pledge = member.unsigned or issue_pledge(actor=actor, volunteer_id=volunteer_id)
        pledge.batch_id = batch_id


def _print(running: Running, batch: PledgeBatch, before: int) -> None:
    pledges = [one for one in pledges_of_batch(batch) if one.state == "issued"]
    if not pledges:
        return
    station = current_station(batch.region_code)
    parts = []
    for done, part in batches_pdf(
        [_document(pledge) for pledge in pledges],
        team_name=batch.team.name,
        station_name=station.name if station else "",
        made_on=local(batch.made_at).date(),
    ):
        parts.append(part)
        running.progress(before + done)
    content = join(parts)
    with transaction():
        # Whoever was thought dead learns it here, before a second file is kept.
        running.progress(before + len(pledges))
        batch = lock(batch)
        upload = uploads.store(
            content,
            purpose=PRINT,
            content_type="application/pdf",
            name=f"pledges-{batch.id}.pdf",
            user_id=batch.made_by,
        )
        batch.upload_id = upload.id


def _document(pledge: Pledge) -> PledgeDocument:
    paper = session().get_one(Document, pledge.document_id)
    return PledgeDocument.from_snapshot(paper.snapshot)
