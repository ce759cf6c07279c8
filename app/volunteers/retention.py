"""Keeping no longer than the programme says: whoever left or was refused becomes anonymous.

What stays is what numbers need: place, kind, year of birth, states with their days. The sealed
values go with the key of her file; the record of acts keeps that it was done, and names nobody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select, update

from app.core import audit
from app.core.access.actors import SYSTEM, Actor
from app.core.access.scope import visible
from app.core.clock import add_months, local, now, today
from app.core.db import session, transaction
from app.core.documents.uploads import Upload
from app.core.workflow import StateChange
from app.programmes.queries import rules_for
from app.volunteers import drafts, queries
from app.volunteers.models import Volunteer
from app.volunteers.states import VOLUNTEER

SOON_DAYS = 60
NAMELESS = "—"


def ends_on(volunteer: Volunteer) -> date | None:
    """The last day for which the file is kept; None as long as the term has not begun."""
    if volunteer.ended_at is None:
        return None
    months = rules_for(volunteer.region_code).retention_months
    return add_months(local(volunteer.ended_at).date(), months)


def forget_due(day: date | None = None) -> int:
    """Nightly. Returns how many files became anonymous.

    One transaction a file: one that fails does not keep the others, and is told at the end.
    """
    day, number, failed = day or today(), 0, []
    for volunteer_id in [row.id for row in _ended()]:
        try:
            number += _forget_if_due(volunteer_id, day)
        except Exception as error:
            failed.append(error)
    if failed:
        raise ExceptionGroup("files that could not be made anonymous", failed)
    return number


def _forget_if_due(volunteer_id: int, day: date) -> bool:
    with transaction() as current:
        volunteer = current.get_one(Volunteer, volunteer_id, with_for_update={"of": Volunteer})
        last = ends_on(volunteer)
        if last is None or last >= day:
            return False
        _forget(volunteer)
        return True


def _ended() -> Sequence[Volunteer]:
    closed = VOLUNTEER.in_group("closed")
    query = select(Volunteer).where(
        Volunteer.state.in_(closed),
        Volunteer.ended_at.is_not(None),
        Volunteer.forgotten_at.is_(None),
    )
    return session().scalars(query.order_by(Volunteer.id)).all()


def _forget(row: Volunteer) -> None:
    """Together with the records that were merged into hers."""
    for merged in queries.merged_with(row):
        _forget(merged)
    drafts.forget(row.status_code_index)
    for check in row.checks:
        check.second_name, check.scores = "", {}
    scans = [licence.scan_id for licence in row.licences if licence.scan_id is not None]
    for scan_id in (*scans, *(paper.scan_id for paper in row.papers)):
        session().get_one(Upload, scan_id).destroy()
    row.name, row.name_key, row.name_initials = NAMELESS, "", ""
    row.identity_index = row.phone_index = row.status_code_index = row.sister_code = None
    row.born_on = date(row.born_on.year, 1, 1)
    row.occupation = row.political_status = row.employer = row.office = ""
    row.honours = row.languages = row.registration_number = ""
    row.exclusions_declared = []
    row.forgotten_at = now()
    row.data_key.destroy(now())
    # Reasons lie under the key of the house, not of her file.
    session().execute(
        update(StateChange)
        .where(StateChange.object_type == "volunteer", StateChange.object_id == row.id)
        .values(reason_sealed=None)
    )
    session().flush()
    audit.record(SYSTEM, "volunteer.forgotten", row)


@dataclass(frozen=True)
class Report:
    due: list[tuple[Volunteer, date]]
    """Whose file becomes anonymous within 60 days, and on which day it is kept last."""
    forgotten: dict[str, int]
    """How many became anonymous, by month."""


def report(actor: Actor) -> Report:
    seen = visible(Volunteer, actor)
    moments = seen.where(Volunteer.forgotten_at.is_not(None)).with_only_columns(
        Volunteer.forgotten_at
    )
    months = (f"{local(at):%Y-%m}" for at in session().scalars(moments) if at)
    return Report(list(_due(actor)), dict(sorted(Counter(months).items())))


def _due(actor: Actor) -> Iterator[tuple[Volunteer, date]]:
    query = visible(Volunteer, actor).where(
        Volunteer.state.in_(VOLUNTEER.in_group("closed")),
        Volunteer.ended_at.is_not(None),
        Volunteer.forgotten_at.is_(None),
    )
    limit = today() + timedelta(days=SOON_DAYS)
    for row in session().scalars(query.order_by(Volunteer.ended_at, Volunteer.id)):
        last = ends_on(row)
        if last is not None and last <= limit:
            yield row, last
