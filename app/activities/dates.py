"""Activities and shifts of duty on the calendar."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, func, literal, select

from app.accounts.models import User
from app.activities import kinds
from app.activities.models import Activity, DutyShift
from app.activities.relations import SHOWN, calendar_of
from app.activities.services.joining import VOLUNTEER
from app.core.access.actors import Actor
from app.core.access.scope import visible, within
from app.core.calendar.sources import Source, Wanted, columns
from app.core.enrolment.models import Enrolment, Participant
from app.core.enrolment.rules import HELD, RUNNING
from app.core.regioncode import is_code
from app.volunteers.models import Volunteer

ROTA = "rota"


def _activities(actor: Actor, wanted: Wanted) -> Select[Any]:
    shown = _joined(actor, wanted) if wanted.mine else calendar_of(actor)
    if not wanted.mine and not wanted.parts:
        shown = shown & Activity.parent_id.is_(None)
    query = select(
        *columns(
            source=ACTIVITIES.key,
            ref=Activity.id,
            kind=Activity.kind,
            title=Activity.title,
            place=Activity.place,
            state=Activity.state,
            region_code=Activity.region_code,
            starts_at=Activity.starts_at,
            ends_at=Activity.ends_at,
            day=Activity.day,
            last_day=Activity.last_day,
            text=Activity.summary + "\n" + Activity.bring,
            sequence=Activity.sequence,
            changed_at=Activity.changed_at,
        )
    ).where(shown, wanted.touches(Activity.day, Activity.last_day))
    return _filtered(query, wanted)


def _filtered(query: Select[Any], wanted: Wanted) -> Select[Any]:
    if wanted.kind and wanted.kind != ACTIVITIES.key:
        query = query.where(Activity.kind.in_(kinds.codes_of(wanted.kind)))
    if wanted.audience:
        query = query.where(Activity.audience == wanted.audience)
    if wanted.campaign:
        query = query.where(Activity.campaign == wanted.campaign)
    if wanted.team is not None:
        query = query.where(Activity.team_id == wanted.team)
    return query.where(within(Activity, wanted.region)) if is_code(wanted.region) else query


def _joined(actor: Actor, wanted: Wanted) -> ColumnElement[bool]:
    """What she is signed up for, called-off ones as such; a phone keeps what she has a seat in."""
    states = (*(HELD if wanted.outside else RUNNING), "cancelled")
    mine = (
        select(Participant.occasion_id)
        .join(Enrolment)
        .join(Volunteer, (Participant.kind == VOLUNTEER) & (Participant.ref == Volunteer.id))
        .where(Volunteer.user_id == actor.user_id, Enrolment.state.in_(states))
    )
    return Activity.state.in_(SHOWN) & Activity.occasion_id.in_(mine)


def _shifts(actor: Actor, wanted: Wanted) -> Select[Any] | None:
    """One's own; of the whole station only for whoever asks for the rota."""
    if not actor.is_signed_in or wanted.is_special or wanted.audience not in ("", "station"):
        return None
    query = (
        visible(DutyShift, actor)
        .outerjoin(User)
        .where(wanted.touches(DutyShift.day))
        .with_only_columns(
            *columns(
                source=ROTA,
                ref=DutyShift.id,
                title=literal("") if wanted.outside else func.coalesce(User.name, "—"),
                region_code=DutyShift.region_code,
                starts_at=DutyShift.starts_at,
                ends_at=DutyShift.ends_at,
                day=DutyShift.day,
                sequence=DutyShift.version,
            )
        )
    )
    if wanted.kind != ROTA or wanted.mine:
        query = query.where(DutyShift.user_id == actor.user_id)
    return query.where(within(DutyShift, wanted.region)) if is_code(wanted.region) else query


ACTIVITIES = Source(
    key="activity",
    label=_l("Activity"),
    rows=_activities,
    url=lambda ref: f"/activities/{ref}",
    kinds=lambda: {*kinds.BY_CODE, *kinds.GROUPS},
    kind_label=kinds.label_of,
)
SHIFTS = Source(
    key=ROTA,
    label=_l("Duty rota"),
    rows=_shifts,
    url=lambda ref: f"/rota/{ref}",
    title=lambda name: _("On duty: %(name)s", name=name) if name else _("Duty at the station"),
)
SOURCES = (ACTIVITIES, SHIFTS)
