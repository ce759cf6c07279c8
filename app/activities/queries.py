from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select

from app.activities import rules
from app.activities.models import Activity, Feedback, HeadCount, PermissionSlip, RoundStop
from app.activities.relations import calendar_of
from app.activities.services.joining import CHILD, VOLUNTEER
from app.children.models import Child
from app.core.access.actors import Actor
from app.core.access.scope import visible, within
from app.core.audit import AuditEvent
from app.core.audit.chain import reason_of
from app.core.db import session
from app.core.enrolment.models import Enrolment, Participant
from app.core.regioncode import is_code
from app.pairings.models import Pairing
from app.volunteers.models import Volunteer


def calendar(actor: Actor) -> Select[Any]:
    """The activities of the calendar; sessions are listed on the page of their event."""
    return select(Activity).where(calendar_of(actor), Activity.parent_id.is_(None))


@dataclass(frozen=True)
class Attendee:
    """One person on the list of an activity."""

    participant: Participant
    name: str
    """Of a child the alias: its name is for pages that ask for it."""
    is_child: bool
    region_code: str
    page_kind: str
    slip: PermissionSlip | None = None

    @property
    def slip_returned(self) -> bool:
        return self.slip is not None and self.slip.permits


def people_on(activity: Activity, participants: Sequence[Participant]) -> list[Attendee]:
    """The people behind participants, by three queries. Children by alias."""
    volunteers = _by_id(Volunteer, [one.ref for one in participants if one.kind == VOLUNTEER])
    children = _by_id(Child, [one.ref for one in participants if one.kind == CHILD])
    query = select(PermissionSlip).where(PermissionSlip.activity_id == activity.id)
    slips = {one.child_id: one for one in session().scalars(query)} if children else {}
    found = []
    for one in participants:
        if one.kind == VOLUNTEER:
            her = volunteers[one.ref]
            found.append(Attendee(one, her.name, False, her.region_code, "volunteers.show"))
        else:
            child = children[one.ref]
            found.append(
                Attendee(
                    one,
                    child.alias,
                    True,
                    child.region_code,
                    "children.show",
                    slips.get(child.id),
                )
            )
    return found


def missing_helpers(activity: Activity) -> dict[str, int]:
    """How many are still wanted: "" of all, else of those with a skill."""
    query = (
        select(Volunteer.skills)
        .join(Participant, (Participant.kind == VOLUNTEER) & (Participant.ref == Volunteer.id))
        .join(Enrolment)
        .where(Participant.occasion_id == activity.occasion_id, Enrolment.state == "enrolled")
    )
    helpers = session().scalars(query).all()
    return rules.helpers_missing(activity.min_helpers, activity.helper_skills, helpers)


def _by_id(model: Any, ids: Collection[int]) -> Mapping[int, Any]:
    if not ids:
        return {}
    return {row.id: row for row in session().scalars(select(model).where(model.id.in_(ids)))}


def paired_children(actor: Actor) -> Sequence[Child]:
    query = (
        visible(Child, actor)
        .join(Pairing, Pairing.child_id == Child.id)
        .join(Volunteer, Volunteer.id == Pairing.volunteer_id)
        .where(Volunteer.user_id == actor.user_id, Pairing.state == "active")
    )
    return session().scalars(query.order_by(Child.alias)).all()


@dataclass(frozen=True)
class Tally:
    kind: str
    township: str
    activities: int
    people: int
    children: int
    adults: int
    families: int = 0
    """Seen on rounds of visits."""


def tally(actor: Actor, region: str, first: date, last: date, campaign: str = "") -> list[Tally]:
    """Activities held in the days, by kind and township, with people counted by name or head."""
    chosen = (
        visible(Activity, actor)
        .where(Activity.state == "done", Activity.day.between(first, last))
        .with_only_columns(Activity.id, Activity.occasion_id, Activity.kind, Activity.township_code)
    )
    if is_code(region):
        chosen = chosen.where(within(Activity, region))
    if campaign:
        chosen = chosen.where(Activity.campaign == campaign)
    held = chosen.subquery()
    visited = (
        select(RoundStop.activity_id, func.count().label("families"))
        .where(RoundStop.result != "")
        .group_by(RoundStop.activity_id)
        .subquery()
    )
    came = (
        select(Participant.occasion_id, func.count().label("people"))
        .where(Participant.attended.is_(True))
        .group_by(Participant.occasion_id)
        .subquery()
    )
    heads = (
        select(
            HeadCount.activity_id,
            func.sum(HeadCount.children).label("children"),
            func.sum(HeadCount.adults).label("adults"),
        )
        .group_by(HeadCount.activity_id)
        .subquery()
    )
    query = (
        select(
            held.c.kind,
            held.c.township_code,
            func.count(),
            func.coalesce(func.sum(came.c.people), 0),
            func.coalesce(func.sum(heads.c.children), 0),
            func.coalesce(func.sum(heads.c.adults), 0),
            func.coalesce(func.sum(visited.c.families), 0),
        )
        .outerjoin(came, came.c.occasion_id == held.c.occasion_id)
        .outerjoin(heads, heads.c.activity_id == held.c.id)
        .outerjoin(visited, visited.c.activity_id == held.c.id)
        .group_by(held.c.kind, held.c.township_code)
        .order_by(held.c.kind, held.c.township_code)
    )
    # PostgreSQL sums to decimals, which a workbook would take for something else than a count.
    return [Tally(*row[:2], *map(int, row[2:])) for row in session().execute(query)]


def why_removed(activity: Activity, volunteer_id: int) -> str:
    """Why the station took her off the list the last time; "" if it did not."""
    query = (
        select(AuditEvent)
        .join(Enrolment, Enrolment.id == AuditEvent.object_id)
        .join(Participant, Participant.enrolment_id == Enrolment.id)
        .where(
            AuditEvent.object_type == Enrolment.__tablename__,
            AuditEvent.act == "enrolment.removed",
            Enrolment.occasion_id == activity.occasion_id,
            Participant.kind == VOLUNTEER,
            Participant.ref == volunteer_id,
        )
    )
    entry = session().scalar(query.order_by(AuditEvent.seq.desc()).limit(1))
    return reason_of(entry) if entry is not None else ""


@dataclass(frozen=True)
class Answers:
    who: str
    count: int
    average: float


def feedback_summary(activity_id: int) -> list[Answers]:
    """What each kind of people thought of it."""
    query = (
        select(Feedback.who, func.count(), func.avg(Feedback.score))
        .where(Feedback.activity_id == activity_id)
        .group_by(Feedback.who)
        .order_by(Feedback.who)
    )
    return [Answers(who, count, float(mean)) for who, count, mean in session().execute(query)]


def campaigns_between(actor: Actor, first: date, last: date, chosen: str = "") -> list[str]:
    """Names of campaigns of these days, and the chosen one in any case."""
    query = (
        select(Activity.campaign)
        .where(calendar_of(actor), Activity.campaign != "", Activity.day.between(first, last))
        .distinct()
    )
    return sorted({*session().scalars(query), *([chosen] if chosen else [])})


def feedback_of(activity_id: int) -> Sequence[Feedback]:
    query = select(Feedback).where(Feedback.activity_id == activity_id)
    return session().scalars(query.order_by(Feedback.id)).all()
