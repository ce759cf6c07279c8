from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, func, select

from app.core.access.actors import Actor
from app.core.access.scope import visible
from app.core.db import session
from app.core.errors import Problem
from app.pledges.models import Pledge
from app.pledges.rules import Term
from app.programmes.rules import ProgrammeRules
from app.volunteers.models import Volunteer
from app.volunteers.queries import problems_to_serve


def pledges_of(volunteer_id: int) -> Sequence[Pledge]:
    """All of a volunteer's pledges, the newest first, withdrawn ones included."""
    query = select(Pledge).where(Pledge.volunteer_id == volunteer_id)
    return session().scalars(query.order_by(Pledge.starts_on.desc(), Pledge.id.desc())).all()


def earlier_terms(volunteer_id: int) -> list[Term]:
    """The years that she has pledged, or is about to sign."""
    return [
        Term(pledge.year_number, pledge.starts_on, pledge.ends_on)
        for pledge in pledges_of(volunteer_id)
        if pledge.state != "withdrawn"
    ]


def pledge_in_force(volunteer_id: int, on: date) -> Pledge | None:
    """The signed pledge that holds on that day."""
    query = select(Pledge).where(
        Pledge.volunteer_id == volunteer_id,
        Pledge.state == "signed",
        Pledge.starts_on <= on,
        Pledge.ends_on >= on,
    )
    return session().scalars(query.limit(1)).first()


def pledged(volunteer_ids: Collection[int], on: date) -> set[int]:
    """Those of these volunteers whose pledge is in force."""
    query = select(Pledge.volunteer_id).where(
        Pledge.volunteer_id.in_(volunteer_ids),
        Pledge.state == "signed",
        Pledge.starts_on <= on,
        Pledge.ends_on >= on,
    )
    return set(session().scalars(query))


def list_pledges(actor: Actor, *, state: str = "", search: Any = None) -> Select[Any]:
    query = visible(Pledge, actor)
    if state:
        query = query.where(Pledge.state == state)
    if search is not None:
        query = query.where(Pledge.volunteer_id.in_(select(Volunteer.id).where(search)))
    return query


def due_for_renewal(
    actor: Actor, rules: ProgrammeRules, today: date, *, within: int = 0
) -> Select[Any]:
    """Signed pledges that end soon, or have lapsed, of serving volunteers without a next one.

    Soon: in the programme's renewal window, or `within` so many days where that is longer.
    """
    until = today + timedelta(days=max(rules.renewal_days, within))
    later = select(Pledge.volunteer_id).where(Pledge.state != "withdrawn", Pledge.ends_on > until)
    return (
        visible(Pledge, actor)
        .join(Pledge.volunteer)
        .where(
            Pledge.state == "signed",
            Pledge.ends_on <= until,
            Pledge.year_number < rules.service_years,
            Volunteer.state == "approved",
            Pledge.volunteer_id.not_in(later),
            Pledge.id.in_(newest_ids()),
        )
    )


def vetting_gaps(volunteer: Volunteer, day: date) -> list[Problem]:
    """Her checks that will not hold on that day: she is vetted anew before she promises anew."""
    return of_checks(problems_to_serve(volunteer, day))


def of_checks(problems: Sequence[Problem]) -> list[Problem]:
    return [
        Problem(one.code, one.message, _l("Renew this check first."))
        for one in problems
        if one.code.startswith("check_")
    ]


def newest_ids() -> Any:
    """Each volunteer's last pledge."""
    newest = select(func.max(Pledge.id)).where(Pledge.state != "withdrawn")
    return newest.group_by(Pledge.volunteer_id).scalar_subquery()


def newest_of(ids: Sequence[int]) -> set[int]:
    """Those of these pledges that no later one has followed."""
    query = select(Pledge.id).where(Pledge.id.in_(ids), Pledge.id.in_(newest_ids()))
    return set(session().scalars(query))


def without_pledge(actor: Actor, today: date) -> Select[Any]:
    """Approved volunteers whom no pledge, signed or about to be, covers from today on."""
    covered = select(Pledge.volunteer_id).where(
        Pledge.state != "withdrawn", Pledge.ends_on >= today
    )
    return visible(Volunteer, actor).where(
        Volunteer.state == "approved", Volunteer.id.not_in(covered)
    )
