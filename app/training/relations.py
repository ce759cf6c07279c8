"""What of the training exists for whom."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, false, or_, select

from app.core import regioncode
from app.core.access.actors import Actor
from app.core.access.scope import within
from app.core.enrolment.models import Participant
from app.core.regioncode import Level, at_level, level_of
from app.training import hosts
from app.training.models import Completion, Course, TrainingSession
from app.volunteers.models import Volunteer

SHOWN = ("published", "cancelled", "done")


def courses_open_to(actor: Actor) -> ColumnElement[bool]:
    with_others = select(TrainingSession.course_id).where(
        TrainingSession.state.in_(SHOWN), _co_hosted(actor)
    )
    offered = _offered(Course, actor) | Course.id.in_(with_others)
    return Course.is_open & (Course.audience == "volunteers") & offered


def sessions_open_to(actor: Actor) -> ColumnElement[bool]:
    """Published where she serves or above it; or she has signed up."""
    joined = select(Participant.occasion_id).where(
        Participant.kind == "volunteer", Participant.ref.in_(own_ids(actor)), Participant.is_active
    )
    for_volunteers = TrainingSession.course.has(Course.audience == "volunteers")
    return (
        TrainingSession.state.in_(SHOWN)
        & for_volunteers
        & or_(
            _offered(TrainingSession, actor),
            _co_hosted(actor),
            TrainingSession.occasion_id.in_(joined),
        )
    )


def own_completions(actor: Actor) -> ColumnElement[bool]:
    return Completion.volunteer_id.in_(own_ids(actor))


def own_ids(actor: Actor) -> Any:
    return select(Volunteer.id).where(Volunteer.user_id == actor.user_id)


def _co_hosted(actor: Actor) -> ColumnElement[bool]:
    """Held together with a station on the path of one of her grants, or of her county."""
    found: list[ColumnElement[bool]] = [false()]
    for code in {grant.region_code for grant in actor.grants}:
        path = [*regioncode.ancestors(code), code]
        found.append(TrainingSession.co_host.in_([hosts.key_of_station(one) for one in path]))
        if level_of(code) >= Level.COUNTY:
            county = hosts.key_of_station(regioncode.prefix(at_level(code, Level.COUNTY)))
            found.append(TrainingSession.co_host.startswith(county, autoescape=True))
    return or_(*found)


def _offered(model: Any, actor: Actor) -> ColumnElement[bool]:
    """By a division on the path of one of her grants, or elsewhere in her county."""
    clauses: list[ColumnElement[bool]] = [false()]
    for code in {grant.region_code for grant in actor.grants}:
        path = [regioncode.COUNTRY, *regioncode.ancestors(code), code]
        clauses.append(model.region_code.in_(path))
        wide = at_level(code, Level.COUNTY) if level_of(code) > Level.COUNTY else code
        clauses.append(within(model, wide))
    return or_(*clauses)
