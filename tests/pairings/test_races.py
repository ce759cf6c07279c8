"""Two reviewers at the same moment, with real commits: nothing that one alone could not do."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.children import services as filing
from app.core.access.actors import Actor
from app.core.audit import AuditEvent
from app.core.clock import today
from app.core.db import session
from app.pairings import services
from app.pairings.models import Closure, Pairing
from app.pairings.states import OPEN
from app.policy import Role
from tests.pairings.pairs import pair, ready, take_steps
from tests.partners.test_services import standing
from tests.people import make_actor, make_child
from tests.support.races import at_once


@pytest.fixture
def reviewers(fresh_app: Flask) -> list[Actor]:
    with fresh_app.app_context():
        return [make_actor(Role.STAFF), make_actor(Role.CHAIR)]


def making(
    actor: Actor, child_id: int, volunteer_id: int, **values: object
) -> Callable[[], object]:
    return lambda: services.make_pairing(
        actor=actor,
        child_id=child_id,
        volunteer_id=volunteer_id,
        **{"role": "lead", **values},  # type: ignore[arg-type]
    )


def held() -> int:
    query = select(func.count()).select_from(Pairing).where(Pairing.state.in_(OPEN))
    return session().scalar(query) or 0


@pytest.mark.parametrize(
    "case", ["one place, two children", "one child, two leads", "the same two"]
)
def test_two_at_once_make_one_pair(fresh_app: Flask, reviewers: list[Actor], case: str) -> None:
    with fresh_app.app_context():
        if case == "one child, two leads":
            child = make_child().id
            wanted = [(child, ready(name).id) for name in ("王芳", "李丽")]
        else:
            volunteer, child = ready(capacity=1).id, make_child().id
            other = make_child().id if case == "one place, two children" else child
            wanted = [(child, volunteer), (other, volunteer)]
    acts = [making(actor, *ids) for actor, ids in zip(reviewers, wanted, strict=True)]
    assert sorted(at_once(fresh_app, *acts)) == ["done", "refused"]
    with fresh_app.app_context():
        assert held() == 1


def test_last_places_are_taken_by_proposals_and_pairs_together(
    fresh_app: Flask, reviewers: list[Actor]
) -> None:
    with fresh_app.app_context():
        volunteer = ready(capacity=2).id
        children = [make_child().id for _ in range(4)]
    acts = [
        lambda act=act, actor=actor, child=child: act(
            actor=actor, child_id=child, volunteer_id=volunteer, role="lead"
        )
        for act, actor, child in zip(
            [services.make_pairing, services.propose_pairing] * 2,
            reviewers * 2,
            children,
            strict=True,
        )
    ]
    assert sorted(at_once(fresh_app, *acts)) == ["done", "done", "refused", "refused"]
    with fresh_app.app_context():
        assert held() == 2


def test_last_place_of_an_organisations_person_goes_once(
    fresh_app: Flask, reviewers: list[Actor]
) -> None:
    """R39: an organisation has the places of its people, and no more."""
    with fresh_app.app_context():
        judge = ready("余法官", capacity=1)
        unit = standing(*reviewers, judge).id
        judge_id, children = judge.id, [make_child().id for _ in range(2)]
    acts = [
        making(actor, child, judge_id, organisation_id=unit)
        for actor, child in zip(reviewers, children, strict=True)
    ]
    assert sorted(at_once(fresh_app, *acts)) == ["done", "refused"]
    with fresh_app.app_context():
        assert held() == 1


def test_both_say_the_second_yes_at_once_and_it_begins_once(
    fresh_app: Flask, reviewers: list[Actor]
) -> None:
    with fresh_app.app_context():
        made = services.propose_pairing(
            actor=reviewers[0], child_id=make_child().id, volunteer_id=ready().id, role="lead"
        ).id
    acts = [
        lambda actor=actor, side=side: services.answer_proposal(
            actor=actor, pairing_id=made, side=side, answer="yes"
        )
        for actor, side in zip(reviewers, ("volunteer", "family"), strict=True)
    ]
    assert at_once(fresh_app, *acts) == ["done", "done"]
    with fresh_app.app_context():
        assert session().get_one(Pairing, made).state == "active"
        begun = select(func.count()).where(AuditEvent.act == "pairing.accept")
        assert session().scalar(begun) == 1


def test_consent_withdrawn_at_the_moment_of_pairing(
    fresh_app: Flask, reviewers: list[Actor]
) -> None:
    """Either the pair came first, or there is none."""
    with fresh_app.app_context():
        child = make_child()
        consent, child_id, volunteer = child.consents[0].id, child.id, ready().id
    at_once(
        fresh_app,
        making(reviewers[0], child_id, volunteer),
        lambda: filing.withdraw_consent(
            actor=reviewers[1], child_id=child_id, consent_id=consent, reason="搬家"
        ),
    )
    with fresh_app.app_context():
        order = session().scalars(
            select(AuditEvent.act)
            .where(AuditEvent.act.in_(("pairing.begun", "consent.withdrawn")))
            .order_by(AuditEvent.seq)
        )
        acts = list(order)
        assert acts in (["consent.withdrawn"], ["pairing.begun", "consent.withdrawn"])
        assert held() == len(acts) - 1


@pytest.mark.parametrize("leaves", ["end", "pause", "suspend"])
def test_nobody_is_paired_beside_somebody_who_just_leaves(
    fresh_app: Flask, reviewers: list[Actor], leaves: str
) -> None:
    """Whoever comes first: a helper does not run without company, nor does one from afar."""
    with fresh_app.app_context():
        child = make_child()
        lead = pair(reviewers[0], child=child)
        lead_id, child_id = lead.id, child.id
        if leaves == "end":
            services.open_closure(
                actor=reviewers[0], pairing_id=lead_id, way="planned", reason="期满"
            )
            take_steps(reviewers[0], lead)
            second = ready("赵远", placement="remote").id
        else:
            second = ready("小周", kind="helper").id

    def leave() -> object:
        if leaves == "end":
            return services.end_pairing(actor=reviewers[0], pairing_id=lead_id)
        act = services.pause_pairing if leaves == "pause" else services.suspend_pairing
        return act(actor=reviewers[0], pairing_id=lead_id, reason="核实")

    outcomes = at_once(fresh_app, leave, making(reviewers[1], child_id, second, role="co"))
    assert "done" in outcomes
    with fresh_app.app_context():
        other = session().scalar(select(Pairing).where(Pairing.volunteer_id == second))
        assert other is None or (other.state, other.trouble) == ("lapsed", ["company"])


def test_end_is_begun_and_made_once(fresh_app: Flask, reviewers: list[Actor]) -> None:
    with fresh_app.app_context():
        made = pair(reviewers[0]).id
    opening = [
        lambda actor=actor: services.open_closure(
            actor=actor, pairing_id=made, way="planned", reason="期满"
        )
        for actor in reviewers
    ]
    assert sorted(at_once(fresh_app, *opening)) == ["done", "refused"]
    with fresh_app.app_context():
        take_steps(reviewers[0], session().get_one(Pairing, made))
    ending = [
        lambda actor=actor: services.end_pairing(actor=actor, pairing_id=made)
        for actor in reviewers
    ]
    assert sorted(at_once(fresh_app, *ending)) == ["done", "refused"]
    with fresh_app.app_context():
        closure = session().scalars(select(Closure)).one()
        assert closure.closed_on == today()


def test_place_that_is_closed_is_given_once(fresh_app: Flask, reviewers: list[Actor]) -> None:
    """The end of one pair and two new ones with the same place, all at once."""
    with fresh_app.app_context():
        volunteer = ready(capacity=1)
        made = pair(reviewers[0], volunteer=volunteer)
        services.open_closure(actor=reviewers[0], pairing_id=made.id, way="planned", reason="期满")
        take_steps(reviewers[0], made)
        made_id, volunteer_id = made.id, volunteer.id
        children = [make_child().id for _ in range(2)]
    at_once(
        fresh_app,
        lambda: services.end_pairing(actor=reviewers[0], pairing_id=made_id),
        *(
            making(actor, child, volunteer_id)
            for actor, child in zip(reviewers, children, strict=True)
        ),
    )
    with fresh_app.app_context():
        assert session().get_one(Pairing, made_id).state == "ended"
        assert held() <= 1


def test_two_who_take_the_lead_at_once_leave_one(fresh_app: Flask, reviewers: list[Actor]) -> None:
    with fresh_app.app_context():
        child = make_child()
        pair(reviewers[0], child=child)
        others = [
            pair(reviewers[0], child=child, volunteer=ready(name), role=role).id
            for name, role in (("李丽", "co"), ("赵敏", "specialist"))
        ]
    acts = [
        lambda actor=actor, key=key: services.change_role(
            actor=actor, pairing_id=key, role="lead", reason="接任"
        )
        for actor, key in zip(reviewers, others, strict=True)
    ]
    assert "done" in at_once(fresh_app, *acts)
    with fresh_app.app_context():
        roles = session().scalars(select(Pairing.role)).all()
        assert sorted(roles) == ["co", "lead", "specialist"]


def test_night_and_day_shift_agree(fresh_app: Flask, reviewers: list[Actor]) -> None:
    """The nightly check while somebody suspends by hand: the hand stays."""
    with fresh_app.app_context():
        made = pair(reviewers[0]).id
        pair(reviewers[0])
    at_once(
        fresh_app,
        services.check_all,
        lambda: services.suspend_pairing(actor=reviewers[0], pairing_id=made, reason="核实"),
    )
    with fresh_app.app_context():
        row = session().get_one(Pairing, made)
        assert (row.state, row.trouble) == ("suspended", ["by_hand"])
        assert row.trouble_since == today()
