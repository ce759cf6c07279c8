"""The monthly look at each village's roster: made by night, done by the village, reminded of."""

from __future__ import annotations

from datetime import date

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from app.accounts.models import RoleGrant, User
from app.children.rosters import queries, rules
from app.children.rosters.models import RosterCheck, RosterVersion
from app.children.rosters.standing import is_latest_sealed
from app.children.rosters.terms import terms_of
from app.core import audit, regioncode
from app.core.access.actors import Actor
from app.core.access.policy import demand, rule_of
from app.core.access.scope import get_visible, lock
from app.core.clock import today
from app.core.db import session, transaction
from app.core.errors import Conflict, Problem
from app.core.messages.services import tell
from app.core.regioncode import Level
from app.policy import P
from app.programmes.queries import rules_for

MESSAGES = {
    "roster.recheck_due": _l("%(count)s rosters are to be checked again by %(day)s."),
    "roster.recheck_late": _l("%(count)s rosters should have been checked by %(day)s."),
}
AT_HAND = Level.TOWNSHIP
"""Who holds a roster's region at this level or below is reminded; above, the list says it."""


def ask_for_rechecks() -> int:
    """Nightly. Returns how many looks are newly asked for."""
    month = rules.first_of_month(today())
    with transaction() as current:
        made = [_ask(roster, month) for roster in _due_rosters(month)]
        current.add_all(made)
        current.flush()
        _remind("roster.recheck_due", made)
        late = _newly_late()
        for one in late:
            one.late_told = True
        _remind("roster.recheck_late", late)
    return len(made)


def _due_rosters(month: date) -> list[RosterVersion]:
    """A look that still waits stands for this month too."""
    waits = (RosterCheck.month == month) | RosterCheck.done_on.is_(None)
    asked = select(RosterCheck.region_code).where(waits)
    last = dict(
        session()
        .execute(
            select(RosterCheck.region_code, func.max(RosterCheck.month)).group_by(
                RosterCheck.region_code
            )
        )
        .all()
    )
    query = select(RosterVersion).where(is_latest_sealed(), RosterVersion.region_code.not_in(asked))
    found = []
    for roster in session().scalars(query):
        sealed_on = roster.sealed_on or month
        looked = max(sealed_on, last.get(roster.region_code) or sealed_on)
        every = terms_of(rules_for(roster.region_code)).recheck_every_months
        if rules.is_recheck_month(month, looked, every):
            found.append(roster)
    return found


def _ask(roster: RosterVersion, month: date) -> RosterCheck:
    days = terms_of(rules_for(roster.region_code)).recheck_days
    return RosterCheck(
        region_code=roster.region_code, month=month, due_on=rules.due_day(month, days)
    )


def _newly_late() -> list[RosterCheck]:
    query = select(RosterCheck).where(
        RosterCheck.done_on.is_(None),
        RosterCheck.due_on < today(),
        RosterCheck.late_told.is_(False),
    )
    return list(session().scalars(query))


def _remind(kind: str, checks: list[RosterCheck]) -> None:
    """One message to each person at hand, however many villages it is about."""
    if not checks:
        return
    roles = rule_of(P.COMPILE_ROSTER).roles
    query = select(RoleGrant.user_id, RoleGrant.region_code).join(User)
    grants = session().execute(query.where(RoleGrant.role.in_(roles), User.is_active))
    counts: dict[int, set[str]] = {}
    for user_id, region in grants:
        if regioncode.level_of(region) < AT_HAND:
            continue
        own = {one.region_code for one in checks if regioncode.covers(region, one.region_code)}
        counts.setdefault(user_id, set()).update(own)
    day = max(one.due_on for one in checks)
    for user_id, villages in counts.items():
        if villages:
            tell(
                user_id,
                kind,
                link="/rosters/checks",
                count=len(villages),
                day=day.isoformat(),
            )


def get_check(actor: Actor, check_id: int) -> RosterCheck:
    found: RosterCheck = get_visible(RosterCheck, actor, check_id)
    return found


def finish_recheck(*, actor: Actor, check_id: int) -> RosterCheck:
    """Somebody has gone through the village's list; what differs from the sealed one is noted."""
    with transaction():
        check = lock(get_check(actor, check_id))
        demand(actor, P.COMPILE_ROSTER, check)
        if check.done_on is not None:
            text = _l("This roster has been checked already this month.")
            raise Conflict(Problem("wrong_state", text))
        check.added, check.gone = queries.drift(check.region_code)
        check.done_on, check.done_by = today(), actor.user_id
        session().flush()
        audit.record(actor, "roster.rechecked", check, added=check.added, gone=check.gone)
    return check
