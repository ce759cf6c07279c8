"""Who is at the station when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import or_, select

from app.accounts.models import RoleGrant, User
from app.activities import links
from app.activities.models import DutyShift
from app.core import audit, regioncode
from app.core.access.actors import Actor
from app.core.access.policy import demand
from app.core.access.scope import get_visible, lock, visible
from app.core.calendar.recurrence import BadRule, occurrences
from app.core.clock import ZONE, local, now
from app.core.db import session, transaction
from app.core.errors import Conflict, Forbidden, InvalidInput, Problem
from app.core.messages.services import tell
from app.policy import P, Role


def plan_shifts(
    *, actor: Actor, region_code: str, rule: str, starts_at: datetime, ends: time
) -> int:
    """Empty shifts by a rule, from the wall time of `starts_at` to `ends`; the number of new ones.

    A shift that there is already stays as it is.
    """
    begin = local(starts_at)
    if ends <= begin.time():
        text = _l("The end lies before the beginning.")
        raise InvalidInput(Problem("times", text, field="ends"))
    try:
        starts = occurrences(rule, begin.replace(tzinfo=None))
    except BadRule as error:
        text = _l("This repetition has no end, or gives more than 400 days.")
        raise InvalidInput(Problem("rule", text, field="until")) from error
    with transaction() as current:
        demand(actor, P.MANAGE_ROTA, region_code)
        moments = [start.replace(tzinfo=ZONE) for start in starts]
        query = select(DutyShift.starts_at).where(DutyShift.region_code == region_code)
        known = set(current.scalars(query))
        fresh = [moment for moment in moments if moment not in known]
        for moment in fresh:
            ends_at = datetime.combine(moment.date(), ends, ZONE)
            shift = DutyShift(region_code=region_code, starts_at=moment, ends_at=ends_at)
            current.add(shift)
        current.flush()
        audit.record(actor, "rota.planned", None, shifts=len(fresh), region=region_code)
    return len(fresh)


def people_for(region_code: str) -> Sequence[User]:
    """Who can be on duty: station people with a role here or above, and in the places below."""
    path = [regioncode.COUNTRY, *regioncode.ancestors(region_code), region_code]
    prefix = regioncode.prefix(region_code)
    holders = select(RoleGrant.user_id).where(
        RoleGrant.role.in_((Role.CHAIR, Role.STAFF)),
        or_(
            RoleGrant.region_code.in_(path),
            RoleGrant.region_code.between(prefix.ljust(12, "0"), prefix.ljust(12, "9")),
        ),
    )
    query = select(User).where(User.id.in_(holders), User.is_active)
    return session().scalars(query.order_by(User.name, User.id)).all()


def assign_shift(*, actor: Actor, shift_id: int, user_id: int | None) -> DutyShift:
    """Put somebody on duty, or nobody; she is told."""
    with transaction():
        shift: DutyShift = lock(get_visible(DutyShift, actor, shift_id, P.MANAGE_ROTA))
        if user_id is not None and user_id not in {one.id for one in people_for(shift.region_code)}:
            text = _l("Choose one from the list.")
            raise InvalidInput(Problem("person", text, field="user_id"))
        _put(actor, shift, user_id)
    return shift


def take_shift(*, actor: Actor, shift_id: int) -> DutyShift:
    """Take an empty shift, or one whose holder asks to be relieved; she is told."""
    with transaction():
        shift: DutyShift = lock(get_visible(DutyShift, actor, shift_id))
        if actor.user_id not in {one.id for one in people_for(shift.region_code)}:
            raise Forbidden(Problem("not_permitted", ""))
        if shift.user_id is not None and not shift.swap_wanted:
            raise Conflict(Problem("taken", _l("Somebody has this shift.")))
        if shift.user_id is not None:
            tell(shift.user_id, "rota.relieved", link=_link(shift), when=when_of(shift))
        _put(actor, shift, actor.user_id)
    return shift


def ask_relief(*, actor: Actor, shift_id: int) -> DutyShift:
    """Ask somebody else to take one's own shift; until then it stays one's own."""
    with transaction():
        shift: DutyShift = lock(get_visible(DutyShift, actor, shift_id))
        if shift.user_id != actor.user_id or shift.ends_at <= now():
            raise Conflict(Problem("not_yours", _l("This is not your shift, or it is over.")))
        shift.swap_wanted = True
        audit.record(actor, "rota.relief_asked", shift)
        for one in people_for(shift.region_code):
            if one.id != actor.user_id:
                tell(one.id, "rota.relief_asked", link=_link(shift), when=when_of(shift))
    return shift


def write_note(*, actor: Actor, shift_id: int, note: str) -> DutyShift:
    """The hand-over of a shift, by whoever has it or by the station."""
    with transaction():
        shift: DutyShift = lock(get_visible(DutyShift, actor, shift_id))
        if shift.user_id != actor.user_id:
            demand(actor, P.MANAGE_ROTA, shift)
        shift.note, shift.noted_at = note, now()
        audit.record(actor, "rota.noted", shift)
    return shift


def _put(actor: Actor, shift: DutyShift, user_id: int | None) -> None:
    if shift.ends_at <= now():
        raise Conflict(Problem("over", _l("This shift is over.")))
    if user_id is not None and _is_busy(shift, user_id):
        text = _l("She is on duty elsewhere at that time.")
        raise Conflict(Problem("busy", text, _l("Choose somebody else.")))
    shift.user_id, shift.swap_wanted = user_id, False
    audit.record(actor, "rota.assigned", shift, user=user_id)
    if user_id is not None and user_id != actor.user_id:
        tell(user_id, "rota.assigned", link=_link(shift), when=when_of(shift))


def _is_busy(shift: DutyShift, user_id: int) -> bool:
    query = select(DutyShift.id).where(
        DutyShift.user_id == user_id,
        DutyShift.id != shift.id,
        DutyShift.starts_at < shift.ends_at,
        DutyShift.ends_at > shift.starts_at,
    )
    return session().scalar(query.limit(1)) is not None


def unfilled(actor: Actor, days: int = 7) -> Sequence[DutyShift]:
    """Shifts of the next days that nobody has, or whose holder asks for relief."""
    query = visible(DutyShift, actor, P.MANAGE_ROTA).where(
        DutyShift.ends_at > now(),
        DutyShift.starts_at < now() + timedelta(days=days),
        or_(DutyShift.user_id.is_(None), DutyShift.swap_wanted),
    )
    return session().scalars(query.order_by(DutyShift.starts_at, DutyShift.id)).all()


def when_of(shift: DutyShift) -> str:
    return f"{local(shift.starts_at):%Y-%m-%d} {hours_of(shift)}"


def hours_of(shift: DutyShift) -> str:
    return f"{local(shift.starts_at):%H:%M}–{local(shift.ends_at):%H:%M}"


def _link(shift: DutyShift) -> str:
    return links.to_rota(local(shift.starts_at).date())
