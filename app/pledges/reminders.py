"""Each night: whose pledge ends in 60, 30 or 7 days is told, once each (the days: programme)."""

from __future__ import annotations

from datetime import timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app.core.clock import today
from app.core.db import session, transaction
from app.core.messages.services import tell
from app.pledges.models import Pledge, PledgeReminder
from app.pledges.queries import newest_ids
from app.pledges.rules import reminder_due
from app.programmes.queries import rules_for
from app.volunteers.models import Volunteer

ENDS = "pledge.ends"
TEXTS = {ENDS: _l("Your pledge ends on %(day)s, in %(days)s days: have it renewed.")}
FURTHEST = 366


def remind_all() -> int:
    """Gives how many were reminded. One transaction each: what is sent stays sent."""
    ending = (
        select(Pledge.id)
        .join(Pledge.volunteer)
        .where(
            Pledge.state == "signed",
            Pledge.ends_on >= today(),
            Pledge.ends_on <= today() + timedelta(days=FURTHEST),
            Pledge.id.in_(newest_ids()),
            Volunteer.state == "approved",
        )
        .order_by(Pledge.id)
    )
    return sum(_remind(pledge_id) for pledge_id in session().scalars(ending).all())


def _remind(pledge_id: int) -> bool:
    with transaction() as current:
        pledge = current.get_one(Pledge, pledge_id)
        rules = rules_for(pledge.region_code)
        if pledge.year_number >= rules.service_years:
            return False
        sent = set(
            current.scalars(
                select(PledgeReminder.days).where(PledgeReminder.pledge_id == pledge.id)
            )
        )
        left = (pledge.ends_on - today()).days
        due = reminder_due(left, sent, rules.reminder_days)
        if due is None:
            return False
        current.add(PledgeReminder(pledge_id=pledge.id, days=due))
        tell(
            pledge.volunteer.user_id,
            ENDS,
            link=f"/pledges/{pledge.id}",
            day=pledge.ends_on.isoformat(),
            days=left,
        )
    return True
