"""Days of one's own pairs on the calendar: birthdays, first meetings and reviews.

They concern nobody else: they are on no station's calendar, and where others read along (a feed,
a printed sheet) they do not say whose day it is.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, select

from app.children.queries import PAIRING as CONSENT
from app.children.queries import in_force
from app.core.access.actors import Actor
from app.core.access.policy import may
from app.core.calendar.sources import Source, Wanted, all_day, of_values
from app.core.clock import today
from app.core.db import session
from app.core.regioncode import covers, is_code
from app.pairings.models import FirstMeeting, Pairing
from app.pairings.panels import FIRST_MEETING_DAYS
from app.pairings.states import SEES_CHILD
from app.policy import P
from app.volunteers.models import Volunteer

A_YEAR = timedelta(days=366)


def _own(actor: Actor, wanted: Wanted) -> Sequence[Pairing]:
    """Her running pairs; by name only for whoever may open the child's file now."""
    if not actor.is_signed_in or wanted.is_special or wanted.audience:
        return []
    if not wanted.outside and not may(actor, P.READ_CHILD):
        return []
    query = (
        select(Pairing)
        .join(Pairing.volunteer)
        .join(Pairing.child)
        .where(
            Volunteer.user_id == actor.user_id,
            Volunteer.state == "approved",
            Pairing.state.in_(SEES_CHILD),
            in_force(CONSENT, today()),
        )
    )
    found = session().scalars(query.order_by(Pairing.id)).all()
    region = wanted.region
    return [one for one in found if not is_code(region) or covers(region, one.region_code)]


def _rows(actor: Actor, wanted: Wanted) -> Select[Any] | None:
    pairs = _own(actor, wanted)
    if not pairs:
        return None
    query = select(FirstMeeting.pairing_id).where(
        FirstMeeting.pairing_id.in_([one.id for one in pairs])
    )
    met = set(session().scalars(query))
    return of_values(
        [_row(one, *entry, wanted) for one in pairs for entry in _days(one, met, wanted)]
    )


def _days(pairing: Pairing, met: Container[int], wanted: Wanted) -> Iterator[tuple[str, date]]:
    last = wanted.last or wanted.first + A_YEAR
    days = [
        ("birthday", _in_year(pairing.child.born_on, year))
        for year in range(wanted.first.year, last.year + 1)
    ]
    if pairing.state == "active" and pairing.id not in met:
        days.append(("meeting", pairing.starts_on + timedelta(days=FIRST_MEETING_DAYS)))
    if pairing.next_review_on:
        days.append(("review", pairing.next_review_on))
    return ((kind, day) for kind, day in days if wanted.first <= day <= last)


def _row(pairing: Pairing, kind: str, day: date, wanted: Wanted) -> dict[str, Any]:
    return {
        "source": SOURCE.key,
        "ref": pairing.id,
        "kind": kind,
        "title": _title(kind, "" if wanted.outside else pairing.child.alias),
        "region_code": pairing.region_code,
        **all_day(day),
    }


def _title(kind: str, child: str) -> str:
    if kind == "birthday":
        return _("Birthday of %(child)s", child=child) if child else _("A child’s birthday")
    if kind == "meeting":
        return _("Meet %(child)s by today", child=child) if child else _("First meeting by today")
    return _("Review of the pair with %(child)s", child=child) if child else _("Review of a pair")


def _in_year(born_on: date, year: int) -> date:
    try:
        return born_on.replace(year=year)
    except ValueError:
        return date(year, 2, 28)


SOURCE = Source("pair", _l("My pairs"), _rows, lambda ref: f"/pairings/{ref}")
