"""Each scope of consent in each state: what goes on, and what stops."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.children import queries
from app.children.life.facts import record_fact
from app.children.models import Child, Consent
from app.core.clock import now, today
from app.core.db import session, transaction
from app.core.errors import Conflict
from app.pairings.queries import missing_consents
from app.policy import Role
from app.programmes import presets
from app.programmes.services import adopt_preset
from tests.people import PINGJIANG, make_actor, make_child

DAY = timedelta(days=1)
SCOPES = [one.code for one in presets.load("yueyang").consent_scopes]
STATES = {
    # state: (answers as (decision, signed days ago, days until it ends, withdrawn), holds)
    "granted": ([("granted", 10, 300, False)], True),
    "expiring": ([("granted", 360, 5, False)], True),
    "last day": ([("granted", 364, 1, False)], True),
    "expired": ([("granted", 400, 0, False)], False),
    "refused": ([("refused", 10, 300, False)], False),
    "withdrawn": ([("granted", 10, 300, True)], False),
    "missing": ([], False),
    "refused after granting": ([("granted", 20, 300, False), ("refused", 10, 300, False)], False),
    "granted after refusing": ([("refused", 20, 300, False), ("granted", 10, 300, False)], True),
    "renewed after it ran out": ([("granted", 400, -30, False), ("granted", 1, 300, False)], True),
    "signed for tomorrow": ([("granted", -1, 300, False)], False),
}


@pytest.fixture
def chair(app):
    actor = make_actor(Role.CHAIR)
    adopt_preset(actor=actor, region_code=PINGJIANG, preset="yueyang")
    return actor


def child_with(answers, scope):
    child = make_child(consented=False)
    with transaction() as current:
        for decision, ago, left, withdrawn in answers:
            current.add(
                Consent(
                    child=child,
                    guardian_id=child.guardians[0].id,
                    scope=scope,
                    decision=decision,
                    signed_on=today() - ago * DAY,
                    expires_on=today() + left * DAY,
                    withdrawn_on=today() if withdrawn else None,
                    text_version="test",
                    recorded_at=now(),
                )
            )
    session().expire_all()
    return child


def in_force(child, scope):
    """As lists ask the database and as a page asks the file: they must not differ."""
    query = select(Child.id).where(Child.id == child.id, queries.in_force(scope, today()))
    listed = session().scalar(query) is not None
    assert listed == (queries.consent_in_force(child, scope, today()) is not None)
    return listed


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("scope", SCOPES)
def test_each_state_of_each_scope_holds_or_stops(chair, scope, state):
    answers, holds = STATES[state]
    child = child_with(answers, scope)
    assert in_force(child, scope) is holds
    assert [one for one in SCOPES if one != scope and in_force(child, one)] == []
    rules = presets.load("yueyang")
    needed = [one.label for one in rules.consent_scopes if one.needed_for_pairing]
    own = next(one.label for one in rules.consent_scopes if one.code == scope)
    missing = missing_consents(child, rules, today())
    assert missing == [one for one in needed if not (holds and one == own)]


@pytest.mark.parametrize("state", STATES)
def test_health_is_recorded_only_while_the_consent_to_it_holds(chair, state):
    answers, holds = STATES[state]
    child = child_with(answers, "health")

    def record():
        return record_fact(
            actor=chair,
            child_id=child.id,
            kind="health",
            text="哮喘",
            source="guardian",
            as_of=today(),
        )

    if holds:
        assert record().text == "哮喘"
    else:
        with pytest.raises(Conflict):
            record()
