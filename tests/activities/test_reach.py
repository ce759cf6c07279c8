"""The outermost ring of coverage: whom a group activity has reached (R48)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.activities.services import joining
from app.core.access.actors import Actor
from app.core.clock import now
from app.core.db import session, transaction
from app.core.enrolment.attendance import check_in, mark_absent
from app.core.enrolment.queries import roster
from app.pairings.coverage import ring_counts
from app.pairings.models import Pairing
from app.pairings.terms import terms_of
from app.programmes import presets
from tests.activities.samples import make_activity, make_member, make_pair, pass_by
from tests.people import PINGJIANG


@pytest.mark.parametrize(
    ("kind", "came", "days", "reached"),
    [
        ("reading", True, 1, 1),
        ("reading", False, 1, 0),
        ("reading", True, 400, 0),
        ("meeting", True, 1, 0),
    ],
)
def test_child_who_came_is_reached(
    staff: Actor, kind: str, came: bool, days: int, reached: int
) -> None:
    member, volunteer = make_member()
    child = make_pair(volunteer, category="left_behind")
    activity = make_activity(actor=staff, sign_up="pairs", kind=kind)
    joining.join(actor=member, activity_id=activity.id, child_id=child.id)
    with transaction():
        for one in session().query(Pairing):
            one.state = "ended"
    everybody = [one.id for one in roster(activity.occasion_id)]
    pass_by(activity, days=days)
    record = check_in if came else mark_absent
    record(actor=staff, occasion_id=activity.occasion_id, participant_ids=everybody)
    outermost = ring_counts(staff, PINGJIANG, terms_of(presets.load("yueyang")))[-1]
    assert (outermost.due, outermost.paired, outermost.reached) == (1, 0, reached)
    assert outermost.missing == 1 - reached
    assert activity.starts_at < now() - timedelta(hours=1)
