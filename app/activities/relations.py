"""What of the calendar exists for whom."""

from __future__ import annotations

from sqlalchemy import ColumnElement, false, or_, select

from app.activities.models import Activity, DutyShift
from app.children.models import Child
from app.core.access.actors import Actor
from app.core.access.scope import clause, within
from app.core.db import session
from app.core.enrolment.models import Enrolment, Participant
from app.core.regioncode import Level, ancestors, at_level, level_of
from app.policy import Role
from app.volunteers.models import Volunteer

SHOWN = ("published", "cancelled", "done")
"""States in which an activity leaves the desk of the station."""


def is_public() -> ColumnElement[bool]:
    return (Activity.audience == "public") & Activity.state.in_(SHOWN)


def calendar_of(actor: Actor) -> ColumnElement[bool]:
    """The activities that the calendar shows this person, or the public."""
    if not actor.is_signed_in:
        return is_public()
    return or_(is_public(), clause(Activity, actor))


def open_to(actor: Actor) -> ColumnElement[bool]:
    """Published for everybody, for the volunteers of her county, for her team; or she is in it."""
    mine = select(Volunteer.id).where(Volunteer.user_id == actor.user_id)
    team = select(Volunteer.team_id).where(Volunteer.user_id == actor.user_id)
    joined = select(Participant.occasion_id).where(
        Participant.kind == "volunteer", Participant.ref.in_(mine), Participant.is_active
    )
    return Activity.state.in_(SHOWN) & or_(
        Activity.audience == "public",
        (Activity.audience == "volunteers") & _near(actor),
        (Activity.audience == "team") & Activity.team_id.in_(team),
        Activity.occasion_id.in_(joined),
    )


def duty_of(actor: Actor) -> ColumnElement[bool]:
    """Her own shifts, and those of the stations above the place where she works."""
    stations = actor.regions(frozenset({Role.CHAIR, Role.STAFF}))
    above = {code for region in stations for code in ancestors(region)}
    return or_(DutyShift.user_id == actor.user_id, DutyShift.region_code.in_(sorted(above)))


def _near(actor: Actor) -> ColumnElement[bool]:
    """In the county where she serves; of a wider grant, all of it."""
    regions = actor.regions(frozenset({Role.VOLUNTEER}))
    wide = (
        at_level(code, Level.COUNTY) if level_of(code) > Level.COUNTY else code for code in regions
    )
    return or_(false(), *(within(Activity, code) for code in wide))


def child_of(enrolment: Enrolment) -> Child | None:
    """The child who was signed up, beside a volunteer or alone: reasons lie under its key."""
    ref = next((one.ref for one in enrolment.people if one.kind == "child"), None)
    return session().get(Child, ref) if ref else None
