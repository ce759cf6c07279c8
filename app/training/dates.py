"""Sessions of training on the calendar."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, case, select

from app.core.access.actors import Actor
from app.core.access.scope import visible, within
from app.core.calendar.sources import Source, Wanted, columns
from app.core.enrolment.models import Enrolment, Participant
from app.core.regioncode import is_code
from app.training.models import Course, TrainingSession
from app.training.relations import own_ids


def _rows(actor: Actor, wanted: Wanted) -> Select[Any] | None:
    if not actor.is_signed_in or wanted.is_special or wanted.audience not in ("", "volunteers"):
        return None
    query = (
        visible(TrainingSession, actor)
        .join(Course)
        .where(wanted.touches(TrainingSession.day))
        .with_only_columns(
            *columns(
                source=SOURCE.key,
                ref=TrainingSession.id,
                title=Course.title,
                place=TrainingSession.place,
                state=case(
                    (TrainingSession.state == "planned", "draft"), else_=TrainingSession.state
                ),
                region_code=TrainingSession.region_code,
                starts_at=TrainingSession.starts_at,
                ends_at=TrainingSession.ends_at,
                day=TrainingSession.day,
                text=Course.summary,
                sequence=TrainingSession.version,
            )
        )
    )
    if is_code(wanted.region):
        query = query.where(within(TrainingSession, wanted.region))
    if wanted.mine:
        query = query.where(TrainingSession.occasion_id.in_(_joined(actor)))
    return query


def _joined(actor: Actor) -> Any:
    return (
        select(Participant.occasion_id)
        .join(Enrolment)
        .where(
            Participant.kind == "volunteer",
            Participant.ref.in_(own_ids(actor)),
            Enrolment.state.in_(("enrolled", "offered", "waiting", "cancelled")),
        )
    )


SOURCE = Source(
    key="training",
    label=_l("Training"),
    rows=_rows,
    url=lambda ref: f"/training/sessions/{ref}",
    title=lambda title: _("Training: %(title)s", title=title),
)
