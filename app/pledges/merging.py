"""What pledges say before two records of one volunteer become one."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from app.core.clock import today
from app.core.db import session
from app.core.errors import Problem
from app.pledges.models import Pledge
from app.volunteers.models import Volunteer


def objections(kept: Volunteer, gone: Volunteer) -> Iterator[Problem]:
    """She would have promised the same days twice."""
    query = select(func.count(Pledge.volunteer_id.distinct())).where(
        Pledge.volunteer_id.in_((kept.id, gone.id)),
        Pledge.state != "withdrawn",
        Pledge.ends_on >= today(),
    )
    if (session().scalar(query) or 0) > 1:
        text = _l("Both records have a pledge that runs: withdraw one of the two first.")
        yield Problem("pledged_twice", text)
