"""The notice before she leaves, by herself or through the station."""

from __future__ import annotations

from datetime import date

from flask_babel import lazy_gettext as _l

from app.core import audit
from app.core.access.actors import Actor
from app.core.access.policy import may
from app.core.access.scope import get_visible, lock
from app.core.clock import today
from app.core.db import session, transaction
from app.core.errors import Conflict, Forbidden, InvalidInput, Problem
from app.policy import P
from app.volunteers import leaving, queries
from app.volunteers.models import LeavingNotice, Volunteer


def give_notice(
    *, actor: Actor, volunteer_id: int, last_day: date, code: str, words: str = ""
) -> LeavingNotice:
    """A second notice takes the place of the first."""
    with transaction() as current:
        volunteer = _hers_or_ours(actor, volunteer_id)
        reasons = leaving.reasons(volunteer, herself=volunteer.user_id == actor.user_id)
        if volunteer.state not in ("approved", "suspended"):
            raise Conflict(Problem("not_serving", _l("She is not in service.")))
        if last_day < today():
            text = _l("This day is over.")
            raise InvalidInput(Problem("in_past", text, field="last_day"))
        if code not in {one.code for one in reasons}:
            raise InvalidInput(Problem("code", _l("Choose one from the list."), field="code"))
        if before := leaving.notice_of(volunteer):
            before.taken_back_on = today()
        notice = LeavingNotice(
            volunteer=volunteer,
            given_on=today(),
            last_day=last_day,
            code=code,
            given_by=actor.user_id,
        )
        notice.words = words.strip() or None
        current.add(notice)
        current.flush()
        audit.record(actor, "volunteer.notice_given", volunteer, last_day=last_day.isoformat())
        return notice


def take_notice_back(*, actor: Actor, volunteer_id: int) -> None:
    """She stays. Nothing happens where there is no notice."""
    with transaction():
        volunteer = _hers_or_ours(actor, volunteer_id)
        notice = leaving.notice_of(volunteer)
        if notice is None or volunteer.state == "left":
            return
        notice.taken_back_on = today()
        session().flush()
        audit.record(actor, "volunteer.notice_taken_back", volunteer)


def _hers_or_ours(actor: Actor, volunteer_id: int) -> Volunteer:
    own = queries.own(actor) if may(actor, P.OWN_VOLUNTEER) else None
    if own is not None and own.id == volunteer_id:
        return lock(own)
    row: Volunteer = lock(get_visible(Volunteer, actor, volunteer_id))
    if not may(actor, P.REGISTER_VOLUNTEER, row):
        raise Forbidden(Problem("not_permitted", ""))
    return row
