"""Two at the same moment, with real commits: one signature, one number, one pledge of a year."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.core import audit, jobs
from app.core.access.actors import Actor
from app.core.clock import today
from app.core.db import session, transaction
from app.core.documents.models import Document
from app.pledges import batches, services
from app.pledges.models import Pledge, PledgeBatch
from app.policy import Role
from app.volunteers.models import Team
from tests.people import XIEJIANG, make_actor, make_volunteer
from tests.pledges.test_services import issue, photo, sign
from tests.support.races import at_once


@pytest.fixture
def reviewers(fresh_app: Flask) -> list[Actor]:
    with fresh_app.app_context():
        return [make_actor(Role.STAFF), make_actor(Role.CHAIR)]


def by_screen(actor: Actor, pledge_id: int) -> object:
    return sign(actor, session().get_one(Pledge, pledge_id))


def by_paper(actor: Actor, pledge_id: int) -> object:
    return services.sign_on_paper(
        actor=actor,
        pledge_id=pledge_id,
        scan=photo(),
        scan_name="a.jpg",
        redeclared=True,
        signed_on=today(),
    )


def withdraw(actor: Actor, pledge_id: int) -> object:
    return services.withdraw_pledge(actor=actor, pledge_id=pledge_id, reason="写错")


def reissue(actor: Actor, pledge_id: int) -> object:
    return services.reissue_pledge(actor=actor, pledge_id=pledge_id, reason="写错")


@pytest.mark.parametrize("other", [by_screen, by_paper])
def test_pledge_is_signed_once(fresh_app: Flask, reviewers: list[Actor], other: object) -> None:
    with fresh_app.app_context():
        pledge = issue(reviewers[0], make_volunteer()).id
    outcomes = at_once(
        fresh_app,
        lambda: by_screen(reviewers[0], pledge),
        lambda: other(reviewers[1], pledge),  # type: ignore[operator]
    )
    assert sorted(outcomes) == ["done", "refused"]
    with fresh_app.app_context():
        row = session().get_one(Pledge, pledge)
        assert row.state == "signed"
        # Either the strokes are on the paper or the scan is kept, not half of each.
        assert (row.signed_how == "paper") == (row.scan_id is not None)
        paper = session().get_one(Document, row.document_id)
        assert (row.signed_how == "screen") == bool(paper.snapshot["volunteer_signature"])


def test_one_pledge_is_issued(fresh_app: Flask, reviewers: list[Actor]) -> None:
    with fresh_app.app_context():
        volunteer = make_volunteer().id
    outcomes = at_once(
        fresh_app,
        *(
            lambda actor=actor: services.issue_pledge(actor=actor, volunteer_id=volunteer)
            for actor in reviewers
        ),
    )
    assert sorted(outcomes) == ["done", "refused"]


def test_signature_and_withdrawal_do_not_mix(fresh_app: Flask, reviewers: list[Actor]) -> None:
    with fresh_app.app_context():
        pledge = issue(reviewers[0], make_volunteer()).id
    outcomes = at_once(
        fresh_app,
        lambda: by_screen(reviewers[0], pledge),
        lambda: withdraw(reviewers[1], pledge),
    )
    assert "done" in outcomes
    with fresh_app.app_context():
        row = session().get_one(Pledge, pledge)
        paper = session().get_one(Document, row.document_id)
        assert (row.state, paper.withdrawn_at is not None) == ("withdrawn", True)


def test_reissued_by_two_there_is_one_successor(fresh_app: Flask, reviewers: list[Actor]) -> None:
    with fresh_app.app_context():
        pledge = issue(reviewers[0], make_volunteer())
        sign(reviewers[0], pledge)
        key = pledge.id
    chairs = [reviewers[1], reviewers[1]]
    outcomes = at_once(fresh_app, *(lambda actor=actor: reissue(actor, key) for actor in chairs))
    assert sorted(outcomes) == ["done", "refused"]
    with fresh_app.app_context():
        rows = session().scalars(select(Pledge).order_by(Pledge.id)).all()
        assert [(row.state, row.year_number) for row in rows] == [("withdrawn", 1), ("issued", 1)]


def test_second_pledge_of_a_year_is_never_signed(fresh_app: Flask, reviewers: list[Actor]) -> None:
    """Issued twice, reissued and signed by whoever is quick."""
    with fresh_app.app_context():
        volunteer = make_volunteer().id
        first = services.issue_pledge(actor=reviewers[0], volunteer_id=volunteer).id
    at_once(
        fresh_app,
        lambda: by_screen(reviewers[0], first),
        lambda: reissue(reviewers[1], first),
        lambda: services.issue_pledge(actor=reviewers[0], volunteer_id=volunteer),
    )
    with fresh_app.app_context():
        for row in session().scalars(select(Pledge).where(Pledge.state == "issued")).all():
            sign(reviewers[0], row)
        standing = select(func.count()).where(Pledge.state == "signed")
        assert session().scalar(standing) == 1


def test_numbers_of_one_county_and_year_have_no_gap(
    fresh_app: Flask, reviewers: list[Actor]
) -> None:
    """Eight at once, among them two that are refused: no number is lost, none given twice."""
    with fresh_app.app_context():
        volunteers = [make_volunteer().id for _ in range(6)]
        refused = [make_volunteer(state="applied").id for _ in range(2)]
    outcomes = at_once(
        fresh_app,
        *(
            lambda actor=actor, key=key: services.issue_pledge(actor=actor, volunteer_id=key)
            for actor, key in zip(reviewers * 4, [*volunteers, *refused], strict=True)
        ),
    )
    assert sorted(outcomes) == ["done"] * 6 + ["refused"] * 2
    with fresh_app.app_context():
        serials = sorted(session().scalars(select(Pledge.serial)))
        assert serials == [f"CN-430626-{today().year}-{number:06d}" for number in range(1, 7)]
        assert audit.verify().broken_at is None


def test_team_is_made_one_batch_by_two(fresh_app: Flask, reviewers: list[Actor]) -> None:
    with fresh_app.app_context():
        with transaction() as current:
            team = Team(name="谢江村服务队", region_code=XIEJIANG, captain_name="李丽")
            current.add(team)
            current.flush()
        for name in ("王芳", "李丽"):
            make_volunteer(name, team_id=team.id)
        team_id = team.id
    outcomes = at_once(
        fresh_app,
        *(
            lambda actor=actor: batches.make_batch(actor=actor, team_id=team_id)
            for actor in reviewers
        ),
    )
    assert outcomes == ["done", "done"]
    with fresh_app.app_context():
        assert session().scalar(select(func.count()).select_from(PledgeBatch)) == 1
    at_once(fresh_app, jobs.run_waiting, jobs.run_waiting)
    with fresh_app.app_context():
        rows = session().scalars(select(Pledge)).all()
        assert len({row.volunteer_id for row in rows}) == len(rows) == 2
