"""Batches of any size: pages stay small, and reading them takes few queries."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from datetime import date, timedelta

from flask import Flask
from sqlalchemy import event, select, text

from app.core.access.actors import Actor
from app.core.clock import today
from app.core.db import database, session, transaction
from app.core.documents.uploads import Upload, store_scan
from app.pledges.batch_members import members_of
from app.pledges.models import Pledge, PledgeBatch, ScanPage
from app.policy import Role
from app.volunteers.models import Volunteer
from tests.people import make_actor, make_volunteer
from tests.pledges.test_batches import team_of
from tests.pledges.test_services import photo
from tests.support.client import CheckedClient

Enter = Callable[[Actor], None]


def test_pages_of_500_stay_small(app: Flask, client: CheckedClient, enter_as: Enter) -> None:
    """Page, search and the choice of whose page it is: never the whole 500."""
    staff, team = make_actor(Role.STAFF), team_of(())
    people = [
        make_volunteer(
            f"王{numeral(number)}",
            team_id=team.id,
            name_key=f"wang{number:03d}",
            born_on=date(1970, 1, 1) + timedelta(days=number),
            trained=False,
        )
        for number in range(500)
    ]
    with transaction() as current:
        batch = PledgeBatch(team=team, region_code=team.region_code)
        current.add(batch)
        current.flush()
        current.add_all(
            Pledge(
                volunteer=one,
                region_code=one.region_code,
                state="signed" if number < 400 else "issued",
                year_number=1,
                starts_on=today(),
                ends_on=today(),
                serial=f"CN-430626-2026-{number:06d}",
                batch_id=batch.id,
            )
            for number, one in enumerate(people)
        )
        pages = [
            ScanPage(batch_id=batch.id, upload_id=upload.id, number=number, signed_on=today())
            for number, upload in enumerate([kept_photo()] * 80)
        ]
        current.add_all(pages)
        current.flush()
        first = pages[0].id
        # A running PostgreSQL does so by itself, soon after tables were filled.
        current.execute(text("ANALYZE"))
    enter_as(staff)
    url = f"/pledges/batches/{batch.id}"
    for path in (
        url,
        f"{url}?state=issued",
        f"{url}/pages/{first}",
        f"/pledges/teams/{team.id}",
        "/pledges/teams",
    ):
        answer = client.get(path)
        assert len(gzip.compress(answer.get_data())) <= 14 * 1024, path
    listed = client.get(f"{url}?state=issued").text
    assert listed.count("/pledges/") < 60
    assert 'rel="next"' in listed
    assert "CN-430626-2026-000499" in client.get(f"{url}?q=000499").text
    assert f'value="{_pledge_of(people[-1])}"' in client.get(f"{url}/pages/{first}?q=000499").text


def numeral(number: int) -> str:
    digits = "零一二三四五六七八九"
    return "".join(digits[int(each)] for each in f"{number:03d}")


def kept_photo() -> Upload:
    return store_scan(photo(), purpose="pledge", name="a.jpg", user_id=None, field="scans")


def _pledge_of(volunteer: Volunteer) -> int:
    return session().scalars(select(Pledge.id).where(Pledge.volunteer_id == volunteer.id)).one()


def test_many_members_are_looked_at_in_few_queries(app: Flask) -> None:
    team = team_of(())

    def queries(count: int) -> int:
        for number in range(count):
            make_volunteer(f"赵{numeral(number)}", team_id=team.id)
        session().expire_all()
        asked: list[str] = []

        def note(_c: object, _cursor: object, statement: str, *_: object) -> None:
            asked.append(statement)

        engine = database().engine
        event.listen(engine, "before_cursor_execute", note)
        try:
            assert len(members_of(team)) >= count
        finally:
            event.remove(engine, "before_cursor_execute", note)
        return len(asked)

    assert queries(3) == queries(20)
